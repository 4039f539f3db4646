#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sidetone::media {

/// Why a datagram went no further. Each is a counter in /metrics.
enum class DropReason : std::uint8_t {
  kUnknownDatagram,  ///< Neither STUN, DTLS, RTP nor RTCP.
  kUnknownSocket,    ///< For a leg that is gone.
  kStranger,         ///< Not from this leg's peer.
  kBadStun,
  kDtlsBeforeIce,   ///< A DTLS record from an address that no ICE check has proved.
  kNotKeyed,        ///< SRTP before the handshake ended, or a DTLS flood before the answer came.
  kUnprotect,       ///< Not authentic, replayed or too old.
  kMalformed,       ///< RTP or RTCP that does not parse.
  kUnknownPayload,  ///< A payload type that nobody negotiated.
  kNobodyListens,   ///< Parked: there is no other side.
  kProtect,         ///< Could not be encrypted: an index would have been used twice.
  kNoRoute,         ///< The peer's address is not known yet.
  kQueueFull,
  kLate,  ///< From before a change of source: what it says has been overtaken.
};
inline constexpr std::size_t kDropReasons = 14;

[[nodiscard]] constexpr std::string_view name_of(DropReason reason) {
  constexpr std::array<std::string_view, kDropReasons> kNames{"unknown_datagram", "unknown_socket",
                                                              "stranger",         "bad_stun",
                                                              "dtls_before_ice",  "not_keyed",
                                                              "unprotect",        "malformed",
                                                              "unknown_payload",  "nobody_listens",
                                                              "protect",          "no_route",
                                                              "queue_full",       "late"};
  return kNames[static_cast<std::size_t>(reason)];
}

/// Of one engine, since its start.
struct Counters {
  std::array<std::uint64_t, kDropReasons> dropped{};
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::uint64_t passed_through = 0;  ///< Packets that went from leg to leg untouched but for keys.
  std::uint64_t encoded = 0;         ///< Packets that were encoded here.

  void drop(DropReason reason) { ++dropped[static_cast<std::size_t>(reason)]; }
  [[nodiscard]] std::uint64_t of(DropReason reason) const {
    return dropped[static_cast<std::size_t>(reason)];
  }
};

}  // namespace sidetone::media
