#include "rtc/srtp/srtp_streams.h"

#include <algorithm>

namespace sidetone::rtc {

SrtpStreams::SrtpStreams(const SrtpState& state) {
  for (const SrtpState::Stream& saved : state.streams) {
    if (count_ == kSrtpMaxStreams || find(saved.ssrc) != nullptr) continue;
    SrtpStream& stream = *add(saved.ssrc);
    if (saved.rtp_index) stream.rtp = ReplayWindow(*saved.rtp_index);
    if (saved.rtcp_index) stream.rtcp = ReplayWindow(*saved.rtcp_index);
  }
}

SrtpStream* SrtpStreams::find(Ssrc ssrc) {
  for (SrtpStream& stream : std::span(streams_).first(count_)) {
    if (stream.ssrc != ssrc) continue;
    stream.used_at = ++uses_;
    return &stream;
  }
  return nullptr;
}

SrtpStream* SrtpStreams::add(Ssrc ssrc) {
  if (count_ == kSrtpMaxStreams) return nullptr;
  streams_[count_] = SrtpStream{.ssrc = ssrc, .used_at = ++uses_};
  return &streams_[count_++];
}

SrtpStream& SrtpStreams::add_or_evict(Ssrc ssrc) {
  if (SrtpStream* const added = add(ssrc)) return *added;
  SrtpStream& oldest = *std::ranges::min_element(streams_, {}, &SrtpStream::used_at);
  oldest = SrtpStream{.ssrc = ssrc, .used_at = ++uses_};
  return oldest;
}

SrtpState SrtpStreams::snapshot() const {
  SrtpState state;
  for (const SrtpStream& stream : std::span(streams_).first(count_)) {
    SrtpState::Stream saved{.ssrc = stream.ssrc, .rtp_index = stream.rtp.highest()};
    if (const auto index = stream.rtcp.highest()) {
      saved.rtcp_index = static_cast<std::uint32_t>(*index);
    }
    state.streams.push_back(saved);
  }
  return state;
}

std::optional<std::uint64_t> estimate_rtp_index(std::optional<std::uint64_t> highest,
                                                std::uint16_t sequence) {
  if (!highest) return sequence;
  constexpr std::uint32_t kHalf = 1U << 15;
  const std::uint64_t roc = *highest >> 16;
  const auto last = static_cast<std::uint16_t>(*highest);
  // [RFC3711 appendix A] "if (s_l < 32,768) if (SEQ - s_l > 32,768) set v to (ROC-1) mod 2^32
  // … else if (s_l - 32,768 > SEQ) set v to (ROC+1) mod 2^32 …"
  if (last < kHalf && sequence > last + kHalf) {
    if (roc == 0) return std::nullopt;
    return (roc - 1) << 16 | sequence;
  }
  if (last >= kHalf && last - kHalf > sequence) return (roc + 1) << 16 | sequence;
  return roc << 16 | sequence;
}

}  // namespace sidetone::rtc
