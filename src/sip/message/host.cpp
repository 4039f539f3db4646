#include "sip/message/host.h"

#include "base/address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace sidetone::sip {
namespace {

/// The bracketed address at the front of `text`, checked; empty when there is none.
std::optional<std::string> ipv6_reference(std::string_view text) {
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos) return std::nullopt;
  std::string address = lower(text.substr(0, close + 1));
  const auto allowed = [](char c) {
    return is(CharClass::kDigit, c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
  };
  if (!std::ranges::all_of(address.substr(1, close - 1), allowed)) return std::nullopt;
  // [RFC5118 §4.10] RFC 3261's grammar yields "2001:db8:::192.0.2.1"; a receiver reads the three
  // colons as the two that were meant.
  if (const auto bug = address.find(":::"); bug != std::string::npos) address.erase(bug, 1);
  if (!IpAddress::parse(address)) return std::nullopt;
  return address;
}

std::optional<std::uint16_t> read_port(Cursor& cursor) {
  const auto number = parse_number(cursor.take(CharClass::kDigit));
  if (!number || *number == 0 || *number > std::numeric_limits<std::uint16_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(*number);
}

}  // namespace

std::optional<HostPort> read_host_port(Cursor& cursor, SpaceAroundColon space) {
  HostPort out;
  if (cursor.peek() == '[') {
    auto address = ipv6_reference(cursor.rest());
    if (!address) return std::nullopt;
    cursor.advance(cursor.rest().find(']') + 1);
    out.host = std::move(*address);
  } else {
    out.host = lower(cursor.take(CharClass::kHost));
    if (out.host.empty()) return std::nullopt;
  }
  const bool colon =
      space == SpaceAroundColon::kAllowed ? cursor.accept_separator(':') : cursor.accept(':');
  if (!colon) return out;
  const auto port = read_port(cursor);
  if (!port) return std::nullopt;
  out.port = *port;
  return out;
}

void append_host_port(std::string& out, std::string_view host, std::uint16_t port) {
  out += host;
  if (port == 0) return;
  std::array<char, 5> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), port).ptr;
  out += ':';
  out.append(digits.data(), end);
}

}  // namespace sidetone::sip
