#include "rtc/srtp/srtp_state.h"

#include <algorithm>

namespace sidetone::rtc {

SrtpState jumped_ahead(SrtpState state, std::uint32_t packets) {
  for (SrtpState::Stream& stream : state.streams) {
    if (stream.rtp_index) *stream.rtp_index += packets;
    if (stream.rtcp_index) {
      // Past the last index the sender refuses; it must not come round to the first.
      const std::uint64_t index = std::uint64_t{*stream.rtcp_index} + packets;
      stream.rtcp_index = static_cast<std::uint32_t>(std::min<std::uint64_t>(index, 1U << 31));
    }
  }
  return state;
}

}  // namespace sidetone::rtc
