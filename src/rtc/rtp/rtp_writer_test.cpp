#include "rtc/rtp/rtp_writer.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

constexpr RtpHeader kHeader{.marker = true,
                            .payload_type = 111,
                            .sequence = 0x1234,
                            .timestamp = 0x89abcdef,
                            .ssrc = Ssrc{0xcafebabe}};

TEST(RtpWriter, WritesAHeader) {
  std::vector<std::uint8_t> packet(14, 0xff);
  write_rtp_header(packet, kHeader);
  EXPECT_EQ(to_hex(packet), "80ef123489abcdefcafebabeffff");
  EXPECT_EQ(header_of(RtpView::parse(packet).value()), kHeader);
}

TEST(RtpWriter, RewritesTheSendersFieldsOnly) {
  auto packet = from_hex("b1000001 00000002 00000003 0000000a bede0001 10850000 ff 01");
  rewrite_rtp_header(packet, kHeader);
  EXPECT_EQ(to_hex(packet), "b1ef123489abcdefcafebabe0000000abede000110850000ff01");
}

TEST(RtpWriter, StripsAllButHeaderAndPayload) {
  auto packet = from_hex("b1000001 00000002 00000003 0000000a bede0001 10850000 aabb 000003");
  EXPECT_EQ(to_hex(strip_rtp(packet)), "800000010000000200000003aabb");
}

TEST(RtpWriter, StripsNothingFromAPlainPacket) {
  auto packet = from_hex("80000001 00000002 00000003 aabb");
  const MutableBytes stripped = strip_rtp(packet);
  EXPECT_EQ(stripped.data(), packet.data());
  EXPECT_EQ(stripped.size(), packet.size());
}

TEST(RtpWriter, InsertsAnAudioLevelBehindTheSources) {
  auto packet = from_hex("81000001 00000002 00000003 0000000a aabb");
  const std::size_t size = packet.size();
  packet.resize(size + kAudioLevelSize);
  EXPECT_EQ(insert_audio_level(packet, size, {.id = 3, .level = {.minus_dbov = 40, .voice = true}}),
            packet.size());
  EXPECT_EQ(to_hex(packet), "9100000100000002000000030000000abede000130a80000aabb");
  const RtpView view = RtpView::parse(packet).value();
  EXPECT_EQ(audio_level(view, 3), (AudioLevel{.minus_dbov = 40, .voice = true}));
}

TEST(RtpWriter, KeepsThePaddingBitWhenItInserts) {
  auto packet = from_hex("a0000001 00000002 00000003 aa 01");
  const std::size_t size = packet.size();
  packet.resize(size + kAudioLevelSize);
  packet.resize(insert_audio_level(packet, size, {}));
  EXPECT_EQ(to_hex(RtpView::parse(packet).value().payload()), "aa");
}

}  // namespace
}  // namespace sidetone::rtc
