#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sidetone::net {

/// What the edge refused, closed or lost; each is a counter in /metrics.
enum class Drop : std::uint8_t {
  kUdpOversized,     ///< Longer than any message may be.
  kUdpSendFailed,    ///< No route or a full send buffer.
  kTooManyInAll,     ///< Connection refused: table full.
  kTooManyOfSource,  ///< Connection refused: one source holds its share already.
  kConnectsTooFast,  ///< Connection refused: too many new ones of one source at once.
  kAcceptFailed,     ///< No descriptor left; tried again a moment later.
  kTlsFailed,        ///< No handshake, or not in time.
  kConnectFailed,    ///< An outgoing connection could not be made.
  kNeverSpoke,       ///< Connected, but sent no whole message in time.
  kSlowMessage,      ///< Began a message and did not finish it in time.
  kIdle,             ///< Silent for too long.
  kBrokenStream,     ///< Bytes that no message can begin with.
  kSlowReader,       ///< Does not read what we send: its queue is full.
  kHttpMalformed,    ///< 400, 413, 431 …
  kHttpSlow,         ///< Header or body not there in time.
  kWebSocketBroken,  ///< Frame too large, bad UTF-8, protocol error.
  kWebSocketSilent,  ///< No pong in time.
  kCount
};

[[nodiscard]] constexpr std::string_view name(Drop drop) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(Drop::kCount)> kNames{
      "udp_oversized",
      "udp_send_failed",
      "too_many_connections",
      "too_many_of_source",
      "connects_too_fast",
      "accept_failed",
      "tls_failed",
      "connect_failed",
      "never_spoke",
      "slow_message",
      "idle",
      "broken_stream",
      "slow_reader",
      "http_malformed",
      "http_slow",
      "websocket_broken",
      "websocket_silent"};
  return kNames[static_cast<std::size_t>(drop)];
}

/// Counts on the control thread; read by /metrics on the same thread.
class DropCounters {
 public:
  void add(Drop drop, std::uint64_t count = 1) { counts_[static_cast<std::size_t>(drop)] += count; }
  [[nodiscard]] std::uint64_t of(Drop drop) const {
    return counts_[static_cast<std::size_t>(drop)];
  }

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(Drop::kCount)> counts_{};
};

}  // namespace sidetone::net
