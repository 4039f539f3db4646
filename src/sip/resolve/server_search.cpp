#include "sip/resolve/server_search.h"

#include "sip/message/text.h"
#include "sip/resolve/service_order.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sidetone::sip {
namespace {

// A zone of somebody else may not make us ask, or try, without end.
constexpr std::size_t kMaxServices = 8;
constexpr std::size_t kMaxHosts = 16;
constexpr std::size_t kMaxServers = 32;

struct Kind {
  Transport transport;
  std::string_view naptr;   // [RFC3263 §4.1]
  std::string_view prefix;  // [RFC3263 §4.1] "_sip._udp.example.com"
};
// Our order where the domain has none: what is safest first.
constexpr std::array kKinds{Kind{Transport::kTls, "SIPS+D2T", "_sips._tcp."},
                            Kind{Transport::kTcp, "SIP+D2T", "_sip._tcp."},
                            Kind{Transport::kUdp, "SIP+D2U", "_sip._udp."}};

const Kind* kind_of(const NaptrRecord& record) {
  const auto found = std::ranges::find_if(
      kKinds, [&](const Kind& kind) { return equal_without_case(kind.naptr, record.service); });
  const bool leads_to_srv = equal_without_case(record.flags, "s") && !record.replacement.empty();
  return found == kKinds.end() || !leads_to_srv ? nullptr : &*found;
}

std::string_view prefix_of(Transport transport) {
  const auto found = std::ranges::find(kKinds, transport, &Kind::transport);
  return found == kKinds.end() ? kKinds.back().prefix : found->prefix;
}

}  // namespace

ServerSearch::ServerSearch(Target target, Random& random)
    : target_(std::move(target)), random_(random) {
  const Transport transport = target_.transport.value_or(default_transport());
  if (!usable(transport)) {
    outputs_.push(NotFound{});
    return;
  }
  // [RFC3263 §4.2] "If TARGET is a numeric IP address, the client uses that address."
  if (const auto ip = IpAddress::parse(target_.host)) {
    const SocketAddress address{*ip, target_.port.value_or(default_port(transport))};
    outputs_.push(Found{{{transport, address, target_.host}}});
    return;
  }
  // [RFC3263 §4.2] "If the TARGET was not a numeric IP address, and a port is present in the URI,
  // the client performs an A or AAAA record lookup of the domain name."
  if (target_.port) {
    ask_host(transport, *target_.port, target_.host);
  } else if (target_.transport) {
    ask_service(transport, std::string(prefix_of(transport)) + target_.host);
  } else {
    naptr_ = ask(Records::kNaptr, target_.host);
  }
}

Transport ServerSearch::default_transport() const {
  // [RFC3263 §4.1] "the client SHOULD use UDP for a SIP URI, and TCP for a SIPS URI": over TLS.
  return target_.sips ? Transport::kTls : Transport::kUdp;
}

bool ServerSearch::usable(Transport transport) const {
  const bool known = std::ranges::find(kKinds, transport, &Kind::transport) != kKinds.end();
  return known && (!target_.sips || transport == Transport::kTls);
}

std::uint32_t ServerSearch::ask(Records records, std::string name) {
  ++open_;
  outputs_.push(Ask{++last_question_, records, std::move(name)});
  return last_question_;
}

void ServerSearch::ask_service(Transport transport, std::string name) {
  if (services_.size() == kMaxServices) return;
  services_.push_back({ask(Records::kServices, std::move(name)), transport, {}});
}

void ServerSearch::ask_every_service() {
  // [RFC3263 §4.1] "If no NAPTR records are found, the client constructs SRV queries for those
  // transport protocols it supports, and does a query for each."
  for (const Kind& kind : kKinds) {
    if (usable(kind.transport))
      ask_service(kind.transport, std::string(kind.prefix) + target_.host);
  }
}

void ServerSearch::ask_host(Transport transport, std::uint16_t port, const std::string& name) {
  if (hosts_.size() == kMaxHosts) return;
  hosts_.push_back({ask(Records::kAddresses, name), transport, port, {}});
}

void ServerSearch::handle_naptr(std::uint32_t question, std::vector<NaptrRecord> records) {
  if (question != naptr_ || naptr_ == 0) return;
  naptr_ = 0;
  --open_;
  std::ranges::stable_sort(records, {}, [](const NaptrRecord& record) {
    return std::pair(record.order, record.preference);
  });
  for (const NaptrRecord& record : records) {
    // [RFC3263 §4.1] "the client … MUST discard any services … that … [use a] transport not
    // supported by the client", and for a SIPS URI all that are not SIPS.
    const Kind* kind = kind_of(record);
    if (kind != nullptr && usable(kind->transport)) {
      ask_service(kind->transport, record.replacement);
    }
  }
  if (services_.empty()) ask_every_service();
}

void ServerSearch::handle_services(std::uint32_t question, std::vector<ServiceRecord> records) {
  const auto service = std::ranges::find(services_, question, &Service::question);
  if (question == 0 || service == services_.end()) return;
  service->question = 0;
  service->records = in_order(std::move(records), random_);
  if (--open_ == 0) handle_all_services();
}

void ServerSearch::handle_all_services() {
  bool answered = false;
  for (const Service& service : services_) {
    for (const ServiceRecord& record : service.records) {
      answered = true;
      // [RFC2782] "A Target of "." means that the service is decidedly not available".
      if (record.target.empty() || record.target == ".") continue;
      ask_host(service.transport, record.port, record.target);
    }
  }
  if (!answered) {
    // [RFC3263 §4.2] "If no SRV records were found, the client performs an A or AAAA record lookup
    // of the domain name."
    const Transport transport = target_.transport.value_or(default_transport());
    ask_host(transport, default_port(transport), target_.host);
  }
  if (hosts_.empty()) outputs_.push(NotFound{});
}

void ServerSearch::handle_addresses(std::uint32_t question,
                                    const std::vector<IpAddress>& addresses) {
  const auto host = std::ranges::find(hosts_, question, &Host::question);
  if (question == 0 || host == hosts_.end()) return;
  host->question = 0;
  host->addresses = addresses;
  if (--open_ == 0) handle_all_addresses();
}

void ServerSearch::handle_all_addresses() {
  Found found;
  for (const Host& host : hosts_) {
    for (const IpAddress& address : host.addresses) {
      Server server{host.transport, {address, host.port}, target_.host};
      const bool known = std::ranges::find(found.servers, server) != found.servers.end();
      if (!known && found.servers.size() < kMaxServers) found.servers.push_back(std::move(server));
    }
  }
  if (found.servers.empty()) {
    outputs_.push(NotFound{});
  } else {
    outputs_.push(std::move(found));
  }
}

}  // namespace sidetone::sip
