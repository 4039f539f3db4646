#include "sip/session/screening.h"

#include "sip/message/text.h"
#include "sip/session/body.h"
#include "sip/transaction/header_values.h"

#include <algorithm>
#include <array>

namespace sidetone::sip {
namespace {

constexpr std::array<std::string_view, 13> kKnownMethods{
    "INVITE",  "ACK",   "CANCEL",    "BYE",    "PRACK",   "UPDATE",  "INFO",
    "OPTIONS", "REFER", "SUBSCRIBE", "NOTIFY", "MESSAGE", "REGISTER"};
constexpr std::array<std::string_view, 4> kExtensions{"100rel", "timer", "outbound", "path"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view text) {
  return std::ranges::any_of(list, [&](std::string_view i) { return equal_without_case(i, text); });
}

Refusal refusal(int status, HeaderId id, std::string_view value) {
  Refusal refusal{.status = status, .headers = {}};
  refusal.headers.add(id, std::string(value));
  return refusal;
}

std::optional<Refusal> screen_method(const Request& request) {
  if (std::ranges::find(kKnownMethods, request.method) != kKnownMethods.end()) return std::nullopt;
  // [RFC3261 §8.2.1] "If the UAS recognizes but does not support the method of a request, it MUST
  // generate a 405 (Method Not Allowed) response"; [§21.5.2] 501 "is the appropriate response when
  // a UAS does not recognize the request method".
  const int status = request.method == "PUBLISH" ? 405 : 501;
  return refusal(status, HeaderId::kAllow, kAllowedMethods);
}

std::optional<Refusal> screen_uri(const Request& request) {
  const std::string_view uri = request.uri;
  const std::string_view scheme = uri.substr(0, uri.find(':'));
  constexpr std::array<std::string_view, 3> kSchemes{"sip", "sips", "tel"};
  if (contains(kSchemes, scheme)) return std::nullopt;
  return Refusal{.status = 416, .headers = {}};
}

std::optional<Refusal> screen_hops(const Request& request) {
  // [RFC3261 §16.3] "If the request contains a Max-Forwards header field with a field value of zero
  // (0), the element MUST NOT forward the request." Only an INVITE goes on to another leg.
  if (request.method != "INVITE") return std::nullopt;
  const auto hops = request.headers.find(HeaderId::kMaxForwards);
  if (!hops || parse_number(*hops) != 0U) return std::nullopt;
  return Refusal{.status = 483, .headers = {}};
}

std::optional<Refusal> screen_extensions(const Request& request) {
  // [RFC3261 §8.2.2.3] "Require and Proxy-Require MUST NOT be used in a SIP CANCEL request, or in
  // an ACK request sent for a non-2xx response. These header fields MUST be ignored".
  if (request.method == "ACK" || request.method == "CANCEL") return std::nullopt;
  std::string unknown;
  for (std::string_view option : request.headers.values(HeaderId::kRequire)) {
    if (contains(kExtensions, option)) continue;
    if (!unknown.empty()) unknown += ", ";
    unknown += option;
  }
  if (unknown.empty()) return std::nullopt;
  return refusal(420, HeaderId::kUnsupported, unknown);
}

bool accepts_sdp(const Request& request) {
  const auto ranges = request.headers.values(HeaderId::kAccept);
  if (ranges.empty()) return true;
  return std::ranges::any_of(ranges, [](std::string_view range) {
    const std::string_view type = bare_value_of(range);
    return type == "*/*" || equal_without_case(type, "application/sdp") ||
           equal_without_case(type, "application/*");
  });
}

std::optional<Refusal> screen_content(const Request& request) {
  const std::string_view method = request.method;
  if (method == "INVITE" && !accepts_sdp(request)) return Refusal{.status = 406, .headers = {}};
  if (method != "INVITE" && method != "UPDATE" && method != "PRACK") return std::nullopt;
  if (sdp_of(request.headers, request.body)) return std::nullopt;
  // [RFC3261 §8.2.3] "the response MUST contain an Accept header field listing the types of all
  // bodies it understands … If the request contained content encodings not understood by the UAS,
  // the response MUST contain an Accept-Encoding header field".
  Refusal refused = refusal(415, HeaderId::kAccept, kAcceptedTypes);
  refused.headers.add("Accept-Encoding", "identity");
  return refused;
}

}  // namespace

std::optional<Refusal> screen(const Request& request) {
  for (const auto check :
       {screen_method, screen_uri, screen_hops, screen_extensions, screen_content}) {
    if (auto refused = check(request)) return refused;
  }
  return std::nullopt;
}

}  // namespace sidetone::sip
