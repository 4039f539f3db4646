#include "rtc/rtcp/rtcp_writer.h"

#include "rtc/rtcp/rtcp_reader.h"
#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

class RtcpWriterTest : public testing::Test {
 protected:
  std::array<std::uint8_t, 400> buffer_{};
  RtcpWriter writer_{buffer_};
};

RtcpReport sender_report() {
  RtcpReport report{.sender = Ssrc{10},
                    .info = SenderInfo{.ntp = {0x1122334455667788},
                                       .rtp_timestamp = 100,
                                       .packet_count = 5,
                                       .octet_count = 800}};
  report.blocks.add({.source = Ssrc{11}, .fraction_lost = 64, .cumulative_lost = 3});
  return report;
}

TEST_F(RtcpWriterTest, WritesTheCompoundOfASender) {
  writer_.add_report(sender_report());
  writer_.add_source_description({.source = Ssrc{10}, .cname = "abcd"});
  EXPECT_EQ(to_hex(writer_.bytes()),
            "81c8000c0000000a1122334455667788000000640000000500000320"
            "0000000b4000000300000000000000000000000000000000"
            "81ca00030000000a0104616263640000");
  EXPECT_FALSE(writer_.overflowed());
}

TEST_F(RtcpWriterTest, WritesAReceiverReport) {
  writer_.add_report({.sender = Ssrc{10}});
  EXPECT_EQ(to_hex(writer_.bytes()), "80c900010000000a");
}

// [RFC3550 §6.5] one null octet at least, also when the items end on a boundary.
TEST_F(RtcpWriterTest, EndsAChunkWithANullOctet) {
  writer_.add_source_description({.source = Ssrc{10}, .cname = "ab"});
  EXPECT_EQ(to_hex(writer_.bytes()), "81ca00030000000a0102616200000000");
}

TEST_F(RtcpWriterTest, WritesGoodbyes) {
  writer_.add_goodbye({.sources = {Ssrc{10}}, .count = 1});
  writer_.add_goodbye({.sources = {Ssrc{10}}, .count = 1, .reason = "end"});
  EXPECT_EQ(to_hex(writer_.bytes()), "81cb00010000000a81cb00020000000a03656e64");
}

TEST_F(RtcpWriterTest, WritesAnExtendedReportThatTheReaderReads) {
  ExtendedReport report{.sender = Ssrc{10}, .receiver_time = NtpTime{77}, .delay_count = 1};
  report.delays[0] = {.receiver = Ssrc{11}, .last_rr = 1, .delay_since_rr = 2};
  report.voip = VoipMetrics{.source = Ssrc{11},
                            .loss_rate = 1,
                            .gap_density = 4,
                            .end_system_delay = 300,
                            .signal_level = 0xf0,
                            .receiver_config = 0xe0,
                            .jitter_buffer_maximum = 80};
  writer_.add_extended_report(report);
  RtcpReader reader = RtcpReader::open(writer_.bytes()).value();
  const ExtendedReport read = parse_extended_report(reader.next().value()).value();
  EXPECT_EQ(read.sender, Ssrc{10});
  EXPECT_EQ(read.receiver_time, report.receiver_time);
  EXPECT_EQ(read.delays[0], report.delays[0]);
  EXPECT_EQ(read.voip, report.voip);
}

TEST_F(RtcpWriterTest, LeavesAPacketOutThatDoesNotFit) {
  RtcpWriter small(MutableBytes(buffer_).first(20));
  small.add_report({.sender = Ssrc{10}});
  small.add_report(sender_report());
  EXPECT_TRUE(small.overflowed());
  EXPECT_EQ(to_hex(small.bytes()), "80c900010000000a");
}

TEST_F(RtcpWriterTest, CutsANameToItsLengthByte) {
  writer_.add_source_description({.source = Ssrc{10}, .cname = std::string(300, 'x')});
  RtcpReader reader = RtcpReader::open(writer_.bytes()).value();
  EXPECT_EQ(parse_source_description(reader.next().value()).value()->cname, std::string(255, 'x'));
}

}  // namespace
}  // namespace sidetone::rtc
