#include "rtc/srtp/srtp_state.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

TEST(SrtpState, JumpsAheadOfWhatMayHaveBeenSent) {
  const SrtpState state{.streams = {{.ssrc = Ssrc{1}, .rtp_index = 0xffff, .rtcp_index = 3}}};
  const SrtpState expected{
      .streams = {{.ssrc = Ssrc{1}, .rtp_index = 0x1'0063, .rtcp_index = 103}}};
  EXPECT_EQ(jumped_ahead(state, 100), expected);
}

TEST(SrtpState, LeavesAStreamThatNeverSentAtItsStart) {
  const SrtpState state{.streams = {{.ssrc = Ssrc{1}}}};
  EXPECT_EQ(jumped_ahead(state, 100), state);
}

TEST(SrtpState, NeverJumpsRoundToTheFirstIndex) {
  const SrtpState state{.streams = {{.ssrc = Ssrc{1}, .rtcp_index = 0x7fff'fff0}}};
  EXPECT_EQ(jumped_ahead(state, 0xffff'ffff).streams[0].rtcp_index, 0x8000'0000);
}

}  // namespace
}  // namespace sidetone::rtc
