#pragma once

#include "rtc/srtp/replay_window.h"
#include "rtc/srtp/srtp_state.h"

#include <array>
#include <span>

namespace sidetone::rtc {

/// What one direction of a session remembers of an SSRC.
struct SrtpStream {
  Ssrc ssrc{};
  ReplayWindow rtp;
  ReplayWindow rtcp;
  std::uint64_t used_at = 0;  // By the table's own count, for eviction.
};

/// The SSRCs of one direction of a session; at most kSrtpMaxStreams.
class SrtpStreams {
 public:
  explicit SrtpStreams(const SrtpState& state);

  /// nullptr for a stranger.
  [[nodiscard]] SrtpStream* find(Ssrc ssrc);
  /// A new entry; nullptr when the table is full. `ssrc` must not be in it.
  SrtpStream* add(Ssrc ssrc);
  /// A new entry, at the cost of the one that was silent for longest when the table is full.
  SrtpStream& add_or_evict(Ssrc ssrc);

  [[nodiscard]] SrtpState snapshot() const;

 private:
  std::array<SrtpStream, kSrtpMaxStreams> streams_{};
  std::size_t count_ = 0;
  std::uint64_t uses_ = 0;
};

/// The 48-bit index that a sequence number most likely means when `highest` is the highest
/// index so far; nothing if that lies before the first packet of all. [RFC3711 §3.3.1]
[[nodiscard]] std::optional<std::uint64_t> estimate_rtp_index(std::optional<std::uint64_t> highest,
                                                              std::uint16_t sequence);

}  // namespace sidetone::rtc
