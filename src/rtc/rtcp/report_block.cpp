#include "rtc/rtcp/report_block.h"

namespace sidetone::rtc {
namespace {

// The 24 bits are signed. [RFC3550 §6.4.1]
std::int32_t signed_of(std::uint32_t bits) {
  return static_cast<std::int32_t>(bits << 8) >> 8;
}

}  // namespace

ReportBlock ReportBlock::parse(Bytes bytes) {
  return {.source = Ssrc{load_u32(bytes, 0)},
          .fraction_lost = bytes[4],
          .cumulative_lost = signed_of(load_u24(bytes, 5)),
          .highest_sequence = load_u32(bytes, 8),
          .jitter = load_u32(bytes, 12),
          .last_sr = load_u32(bytes, 16),
          .delay_since_sr = load_u32(bytes, 20)};
}

void ReportBlock::write(MutableBytes bytes) const {
  store_u32(bytes, 0, value_of(source));
  bytes[4] = fraction_lost;
  store_u24(bytes, 5, static_cast<std::uint32_t>(cumulative_lost) & 0xFF'FFFF);
  store_u32(bytes, 8, highest_sequence);
  store_u32(bytes, 12, jitter);
  store_u32(bytes, 16, last_sr);
  store_u32(bytes, 20, delay_since_sr);
}

}  // namespace sidetone::rtc
