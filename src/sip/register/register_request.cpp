#include "sip/register/register_request.h"

#include "base/shown_text.h"
#include "sip/message/text.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sidetone::sip {
namespace {

constexpr std::size_t kMaxUriBytes = 512;
constexpr std::size_t kMaxInstanceBytes = 128;
constexpr std::size_t kMaxCallIdBytes = 256;
constexpr std::size_t kMaxPathValues = 8;
constexpr std::size_t kMaxContacts = 32;

ParseError broken(std::string_view what) {
  return {.kind = ParseError::Kind::kBadHeader, .what = what};
}

/// "0.75" as 750; anything else is as not said.
std::uint16_t parse_q(std::string_view text) {
  if (text != "0" && !text.starts_with("0.")) return 1'000;
  std::uint16_t thousandths = 0;
  std::uint16_t weight = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (!is(CharClass::kDigit, c) || weight == 0) return 1'000;
    thousandths = static_cast<std::uint16_t>(thousandths + (c - '0') * weight);
    weight = static_cast<std::uint16_t>(weight / 10);
  }
  return thousandths;
}

std::optional<Duration> parse_expires(std::optional<std::string_view> text) {
  const auto seconds = text ? parse_delta_seconds(*text) : std::nullopt;
  return seconds ? std::optional<Duration>(std::chrono::seconds(*seconds)) : std::nullopt;
}

Parsed<ContactRequest> read_contact(std::string_view value, std::optional<Duration> expires) {
  auto address = parse_name_addr(value);
  if (!address) return unexpected(address.error());
  if (!address->uri.is_sip()) return unexpected(broken("Contact scheme"));
  const Parameters& parameters = address->parameters;
  ContactRequest contact{.uri = std::move(address->uri), .expires = expires};
  contact.uri.headers.clear();
  contact.text = contact.uri.to_string();
  contact.instance = std::string(parameters.find("+sip.instance").value_or(""));
  contact.reg_id = parse_number(parameters.find("reg-id").value_or("")).value_or(0);
  contact.q = parse_q(parameters.find("q").value_or("1"));
  // [RFC3261 §10.3 step 7] "If the field value has an "expires" parameter, that value MUST be taken
  // as the requested expiration"; one that cannot be read is as not said.
  if (parameters.has("expires")) contact.expires = parse_expires(parameters.find("expires"));
  if (contact.text.size() > kMaxUriBytes || contact.instance.size() > kMaxInstanceBytes) {
    return unexpected(broken("Contact too long"));
  }
  return contact;
}

Expected<void, ParseError> read_contacts(const HeaderFields& headers, RegisterRequest& request) {
  const auto values = headers.values(HeaderId::kContact);
  const auto expires = parse_expires(headers.find(HeaderId::kExpires));
  if (values.size() > kMaxContacts) return unexpected(broken("Contact"));
  for (const std::string_view value : values) {
    if (value == "*") {
      // [RFC3261 §10.3 step 6] "If the request has additional Contact fields or an expiration time
      // other than zero, the request is invalid, and the server MUST return a 400".
      if (values.size() > 1 || expires != Duration::zero()) return unexpected(broken("Contact: *"));
      request.remove_all = true;
      return {};
    }
    auto contact = read_contact(value, expires);
    if (!contact) return unexpected(contact.error());
    request.contacts.push_back(std::move(*contact));
  }
  return {};
}

Expected<void, ParseError> read_path(const HeaderFields& headers, RegisterRequest& request) {
  const auto values = headers.values(HeaderId::kPath);
  if (values.size() > kMaxPathValues) return unexpected(broken("Path"));
  request.flow_is_kept = headers.values(HeaderId::kVia).size() == 1;
  for (const std::string_view value : values) {
    const auto hop = parse_name_addr(value);
    if (!hop || value.size() > kMaxUriBytes) return unexpected(broken("Path"));
    // [RFC5626 §5.1] an edge proxy that keeps the flow to the device says "ob" in its URI.
    if (hop->uri.parameters.has("ob")) request.flow_is_kept = true;
    request.path.emplace_back(value);
  }
  return {};
}

}  // namespace

Parsed<RegisterRequest> read_register(const Request& request) {
  const HeaderFields& headers = request.headers;
  const auto cseq = parse_cseq(headers.find(HeaderId::kCSeq).value_or(""));
  if (!cseq) return unexpected(cseq.error());
  const std::string_view call_id = headers.find(HeaderId::kCallId).value_or("");
  if (call_id.empty() || call_id.size() > kMaxCallIdBytes) return unexpected(broken("Call-ID"));
  const std::string_view agent = headers.find(HeaderId::kUserAgent).value_or("");
  RegisterRequest result{.call_id = std::string(call_id),
                         .cseq = cseq->number,
                         .user_agent = shown(agent, kShownName),
                         .supports_outbound = headers.has_token(HeaderId::kSupported, "outbound")};
  if (const auto contacts = read_contacts(headers, result); !contacts) {
    return unexpected(contacts.error());
  }
  if (const auto path = read_path(headers, result); !path) return unexpected(path.error());
  return result;
}

}  // namespace sidetone::sip
