#include "base/address.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sidetone::sip {
namespace {

// [RFC3261 §19.1.4] "A user, ttl, or method uri-parameter appearing in only one URI never matches,
// even if it contains the default value. A URI that includes an maddr parameter will not match a
// URI that contains no maddr parameter." Its examples hold transport to the same rule.
constexpr std::array<std::string_view, 5> kNeverIgnored{"user", "ttl", "method", "maddr",
                                                        "transport"};

bool never_ignored(std::string_view name) {
  return std::ranges::any_of(kNeverIgnored,
                             [&](std::string_view one) { return equal_without_case(one, name); });
}

enum class Missing : std::uint8_t { kMayBeIgnored, kNeverMatches };

/// Does every parameter of `a` find its equal in `b`? Of a name that comes twice the first counts,
/// as everywhere.
bool covered(const Parameters& a, const Parameters& b, Missing missing) {
  return std::ranges::all_of(a, [&](const Parameter& parameter) {
    const auto other = b.find(parameter.name);
    if (!other) return missing == Missing::kMayBeIgnored && !never_ignored(parameter.name);
    return equal_without_case(*a.find(parameter.name), *other);
  });
}

/// `name=value&…`, unescaped, names in lower case, sorted: order does not matter.
std::vector<std::string> sorted_headers(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('&'), text.size());
    const std::string_view header = text.substr(0, length);
    const std::size_t equals = std::min(header.find('='), header.size());
    out.push_back(lower(unescape(header.substr(0, equals)).value_or("")) +
                  unescape(header.substr(equals)).value_or(std::string(header.substr(equals))));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  std::ranges::sort(out);
  return out;
}

/// [RFC3966 §4] the number without its visual separators, letters in one case.
std::string bare_number(std::string_view number) {
  std::string out = lower(number);
  std::erase_if(out, [](char c) { return c == '-' || c == '.' || c == '(' || c == ')'; });
  return out;
}

/// A phone-context that is a number, and ext, are numbers too.
std::string bare_value(const Parameter& parameter) {
  const std::string value = parameter.value.value_or("");
  const bool number = value.starts_with('+') || equal_without_case(parameter.name, "ext");
  return number ? bare_number(value) : lower(value);
}

Parameters bare_parameters(const Parameters& parameters) {
  Parameters out;
  for (const Parameter& parameter : parameters) {
    out.append({parameter.name, bare_value(parameter)});
  }
  return out;
}

bool equivalent_tel(const Uri& a, const Uri& b) {
  // [RFC3966 §4] "Parameters are compared according to 'pname', regardless of the order they
  // appeared in the URI. If one URI has a parameter name not found in the other, the two URIs are
  // not equal."
  const Parameters ours = bare_parameters(a.parameters);
  const Parameters theirs = bare_parameters(b.parameters);
  return bare_number(a.user) == bare_number(b.user) &&
         covered(ours, theirs, Missing::kNeverMatches) &&
         covered(theirs, ours, Missing::kNeverMatches);
}

bool same_host(std::string_view a, std::string_view b) {
  if (equal_without_case(a, b)) return true;
  // [RFC5954 §4.2] an IPv6 address compares by its bits, however it is spelled.
  if (!a.starts_with('[') || !b.starts_with('[')) return false;
  const auto first = IpAddress::parse(a);
  return first && first == IpAddress::parse(b);
}

}  // namespace

bool equivalent(const Uri& a, const Uri& b) {
  if (a.scheme != b.scheme) return false;
  if (a.is_tel()) return equivalent_tel(a, b);
  if (!a.is_sip()) return a.opaque == b.opaque;
  return a.user == b.user && a.password == b.password && same_host(a.host, b.host) &&
         a.port == b.port && covered(a.parameters, b.parameters, Missing::kMayBeIgnored) &&
         covered(b.parameters, a.parameters, Missing::kMayBeIgnored) &&
         sorted_headers(a.headers) == sorted_headers(b.headers);
}

}  // namespace sidetone::sip
