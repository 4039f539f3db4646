#pragma once

#include "sip/message/cursor.h"

#include <cstdint>
#include <optional>
#include <string>

namespace sidetone::sip {

/// `host [ ":" port ]` of a URI or a Via [RFC3261 §25.1 hostport, sent-by].
struct HostPort {
  std::string host;        ///< Lower case; IPv6 in brackets.
  std::uint16_t port = 0;  ///< 0: none given.
};

enum class SpaceAroundColon : std::uint8_t { kForbidden, kAllowed };

/// Reads a host and, when a colon follows, its port. nullopt when there is no well-formed one.
[[nodiscard]] std::optional<HostPort> read_host_port(Cursor& cursor, SpaceAroundColon space);
void append_host_port(std::string& out, std::string_view host, std::uint16_t port);

}  // namespace sidetone::sip
