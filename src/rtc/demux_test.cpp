#include "rtc/demux.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace sidetone::rtc {
namespace {

DatagramKind kind(std::uint8_t first, std::uint8_t second = 0) {
  std::vector<std::uint8_t> datagram(40);
  datagram[0] = first;
  datagram[1] = second;
  return classify(datagram);
}

TEST(Demux, DividesByTheFirstByteAsRfc7983) {
  EXPECT_EQ(kind(0), DatagramKind::kStun);
  EXPECT_EQ(kind(3), DatagramKind::kStun);
  EXPECT_EQ(kind(4), DatagramKind::kUnknown);
  EXPECT_EQ(kind(16), DatagramKind::kUnknown);  // ZRTP.
  EXPECT_EQ(kind(19), DatagramKind::kUnknown);
  EXPECT_EQ(kind(20), DatagramKind::kDtls);
  EXPECT_EQ(kind(63), DatagramKind::kDtls);
  EXPECT_EQ(kind(64), DatagramKind::kTurnChannel);
  EXPECT_EQ(kind(79), DatagramKind::kTurnChannel);
  EXPECT_EQ(kind(80), DatagramKind::kUnknown);
  EXPECT_EQ(kind(127), DatagramKind::kUnknown);
  EXPECT_EQ(kind(128), DatagramKind::kRtp);
  EXPECT_EQ(kind(191), DatagramKind::kRtp);
  EXPECT_EQ(kind(192), DatagramKind::kUnknown);
}

TEST(Demux, TellsRtcpByItsPacketTypeAsRfc5761) {
  EXPECT_EQ(kind(0x80, 191), DatagramKind::kRtp);
  EXPECT_EQ(kind(0x80, 192), DatagramKind::kRtcp);
  EXPECT_EQ(kind(0x80, 200), DatagramKind::kRtcp);
  EXPECT_EQ(kind(0x80, 223), DatagramKind::kRtcp);
  EXPECT_EQ(kind(0x80, 224), DatagramKind::kRtp);  // Payload type 96 with the marker bit.
  EXPECT_EQ(kind(0x80, 72), DatagramKind::kRtp);
}

TEST(Demux, WhatIsTooShortIsUnknown) {
  EXPECT_EQ(classify({}), DatagramKind::kUnknown);
  const std::vector<std::uint8_t> stun(19, 0), dtls(12, 22), rtp(11, 0x80), rtcp(7, 200);
  EXPECT_EQ(classify(stun), DatagramKind::kUnknown);
  EXPECT_EQ(classify(dtls), DatagramKind::kUnknown);
  EXPECT_EQ(classify(rtp), DatagramKind::kUnknown);
  EXPECT_EQ(classify(rtcp), DatagramKind::kUnknown);
}

TEST(Demux, WorksAtCompileTime) {
  constexpr std::array<std::uint8_t, 12> kRtp{0x80};
  static_assert(classify(kRtp) == DatagramKind::kRtp);
}

}  // namespace
}  // namespace sidetone::rtc
