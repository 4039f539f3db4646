#include "rtc/rtcp/rtcp_writer.h"

#include <algorithm>
#include <limits>

namespace sidetone::rtc {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kSenderInfo = 20;
constexpr std::uint8_t kVersion2 = 0x80;
constexpr std::uint8_t kCname = 1;
constexpr std::uint8_t kReceiverTimeBlock = 4, kDelayBlock = 5, kVoipBlock = 7;
constexpr std::size_t kReceiverTimeSize = 8, kDelaySize = 12, kVoipSize = 32;
constexpr std::size_t kMaxText = std::numeric_limits<std::uint8_t>::max();

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

// Writes a length byte and the text; returns what stands behind it.
MutableBytes put_text(MutableBytes to, std::string_view text) {
  to[0] = static_cast<std::uint8_t>(text.size());
  std::ranges::copy(bytes_of(text), to.begin() + 1);
  return to.subspan(1 + text.size());
}

// The header of a block in an extended report; returns its contents. [RFC3611 §3]
MutableBytes begin_block(MutableBytes& rest, std::uint8_t type, std::size_t size) {
  rest[0] = type;
  store_u16(rest, 2, static_cast<std::uint16_t>(size / 4));
  const MutableBytes contents = rest.subspan(kHeader, size);
  rest = rest.subspan(kHeader + size);
  return contents;
}

void put_voip(MutableBytes to, const VoipMetrics& voip) {
  store_u32(to, 0, value_of(voip.source));
  const std::array<std::uint8_t, 4> rates{voip.loss_rate, voip.discard_rate, voip.burst_density,
                                          voip.gap_density};
  std::ranges::copy(rates, to.begin() + 4);
  store_u16(to, 8, voip.burst_duration);
  store_u16(to, 10, voip.gap_duration);
  store_u16(to, 12, voip.round_trip_delay);
  store_u16(to, 14, voip.end_system_delay);
  const std::array<std::uint8_t, 9> levels{
      voip.signal_level,      voip.noise_level, voip.rerl,   voip.gmin,           voip.r_factor,
      voip.external_r_factor, voip.mos_lq,      voip.mos_cq, voip.receiver_config};
  std::ranges::copy(levels, to.begin() + 16);
  store_u16(to, 26, voip.jitter_buffer_nominal);
  store_u16(to, 28, voip.jitter_buffer_maximum);
  store_u16(to, 30, voip.jitter_buffer_absolute_maximum);
}

std::size_t size_of(const ExtendedReport& report) {
  std::size_t size = kHeader + 4;
  if (report.receiver_time) size += kHeader + kReceiverTimeSize;
  if (report.delay_count > 0) size += kHeader + report.delay_count * kDelaySize;
  if (report.voip) size += kHeader + kVoipSize;
  return size;
}

}  // namespace

MutableBytes RtcpWriter::begin(RtcpType type, std::size_t count, std::size_t size) {
  if (size_ + size > buffer_.size()) {
    overflowed_ = true;
    return {};
  }
  const MutableBytes packet = buffer_.subspan(size_, size);
  std::ranges::fill(packet, std::uint8_t{0});
  packet[0] = static_cast<std::uint8_t>(kVersion2 | count);
  packet[1] = static_cast<std::uint8_t>(type);
  store_u16(packet, 2, static_cast<std::uint16_t>(size / 4 - 1));
  size_ += size;
  return packet.subspan(kHeader);
}

void RtcpWriter::add_report(const RtcpReport& report) {
  const auto blocks = report.blocks.all();
  const std::size_t fixed = 4 + (report.info ? kSenderInfo : 0);
  const MutableBytes body =
      begin(report.info ? RtcpType::kSenderReport : RtcpType::kReceiverReport, blocks.size(),
            kHeader + fixed + blocks.size() * ReportBlock::kSize);
  if (body.empty()) return;
  store_u32(body, 0, value_of(report.sender));
  if (report.info) {
    store_u64(body, 4, report.info->ntp.fixed);
    store_u32(body, 12, report.info->rtp_timestamp);
    store_u32(body, 16, report.info->packet_count);
    store_u32(body, 20, report.info->octet_count);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].write(body.subspan(fixed + i * ReportBlock::kSize, ReportBlock::kSize));
  }
}

void RtcpWriter::add_source_description(const SourceDescription& description) {
  const std::string_view cname = description.cname.substr(0, kMaxText);
  // At least one null octet ends the items.
  const MutableBytes body =
      begin(RtcpType::kSourceDescription, 1, kHeader + padded(4 + 2 + cname.size() + 1));
  if (body.empty()) return;
  store_u32(body, 0, value_of(description.source));
  body[4] = kCname;
  put_text(body.subspan(5), cname);
}

void RtcpWriter::add_goodbye(const Goodbye& goodbye) {
  const std::string_view reason = goodbye.reason.substr(0, kMaxText);
  const std::size_t sources_size = 4 * goodbye.count;
  const std::size_t reason_size = reason.empty() ? 0 : padded(1 + reason.size());
  const MutableBytes body =
      begin(RtcpType::kGoodbye, goodbye.count, kHeader + sources_size + reason_size);
  if (body.empty()) return;
  for (std::size_t i = 0; i < goodbye.count; ++i) {
    store_u32(body, 4 * i, value_of(goodbye.sources[i]));
  }
  if (!reason.empty()) put_text(body.subspan(sources_size), reason);
}

void RtcpWriter::add_extended_report(const ExtendedReport& report) {
  const MutableBytes body = begin(RtcpType::kExtendedReport, 0, size_of(report));
  if (body.empty()) return;
  store_u32(body, 0, value_of(report.sender));
  MutableBytes rest = body.subspan(4);
  if (report.receiver_time) {
    store_u64(begin_block(rest, kReceiverTimeBlock, kReceiverTimeSize), 0,
              report.receiver_time->fixed);
  }
  if (report.delay_count > 0) {
    MutableBytes block = begin_block(rest, kDelayBlock, report.delay_count * kDelaySize);
    for (std::size_t i = 0; i < report.delay_count; ++i) {
      store_u32(block, 12 * i, value_of(report.delays[i].receiver));
      store_u32(block, 12 * i + 4, report.delays[i].last_rr);
      store_u32(block, 12 * i + 8, report.delays[i].delay_since_rr);
    }
  }
  if (report.voip) put_voip(begin_block(rest, kVoipBlock, kVoipSize), *report.voip);
}

}  // namespace sidetone::rtc
