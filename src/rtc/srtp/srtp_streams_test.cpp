#include "rtc/srtp/srtp_streams.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

TEST(SrtpStreams, FindWhatWasAdded) {
  SrtpStreams streams{SrtpState{}};
  EXPECT_EQ(streams.find(Ssrc{7}), nullptr);
  SrtpStream* const added = streams.add(Ssrc{7});
  EXPECT_EQ(streams.find(Ssrc{7}), added);
  EXPECT_EQ(streams.find(Ssrc{8}), nullptr);
}

TEST(SrtpStreams, RefuseOneMoreThanTheBound) {
  SrtpStreams streams{SrtpState{}};
  for (std::uint32_t ssrc = 1; ssrc <= kSrtpMaxStreams; ++ssrc) {
    EXPECT_NE(streams.add(Ssrc{ssrc}), nullptr);
  }
  EXPECT_EQ(streams.add(Ssrc{99}), nullptr);
}

TEST(SrtpStreams, EvictTheOneThatWasSilentForLongest) {
  SrtpStreams streams{SrtpState{}};
  for (std::uint32_t ssrc = 1; ssrc <= kSrtpMaxStreams; ++ssrc) streams.add(Ssrc{ssrc});
  ASSERT_NE(streams.find(Ssrc{1}), nullptr);  // Speaks again: now 2 is the oldest.
  EXPECT_EQ(streams.add_or_evict(Ssrc{99}).ssrc, Ssrc{99});
  EXPECT_NE(streams.find(Ssrc{1}), nullptr);
  EXPECT_EQ(streams.find(Ssrc{2}), nullptr);
  EXPECT_NE(streams.find(Ssrc{99}), nullptr);
}

TEST(SrtpStreams, SurviveAsValues) {
  SrtpStreams streams{SrtpState{}};
  streams.add(Ssrc{1})->rtp.mark(0x1'0005);
  streams.add(Ssrc{2})->rtcp.mark(9);
  const SrtpState state = streams.snapshot();
  const SrtpState expected{
      .streams = {{.ssrc = Ssrc{1}, .rtp_index = 0x1'0005}, {.ssrc = Ssrc{2}, .rtcp_index = 9}}};
  EXPECT_EQ(state, expected);
  EXPECT_EQ(SrtpStreams{state}.snapshot(), expected);
}

TEST(SrtpStreams, TakeNoMoreThanTheBoundFromASavedState) {
  SrtpState state;
  for (std::uint32_t ssrc = 1; ssrc <= 20; ++ssrc) state.streams.push_back({.ssrc = Ssrc{ssrc}});
  EXPECT_EQ(SrtpStreams{state}.snapshot().streams.size(), kSrtpMaxStreams);
}

TEST(EstimateRtpIndex, FollowsTheSequenceOverItsWrap) {
  EXPECT_EQ(estimate_rtp_index(std::nullopt, 65'535), 65'535);
  EXPECT_EQ(estimate_rtp_index(65'535, 0), 0x1'0000);
  EXPECT_EQ(estimate_rtp_index(65'530, 3), 0x1'0003);
  EXPECT_EQ(estimate_rtp_index(0x5'0010, 17), 0x5'0011);
}

TEST(EstimateRtpIndex, PutsALatePacketBeforeTheWrap) {
  EXPECT_EQ(estimate_rtp_index(0x1'0002, 65'534), 0xfffe);
  EXPECT_EQ(estimate_rtp_index(0x1'0002, 1), 0x1'0001);
}

TEST(EstimateRtpIndex, KnowsThatNothingComesBeforeTheFirstPacket) {
  EXPECT_EQ(estimate_rtp_index(2, 65'534), std::nullopt);
}

}  // namespace
}  // namespace sidetone::rtc
