#include "rtc/rtp/rtp_view.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

std::string extension_hex(std::string_view packet, std::uint8_t id) {
  const auto bytes = from_hex(packet);
  const auto data = RtpView::parse(bytes).value().extension(id);
  return data ? to_hex(*data) : "none";
}

std::optional<RtpError> error_of(std::string_view packet) {
  const auto bytes = from_hex(packet);
  const auto view = RtpView::parse(bytes);
  return view ? std::nullopt : std::optional(view.error());
}

TEST(RtpView, ReadsTheFixedHeader) {
  const auto bytes = from_hex("80e01234 89abcdef 01020304 aabbcc");
  const RtpView packet = RtpView::parse(bytes).value();
  EXPECT_TRUE(packet.marker());
  EXPECT_EQ(packet.payload_type(), 96);
  EXPECT_EQ(packet.sequence(), 0x1234);
  EXPECT_EQ(packet.timestamp(), 0x89abcdef);
  EXPECT_EQ(packet.ssrc(), Ssrc{0x01020304});
  EXPECT_EQ(packet.csrc_count(), 0u);
  EXPECT_EQ(to_hex(packet.payload()), "aabbcc");
}

TEST(RtpView, ReadsContributingSources) {
  const auto bytes = from_hex("82000001 00000002 00000003 0000000a 0000000b ff");
  const RtpView packet = RtpView::parse(bytes).value();
  EXPECT_EQ(packet.csrc_count(), 2u);
  EXPECT_EQ(packet.csrc(1), Ssrc{11});
  EXPECT_EQ(packet.header_size(), 20u);
  EXPECT_EQ(to_hex(packet.payload()), "ff");
}

TEST(RtpView, FindsOneByteExtensionsBetweenPadding) {
  const std::string packet =
      "90000001 00000002 00000003 bede0003 10 85 00 00 32 aabbcc 00 000000 ff";
  EXPECT_EQ(extension_hex(packet, 1), "85");
  EXPECT_EQ(extension_hex(packet, 3), "aabbcc");
  EXPECT_EQ(extension_hex(packet, 2), "none");
  EXPECT_EQ(extension_hex(packet, 0), "none");
}

TEST(RtpView, FindsTwoByteExtensions) {
  const std::string packet = "90000001 00000002 00000003 10000002 0100 00 1002 aabb 00 ff";
  EXPECT_EQ(extension_hex(packet, 1), "");
  EXPECT_EQ(extension_hex(packet, 16), "aabb");
  EXPECT_EQ(extension_hex(packet, 2), "none");
}

TEST(RtpView, StopsAtAnElementThatRunsOut) {
  EXPECT_EQ(extension_hex("90000001 00000002 00000003 bede0001 13 850000", 1), "none");
  EXPECT_EQ(extension_hex("90000001 00000002 00000003 10000001 01 04 0000", 1), "none");
  EXPECT_EQ(extension_hex("90000001 00000002 00000003 10000001 000000 01", 1), "none");
}

TEST(RtpView, StopsAtTheReservedIdFifteen) {
  EXPECT_EQ(extension_hex("90000001 00000002 00000003 bede0001 f0 00 10 85", 1), "none");
}

TEST(RtpView, DoesNotLookIntoAnExtensionOfAnotherKind) {
  EXPECT_EQ(extension_hex("90000001 00000002 00000003 abcd0001 10850000", 1), "none");
}

TEST(RtpView, LeavesPaddingOut) {
  const auto bytes = from_hex("a0000001 00000002 00000003 aabb 000003");
  const RtpView packet = RtpView::parse(bytes).value();
  EXPECT_EQ(to_hex(packet.payload()), "aabb");
  EXPECT_EQ(packet.padding(), 3u);
}

TEST(RtpView, TakesAPacketThatIsAllPadding) {
  const auto bytes = from_hex("a0000001 00000002 00000003 00000003");
  ASSERT_FALSE(RtpView::parse(bytes).value().payload().empty());
  const auto all = from_hex("a0000001 00000002 00000003 00000004");
  EXPECT_TRUE(RtpView::parse(all).value().payload().empty());
}

TEST(RtpView, IgnoresThePaddingBitOfAnEncryptedPacket) {
  const auto bytes = from_hex("a0000001 00000002 00000003 aabb00");
  EXPECT_EQ(RtpView::parse(bytes).error(), RtpError::kPadding);
  EXPECT_EQ(to_hex(RtpView::parse_protected(bytes).value().payload()), "aabb00");
}

TEST(RtpView, RefusesWhatIsCutShort) {
  EXPECT_EQ(error_of(""), RtpError::kTooShort);
  EXPECT_EQ(error_of("80000001 00000002 000000"), RtpError::kTooShort);
  EXPECT_EQ(error_of("81000001 00000002 00000003"), RtpError::kTooShort);
  EXPECT_EQ(error_of("90000001 00000002 00000003 bede"), RtpError::kExtension);
  EXPECT_EQ(error_of("90000001 00000002 00000003 bede0002 00000000"), RtpError::kExtension);
  EXPECT_EQ(error_of("a0000001 00000002 00000003"), RtpError::kPadding);
  EXPECT_EQ(error_of("a0000001 00000002 00000003 000005"), RtpError::kPadding);
}

TEST(RtpView, RefusesAnotherVersion) {
  EXPECT_EQ(error_of("40000001 00000002 00000003"), RtpError::kVersion);
}

}  // namespace
}  // namespace sidetone::rtc
