#include "rtc/srtp/srtp_sender.h"

#include "rtc/srtp/srtp_test_session.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

class SrtpSenderTest : public testing::TestWithParam<SrtpExample> {
 protected:
  // Hex of the protected packet, or empty with `error_` set.
  std::string protect(SrtpSender& sender, std::vector<std::uint8_t> packet) {
    const std::size_t size = packet.size();
    packet.resize(size + kSrtpMaxOverhead);
    return hex(packet, sender.protect_rtp(packet, size));
  }
  std::string protect_rtcp(SrtpSender& sender) {
    auto packet = from_hex(kPlainRtcp);
    const std::size_t size = packet.size();
    packet.resize(size + kSrtpMaxOverhead);
    return hex(packet, sender.protect_rtcp(packet, size));
  }
  std::string hex(Bytes packet, Expected<std::size_t, SrtpError> size) {
    error_ = size ? std::nullopt : std::optional(size.error());
    return size ? to_hex(packet.first(*size)) : "";
  }

  SrtpSender sender_{example_keys(GetParam().profile)};
  std::optional<SrtpError> error_;
};

INSTANTIATE_TEST_SUITE_P(Profiles, SrtpSenderTest, testing::ValuesIn(kSrtpExamples),
                         [](const auto& example) {
                           return std::string(srtp_profile_name(example.param.profile));
                         });

TEST_P(SrtpSenderTest, ProtectsRtpLikeAnotherImplementation) {
  EXPECT_EQ(protect(sender_, from_hex(kPlainRtp)), to_hex(from_hex(GetParam().rtp)));
}

TEST_P(SrtpSenderTest, ProtectsRtcpLikeAnotherImplementation) {
  protect_rtcp(sender_);  // Index 0.
  EXPECT_EQ(protect_rtcp(sender_), to_hex(from_hex(GetParam().rtcp)));
}

TEST_P(SrtpSenderTest, NeverUsesAnIndexTwice) {
  protect(sender_, plain_rtp({.sequence = 10}));
  EXPECT_EQ(protect(sender_, plain_rtp({.sequence = 10})), "");
  EXPECT_EQ(error_, SrtpError::kReplayed);
}

TEST_P(SrtpSenderTest, SendsALatePacketButNotAVeryLateOne) {
  protect(sender_, plain_rtp({.sequence = 1000}));
  EXPECT_NE(protect(sender_, plain_rtp({.sequence = 900})), "");
  EXPECT_EQ(protect(sender_, plain_rtp({.sequence = 800})), "");
  EXPECT_EQ(error_, SrtpError::kTooOld);
}

TEST_P(SrtpSenderTest, CountsTheRolloverOfTheSequence) {
  protect(sender_, plain_rtp({.sequence = 65'535}));
  const std::string second_round = protect(sender_, plain_rtp({.sequence = 0}));
  SrtpSender other(example_keys(GetParam().profile));
  const std::string first_round = protect(other, plain_rtp({.sequence = 0}));
  EXPECT_NE(second_round, first_round);
  EXPECT_EQ(sender_.snapshot().streams[0].rtp_index, 0x1'0000);
}

TEST_P(SrtpSenderTest, SpeaksForABoundedNumberOfSources) {
  for (std::uint32_t ssrc = 1; ssrc <= kSrtpMaxStreams; ++ssrc) {
    EXPECT_NE(protect(sender_, plain_rtp({.sequence = 1, .ssrc = ssrc})), "");
  }
  EXPECT_EQ(protect(sender_, plain_rtp({.sequence = 1, .ssrc = 99})), "");
  EXPECT_EQ(error_, SrtpError::kTooManyStreams);
}

TEST_P(SrtpSenderTest, RefusesABufferWithoutRoom) {
  auto packet = plain_rtp({.sequence = 1});
  EXPECT_EQ(sender_.protect_rtp(packet, packet.size()), unexpected(SrtpError::kNoRoom));
  EXPECT_EQ(sender_.protect_rtcp(packet, packet.size()), unexpected(SrtpError::kNoRoom));
  EXPECT_EQ(packet, plain_rtp({.sequence = 1}));
}

TEST_P(SrtpSenderTest, RefusesWhatIsNoPacket) {
  std::vector<std::uint8_t> buffer(64);
  EXPECT_EQ(sender_.protect_rtp(buffer, 12), unexpected(SrtpError::kMalformed));  // Version 0.
  EXPECT_EQ(sender_.protect_rtcp(buffer, 7), unexpected(SrtpError::kMalformed));
}

TEST_P(SrtpSenderTest, GoesOnAfterARestartWithoutRepeatingAnIndex) {
  protect(sender_, plain_rtp({.sequence = 65'530}));
  protect_rtcp(sender_);
  SrtpSender restarted(example_keys(GetParam().profile), jumped_ahead(sender_.snapshot(), 100));
  EXPECT_EQ(protect(restarted, plain_rtp({.sequence = 65'535})), "");
  EXPECT_EQ(error_, SrtpError::kReplayed);
  EXPECT_NE(protect(restarted, plain_rtp({.sequence = 95})), "");  // 65'530 + 101, wrapped.
  protect_rtcp(restarted);
  const SrtpState::Stream after = restarted.snapshot().streams[0];
  EXPECT_EQ(after.rtp_index, 0x1'0000 + 95);
  EXPECT_EQ(after.rtcp_index, 101);
}

TEST_P(SrtpSenderTest, StopsBeforeTheKeyIsWornOut) {
  const SrtpState worn{
      .streams = {
          {.ssrc = Ssrc{0xcafebabe}, .rtp_index = 0xffff'ffff'ffff, .rtcp_index = 0x7fff'ffff}}};
  SrtpSender sender(example_keys(GetParam().profile), worn);
  EXPECT_EQ(protect(sender, plain_rtp({.sequence = 0})), "");
  EXPECT_EQ(error_, SrtpError::kKeyExhausted);
  EXPECT_EQ(protect_rtcp(sender), "");
  EXPECT_EQ(error_, SrtpError::kKeyExhausted);
}

}  // namespace
}  // namespace sidetone::rtc
