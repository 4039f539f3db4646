#include "call/gate.h"

#include <utility>

namespace sidetone::call {
namespace {

sip::DigestAlgorithm algorithm_of(directory::DigestAlgorithm algorithm) {
  return algorithm == directory::DigestAlgorithm::kSha256 ? sip::DigestAlgorithm::kSha256
                                                          : sip::DigestAlgorithm::kMd5;
}

sip::DigestAuthenticator::Account account_of(const directory::Device& device) {
  const bool sha = device.algorithm == directory::DigestAlgorithm::kSha256;
  return {.ha1 = sha ? device.ha1_sha256 : device.ha1_md5,
          .algorithm = algorithm_of(device.algorithm)};
}

Denial denied(int status, std::string_view counter) {
  return {.status = status, .headers = {}, .counter = counter};
}

}  // namespace

Gate::Gate(const directory::Directory& directory, Random& random)
    : directory_(directory), authenticator_({}, random) {}

void Gate::open_flow(sip::FlowId flow, BrowserIdentity identity) {
  browsers_.insert_or_assign(flow, std::move(identity));
}

void Gate::close_flow(sip::FlowId flow) {
  browsers_.erase(flow);
}

std::vector<sip::FlowId> Gate::flows_of(std::string_view session) const {
  std::vector<sip::FlowId> flows;
  for (const auto& [flow, identity] : browsers_) {
    if (identity.session == session) flows.push_back(flow);
  }
  return flows;
}

const BrowserIdentity* Gate::identity_of(sip::FlowId flow) const {
  const auto found = browsers_.find(flow);
  return found == browsers_.end() ? nullptr : &found->second;
}

Expected<Party, Denial> Gate::admit(const sip::Request& request, const sip::Peer& source,
                                    Instant now) {
  const auto from = sip::parse_name_addr(request.headers.find(sip::HeaderId::kFrom).value_or(""));
  if (!from || !from->uri.is_sip()) return unexpected(denied(403, "auth_foreign_from"));
  if (sip::over_web_socket(source.transport)) return admit_browser(*from, source);
  return admit_device(request, *from, source, now);
}

Expected<Party, Denial> Gate::admit_browser(const sip::NameAddr& from,
                                            const sip::Peer& source) const {
  const BrowserIdentity* identity = identity_of(source.flow);
  if (identity == nullptr) return unexpected(denied(403, "auth_no_handshake"));
  const auto* extension = directory_.extension(identity->tenant, identity->extension);
  const auto* tenant = directory_.tenant_by_domain(from.uri.host);
  if (extension == nullptr || !extension->softphone || tenant == nullptr ||
      tenant->id != identity->tenant || from.uri.user != extension->number) {
    return unexpected(denied(403, "auth_foreign_from"));
  }
  return Party{.tenant = identity->tenant,
               .extension = identity->extension,
               .browser = true,
               .instance = identity->instance};
}

Expected<Party, Denial> Gate::admit_device(const sip::Request& request, const sip::NameAddr& from,
                                           const sip::Peer& source, Instant now) {
  const directory::Tenant* tenant = directory_.tenant_by_domain(from.uri.host);
  // A domain that we do not serve is challenged like any other: nothing can be learnt from it.
  const std::string realm = tenant == nullptr ? from.uri.host : tenant->domain;
  const auto credentials =
      sip::find_credentials(request.headers, sip::HeaderId::kAuthorization, realm);
  const std::string& username = credentials ? credentials->username : from.uri.user;
  const directory::Device* device = usable_device(tenant, username, source);
  const auto account =
      device == nullptr ? sip::DigestAuthenticator::Account{} : account_of(*device);
  const auto outcome = authenticator_.verify({.method = request.method,
                                              .request_uri = request.uri,
                                              .realm = realm,
                                              .source = source.remote.ip,
                                              .credentials = credentials ? &*credentials : nullptr,
                                              .account = device == nullptr ? nullptr : &account},
                                             now);
  if (outcome.verdict != sip::DigestAuthenticator::Verdict::kAccepted) {
    Denial denial = denied(401, sip::counter_name(outcome.verdict));
    denial.headers.add(sip::HeaderId::kWwwAuthenticate, outcome.challenge);
    return unexpected(std::move(denial));
  }
  const auto* extension = directory_.extension(device->tenant, device->extension);
  if (extension == nullptr ||
      (from.uri.user != device->username && from.uri.user != extension->number)) {
    return unexpected(denied(403, "auth_foreign_from"));
  }
  return Party{.tenant = device->tenant, .extension = device->extension};
}

const directory::Device* Gate::usable_device(const directory::Tenant* tenant,
                                             std::string_view username,
                                             const sip::Peer& source) const {
  if (tenant == nullptr) return nullptr;
  const directory::Device* device = directory_.device(tenant->id, username);
  if (device == nullptr || !device->enabled) return nullptr;
  if (device->loopback_only && !source.remote.ip.is_loopback()) return nullptr;
  return device;
}

}  // namespace sidetone::call
