#include "rtc/rtcp/rtcp_reader.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

std::optional<RtcpError> error_of(std::string_view hex) {
  const auto bytes = from_hex(hex);
  const auto reader = RtcpReader::open(bytes);
  return reader ? std::nullopt : std::optional(reader.error());
}

// The first packet of a compound that is in order.
RtcpPacketView first_of(const std::vector<std::uint8_t>& bytes) {
  return RtcpReader::open(bytes).value().next().value();
}

constexpr std::string_view kReport =
    "81c8000c 0000000a 1122334455667788 00000064 00000005 00000320"
    "0000000b 40000003 00010010 00000007 11223344 00010000";
constexpr std::string_view kDescription = "81ca0003 0000000a 01046162 63640000";

TEST(RtcpReader, WalksThroughACompound) {
  const auto bytes = from_hex(std::string(kReport) + std::string(kDescription));
  RtcpReader reader = RtcpReader::open(bytes).value();
  EXPECT_EQ(reader.next()->type, RtcpType::kSenderReport);
  EXPECT_EQ(reader.next()->type, RtcpType::kSourceDescription);
  EXPECT_FALSE(reader.next());
}

TEST(RtcpReader, HandsOutPacketsThatItDoesNotKnow) {
  const auto bytes = from_hex("8fcd0002 0000000a 0000000b");
  const RtcpPacketView packet = first_of(bytes);
  EXPECT_EQ(packet.type, RtcpType::kTransportFeedback);
  EXPECT_EQ(packet.count, 15);
  EXPECT_EQ(to_hex(packet.body), "0000000a0000000b");
}

TEST(RtcpReader, TakesPaddingOffTheLastPacket) {
  const auto bytes = from_hex("80c90001 0000000a a0cb0002 00000000 00000008");
  RtcpReader reader = RtcpReader::open(bytes).value();
  EXPECT_TRUE(reader.next());
  EXPECT_TRUE(reader.next()->body.empty());
}

TEST(RtcpReader, RefusesWhatIsDamaged) {
  EXPECT_EQ(error_of(""), RtcpError::kTooShort);
  EXPECT_EQ(error_of("80c900"), RtcpError::kTooShort);
  EXPECT_EQ(error_of("80c90001"), RtcpError::kTooShort);
  EXPECT_EQ(error_of("80c90001 0000000a 80"), RtcpError::kTooShort);
  EXPECT_EQ(error_of("40c90001 0000000a"), RtcpError::kVersion);
  EXPECT_EQ(error_of("a0c90001 00000000"), RtcpError::kPadding);
  EXPECT_EQ(error_of("a0c90001 00000003"), RtcpError::kPadding);
  EXPECT_EQ(error_of("a0c90001 00000008"), RtcpError::kPadding);
  EXPECT_EQ(error_of("a0c90001 00000004 80c90001 0000000a"), RtcpError::kPadding);
}

TEST(RtcpReader, ReadsASenderReport) {
  const auto bytes = from_hex(kReport);
  const RtcpReport report = parse_report(first_of(bytes)).value();
  EXPECT_EQ(report.sender, Ssrc{10});
  EXPECT_EQ(report.info, (SenderInfo{.ntp = {0x1122334455667788},
                                     .rtp_timestamp = 100,
                                     .packet_count = 5,
                                     .octet_count = 800}));
  ASSERT_EQ(report.blocks.all().size(), 1u);
  EXPECT_EQ(report.blocks.all()[0].source, Ssrc{11});
  EXPECT_EQ(report.blocks.all()[0].fraction_lost, 64);
}

TEST(RtcpReader, ReadsAnEmptyReceiverReport) {
  const auto bytes = from_hex("80c90001 0000000a");
  const RtcpReport report = parse_report(first_of(bytes)).value();
  EXPECT_EQ(report.sender, Ssrc{10});
  EXPECT_EQ(report.info, std::nullopt);
  EXPECT_TRUE(report.blocks.all().empty());
}

TEST(RtcpReader, RefusesReportsThatAnnounceMoreThanTheyHold) {
  EXPECT_EQ(parse_report(first_of(from_hex("81c90001 0000000a"))).error(), RtcpError::kContents);
  EXPECT_EQ(parse_report(first_of(from_hex("80c80001 0000000a"))).error(), RtcpError::kContents);
  EXPECT_EQ(parse_report(first_of(from_hex("80c90000"))).error(), RtcpError::kContents);
}

