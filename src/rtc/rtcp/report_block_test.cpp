#include "rtc/rtcp/report_block.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

TEST(ReportBlock, IsReadAndWritten) {
  const std::string hex = "01020304ff000010000112340000005578563412000180000";
  const auto bytes = from_hex(hex.substr(0, 48));
  const ReportBlock block = ReportBlock::parse(bytes);
  EXPECT_EQ(block, (ReportBlock{.source = Ssrc{0x01020304},
                                .fraction_lost = 255,
                                .cumulative_lost = 16,
                                .highest_sequence = 0x11234,
                                .jitter = 0x55,
                                .last_sr = 0x78563412,
                                .delay_since_sr = 0x18000}));
  std::vector<std::uint8_t> written(ReportBlock::kSize, 0xee);
  block.write(written);
  EXPECT_EQ(written, bytes);
}

TEST(ReportBlock, KeepsTheSignOfTheLoss) {
  std::vector<std::uint8_t> bytes(ReportBlock::kSize);
  ReportBlock{.cumulative_lost = -3}.write(bytes);
  EXPECT_EQ(to_hex(Bytes(bytes).subspan(4, 4)), "00fffffd");
  EXPECT_EQ(ReportBlock::parse(bytes).cumulative_lost, -3);
}

}  // namespace
}  // namespace sidetone::rtc
