#include "rtc/srtp/srtp_receiver.h"

#include "rtc/srtp/srtp_sender.h"
#include "rtc/srtp/srtp_test_session.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using Packet = std::vector<std::uint8_t>;

class SrtpReceiverTest : public testing::TestWithParam<SrtpExample> {
 protected:
  Packet protected_rtp(RtpName name) {
    Packet packet = plain_rtp(name);
    const std::size_t size = packet.size();
    packet.resize(size + kSrtpMaxOverhead);
    packet.resize(sender_.protect_rtp(packet, size).value());
    return packet;
  }
  Packet protected_rtcp() {
    Packet packet = from_hex(kPlainRtcp);
    const std::size_t size = packet.size();
    packet.resize(size + kSrtpMaxOverhead);
    packet.resize(sender_.protect_rtcp(packet, size).value());
    return packet;
  }
  // What came out in plain; or nothing, with `error_` set.
  Packet receive(Packet packet) { return opened(packet, receiver_.unprotect_rtp(packet)); }
  Packet receive_rtcp(Packet packet) { return opened(packet, receiver_.unprotect_rtcp(packet)); }
  Packet opened(Packet& packet, Expected<std::size_t, SrtpError> size) {
    error_ = size ? std::nullopt : std::optional(size.error());
    packet.resize(size ? *size : 0);
    return std::move(packet);
  }

  SrtpKeys keys_ = example_keys(GetParam().profile);
  SrtpSender sender_{keys_};
  SrtpReceiver receiver_{keys_};
  std::optional<SrtpError> error_;
};

INSTANTIATE_TEST_SUITE_P(Profiles, SrtpReceiverTest, testing::ValuesIn(kSrtpExamples),
                         [](const auto& example) {
                           return std::string(srtp_profile_name(example.param.profile));
                         });

TEST_P(SrtpReceiverTest, OpensWhatAnotherImplementationProtected) {
  EXPECT_EQ(receive(from_hex(GetParam().rtp)), from_hex(kPlainRtp));
  EXPECT_EQ(receive_rtcp(from_hex(GetParam().rtcp)), from_hex(kPlainRtcp));
}

TEST_P(SrtpReceiverTest, TakesEachPacketOnce) {
  const Packet packet = protected_rtp({.sequence = 5});
  EXPECT_EQ(receive(packet), plain_rtp({.sequence = 5}));
  EXPECT_EQ(receive(packet), Packet{});
  EXPECT_EQ(error_, SrtpError::kReplayed);
}

TEST_P(SrtpReceiverTest, TakesEachRtcpPacketOnce) {
  const Packet first = protected_rtcp(), second = protected_rtcp();
  EXPECT_EQ(receive_rtcp(second), from_hex(kPlainRtcp));
  EXPECT_EQ(receive_rtcp(first), from_hex(kPlainRtcp));
  EXPECT_EQ(receive_rtcp(second), Packet{});
  EXPECT_EQ(error_, SrtpError::kReplayed);
}

TEST_P(SrtpReceiverTest, FollowsTheSequenceOverItsWrapInAnyOrder) {
  const Packet before = protected_rtp({.sequence = 65'534});
  const Packet late = protected_rtp({.sequence = 65'535});
  const Packet after = protected_rtp({.sequence = 0});
  EXPECT_EQ(receive(before), plain_rtp({.sequence = 65'534}));
  EXPECT_EQ(receive(after), plain_rtp({.sequence = 0}));
  EXPECT_EQ(receive(late), plain_rtp({.sequence = 65'535}));
}

TEST_P(SrtpReceiverTest, RefusesAPacketThatIsTooOld) {
  const Packet old = protected_rtp({.sequence = 1});
  receive(protected_rtp({.sequence = 2}));
  receive(protected_rtp({.sequence = 200}));
  EXPECT_EQ(receive(old), Packet{});
  EXPECT_EQ(error_, SrtpError::kTooOld);
}

TEST_P(SrtpReceiverTest, RefusesEachSingleBitThatIsChanged) {
  const Packet packet = protected_rtp({.sequence = 5});
  for (std::size_t byte = 0; byte < packet.size(); ++byte) {
    Packet damaged = packet;
    damaged[byte] ^= 0x10;
    EXPECT_TRUE(receive(damaged).empty()) << byte;
  }
  EXPECT_EQ(receive(packet), plain_rtp({.sequence = 5}));
}

TEST_P(SrtpReceiverTest, AStrangersPacketChangesNothing) {
  receive(protected_rtp({.sequence = 5}));
  const SrtpState before = receiver_.snapshot();
  EXPECT_EQ(receive(plain_rtp({.sequence = 6, .ssrc = 0x1234})), Packet{});
  EXPECT_EQ(error_, SrtpError::kAuthentication);
  EXPECT_EQ(receive(plain_rtp({.sequence = 60'000})), Packet{});
  EXPECT_EQ(receiver_.snapshot(), before);
}

TEST_P(SrtpReceiverTest, RefusesTheKeyOfAnother) {
  SrtpKeys other = keys_;
  other.master_key[0] ^= 1;
  SrtpReceiver receiver(other);
  Packet packet = protected_rtp({.sequence = 5});
  EXPECT_EQ(receiver.unprotect_rtp(packet), unexpected(SrtpError::kAuthentication));
}

TEST_P(SrtpReceiverTest, ForgetsTheLongestSilentOfTooManySources) {
  for (std::uint32_t ssrc = 1; ssrc <= kSrtpMaxStreams; ++ssrc) {
    receive(protected_rtp({.sequence = 1, .ssrc = ssrc}));
  }
  SrtpSender another(keys_);
  Packet packet = plain_rtp({.sequence = 1, .ssrc = 99});
  packet.resize(packet.size() + kSrtpMaxOverhead);
  packet.resize(another.protect_rtp(packet, 172).value());
  EXPECT_EQ(receive(packet), plain_rtp({.sequence = 1, .ssrc = 99}));
  EXPECT_EQ(receiver_.snapshot().streams.size(), kSrtpMaxStreams);
  EXPECT_EQ(receiver_.snapshot().streams[0].ssrc, Ssrc{99});
}

TEST_P(SrtpReceiverTest, GoesOnAfterARestartAndTakesNothingTwice) {
  const Packet seen = protected_rtp({.sequence = 65'534});
  receive(seen);
  const Packet next = protected_rtp({.sequence = 3});
  receiver_ = SrtpReceiver(keys_, receiver_.snapshot());
  EXPECT_EQ(receive(seen), Packet{});
  EXPECT_EQ(error_, SrtpError::kReplayed);
  EXPECT_EQ(receive(next), plain_rtp({.sequence = 3}));
}

TEST_P(SrtpReceiverTest, RefusesWhatIsTooShort) {
  const Packet rtp = protected_rtp({.sequence = 5});
  const Packet rtcp = protected_rtcp();
  for (std::size_t size = 0; size < rtp.size(); ++size) {
    EXPECT_TRUE(receive(Packet(rtp.begin(), rtp.begin() + size)).empty()) << size;
  }
  for (std::size_t size = 0; size < rtcp.size(); ++size) {
    EXPECT_TRUE(receive_rtcp(Packet(rtcp.begin(), rtcp.begin() + size)).empty()) << size;
  }
}

}  // namespace
}  // namespace sidetone::rtc