TEST(RtcpReader, FindsTheCnameAmongOtherItemsAndChunks) {
  // A chunk with NAME only, then one with NAME and CNAME.
  const auto bytes =
      from_hex("82ca0007 0000000a 0202 6162 00000000 0000000b 020161 01047778797a 000000");
  const auto description = parse_source_description(first_of(bytes)).value();
  ASSERT_TRUE(description);
  EXPECT_EQ(description->source, Ssrc{11});
  EXPECT_EQ(description->cname, "wxyz");
}

TEST(RtcpReader, FindsNoCnameWhereNoneIs) {
  const auto bytes = from_hex("80ca0000");
  EXPECT_EQ(parse_source_description(first_of(bytes)).value(), std::nullopt);
}

TEST(RtcpReader, RefusesADescriptionThatRunsOut) {
  for (const std::string_view hex :
       {"81ca0000", "81ca0001 0000000a", "81ca0002 0000000a 01086162", "81ca0002 0000000a 01026162",
        "81ca0002 0000000a 02 00 02 01"}) {
    EXPECT_EQ(parse_source_description(first_of(from_hex(hex))).error(), RtcpError::kContents)
        << hex;
  }
}

TEST(RtcpReader, ReadsGoodbyes) {
  const auto bytes = from_hex("82cb0004 0000000a 0000000b 056c656176650000");
  const Goodbye goodbye = parse_goodbye(first_of(bytes)).value();
  EXPECT_EQ(goodbye.count, 2u);
  EXPECT_EQ(goodbye.sources[1], Ssrc{11});
  EXPECT_EQ(goodbye.reason, "leave");
  const auto silent = from_hex("81cb0001 0000000a");
  EXPECT_EQ(parse_goodbye(first_of(silent)).value().reason, "");
}

TEST(RtcpReader, RefusesAGoodbyeThatRunsOut) {
  EXPECT_EQ(parse_goodbye(first_of(from_hex("81cb0000"))).error(), RtcpError::kContents);
  EXPECT_EQ(parse_goodbye(first_of(from_hex("80cb0001 04616263"))).error(), RtcpError::kContents);
}

TEST(RtcpReader, ReadsTheBlocksOfAnExtendedReport) {
  const auto bytes = from_hex(
      "80cf0013 0000000a"
      "04000002 1122334455667788"
      "63000001 deadbeef"  // Unknown.
      "05000003 0000000b 01020304 00000064"
      "07000008 0000000b 01020304 00050006 00070008 f0ba7f10 5d7f2a29 e000003c 00500078");
  const ExtendedReport report = parse_extended_report(first_of(bytes)).value();
  EXPECT_EQ(report.sender, Ssrc{10});
  EXPECT_EQ(report.receiver_time, NtpTime{0x1122334455667788});
  ASSERT_EQ(report.delay_count, 1u);
  EXPECT_EQ(
      report.delays[0],
      (DelaySinceReceiverTime{.receiver = Ssrc{11}, .last_rr = 0x01020304, .delay_since_rr = 100}));
  ASSERT_TRUE(report.voip);
  EXPECT_EQ(report.voip->source, Ssrc{11});
  EXPECT_EQ(report.voip->discard_rate, 2);
  EXPECT_EQ(report.voip->round_trip_delay, 7);
  EXPECT_EQ(report.voip->r_factor, 0x5d);
  EXPECT_EQ(report.voip->mos_cq, 0x29);
  EXPECT_EQ(report.voip->jitter_buffer_absolute_maximum, 0x78);
}

TEST(RtcpReader, SkipsBlocksOfAWrongLength) {
  const auto bytes = from_hex("80cf0005 0000000a 04000001 00000000 07000001 00000000");
  const ExtendedReport report = parse_extended_report(first_of(bytes)).value();
  EXPECT_EQ(report.receiver_time, std::nullopt);
  EXPECT_EQ(report.voip, std::nullopt);
}

TEST(RtcpReader, RefusesABlockThatRunsOut) {
  EXPECT_EQ(parse_extended_report(first_of(from_hex("80cf0000"))).error(), RtcpError::kContents);
  EXPECT_EQ(parse_extended_report(first_of(from_hex("80cf0002 0000000a 04000002"))).error(),
            RtcpError::kContents);
}

TEST(RtcpReader, BoundsTheDelaysItKeeps) {
  std::vector<std::uint8_t> bytes(12 + 40 * 12);
  bytes[0] = 0x80;
  bytes[1] = 207;
  store_u16(bytes, 2, static_cast<std::uint16_t>(bytes.size() / 4 - 1));
  bytes[8] = 5;
  store_u16(bytes, 10, 40 * 3);
  EXPECT_EQ(parse_extended_report(first_of(bytes)).value().delay_count, kRtcpMaxReports);
}

}  // namespace
}  // namespace sidetone::rtc
