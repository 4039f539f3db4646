#include "rtc/rtcp/rtcp_reader.h"

namespace sidetone::rtc {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kSenderInfo = 20;
constexpr std::uint8_t kCname = 1;
constexpr std::uint8_t kReceiverTimeBlock = 4, kDelayBlock = 5, kVoipBlock = 7;
constexpr std::size_t kReceiverTimeSize = 8, kDelaySize = 12, kVoipSize = 32;

std::size_t size_of_first(Bytes rest) {
  return kHeader + std::size_t{4} * load_u16(rest, 2);
}

// Bytes of padding; nothing if it is impossible. [RFC3550 §6.4.1] "padding MUST only be added to
// the last individual packet"; its last octet counts it, "a multiple of four".
std::optional<std::size_t> padding_of(Bytes packet, bool is_last) {
  if ((packet[0] & 0x20) == 0) return 0;
  const std::size_t padding = packet.back();
  const bool sane = padding != 0 && padding % 4 == 0 && padding <= packet.size() - kHeader;
  if (!is_last || !sane) return std::nullopt;
  return padding;
}

std::optional<RtcpError> check_first(Bytes rest) {
  if (rest.size() < kHeader) return RtcpError::kTooShort;
  if (rest[0] >> 6 != 2) return RtcpError::kVersion;
  const std::size_t size = size_of_first(rest);
  if (size > rest.size()) return RtcpError::kTooShort;
  if (!padding_of(rest.first(size), size == rest.size())) return RtcpError::kPadding;
  return std::nullopt;
}

// One chunk of a source description from `body`: its CNAME if it has one, and the bytes after it.
struct Chunk {
  std::optional<SourceDescription> description;
  Bytes rest;
};
std::optional<Chunk> take_chunk(Bytes body) {
  if (body.size() < 4) return std::nullopt;
  const Ssrc source{load_u32(body, 0)};
  Chunk chunk;
  std::size_t at = 4;
  while (at < body.size() && body[at] != 0) {
    if (at + 2 > body.size() || at + 2 + body[at + 1] > body.size()) return std::nullopt;
    const Bytes value = body.subspan(at + 2, body[at + 1]);
    if (body[at] == kCname && !chunk.description) {
      chunk.description = SourceDescription{.source = source, .cname = text_of(value)};
    }
    at += 2 + value.size();
  }
  // [RFC3550 §6.5] "The list of items in each chunk MUST be terminated by one or more null
  // octets … to pad until the next 32-bit boundary."
  const std::size_t end = (at + 4) & ~std::size_t{3};
  if (end > body.size()) return std::nullopt;
  chunk.rest = body.subspan(end);
  return chunk;
}

VoipMetrics voip_metrics_of(Bytes block) {
  return {.source = Ssrc{load_u32(block, 0)},
          .loss_rate = block[4],
          .discard_rate = block[5],
          .burst_density = block[6],
          .gap_density = block[7],
          .burst_duration = load_u16(block, 8),
          .gap_duration = load_u16(block, 10),
          .round_trip_delay = load_u16(block, 12),
          .end_system_delay = load_u16(block, 14),
          .signal_level = block[16],
          .noise_level = block[17],
          .rerl = block[18],
          .gmin = block[19],
          .r_factor = block[20],
          .external_r_factor = block[21],
          .mos_lq = block[22],
          .mos_cq = block[23],
          .receiver_config = block[24],
          .jitter_buffer_nominal = load_u16(block, 26),
          .jitter_buffer_maximum = load_u16(block, 28),
          .jitter_buffer_absolute_maximum = load_u16(block, 30)};
}

void add_delays(ExtendedReport& report, Bytes block) {
  for (; block.size() >= kDelaySize; block = block.subspan(kDelaySize)) {
    if (report.delay_count == report.delays.size()) return;
    report.delays[report.delay_count++] = {.receiver = Ssrc{load_u32(block, 0)},
                                           .last_rr = load_u32(block, 4),
                                           .delay_since_rr = load_u32(block, 8)};
  }
}

void add_block(ExtendedReport& report, std::uint8_t type, Bytes block) {
  if (type == kReceiverTimeBlock && block.size() == kReceiverTimeSize) {
    report.receiver_time = NtpTime{load_u64(block, 0)};
  } else if (type == kDelayBlock) {
    add_delays(report, block);
  } else if (type == kVoipBlock && block.size() == kVoipSize && !report.voip) {
    report.voip = voip_metrics_of(block);
  }
}

}  // namespace

Expected<RtcpReader, RtcpError> RtcpReader::open(Bytes compound) {
  if (compound.empty()) return unexpected(RtcpError::kTooShort);
  for (Bytes rest = compound; !rest.empty(); rest = rest.subspan(size_of_first(rest))) {
    if (const auto error = check_first(rest)) return unexpected(*error);
  }
  return RtcpReader(compound);
}

std::optional<RtcpPacketView> RtcpReader::next() {
  if (rest_.empty()) return std::nullopt;
  const Bytes packet = rest_.first(size_of_first(rest_));
  rest_ = rest_.subspan(packet.size());
  const std::size_t padding = padding_of(packet, rest_.empty()).value_or(0);
  return RtcpPacketView{.type = RtcpType{packet[1]},
                        .count = static_cast<std::uint8_t>(packet[0] & 0x1f),
                        .body = packet.subspan(kHeader, packet.size() - kHeader - padding)};
}

Expected<RtcpReport, RtcpError> parse_report(const RtcpPacketView& packet) {
  const bool is_sender = packet.type == RtcpType::kSenderReport;
  const std::size_t fixed = 4 + (is_sender ? kSenderInfo : 0);
  if (packet.body.size() < fixed + packet.count * ReportBlock::kSize) {
    return unexpected(RtcpError::kContents);
  }
  RtcpReport report{.sender = Ssrc{load_u32(packet.body, 0)}};
  if (is_sender) {
    report.info = SenderInfo{.ntp = NtpTime{load_u64(packet.body, 4)},
                             .rtp_timestamp = load_u32(packet.body, 12),
                             .packet_count = load_u32(packet.body, 16),
                             .octet_count = load_u32(packet.body, 20)};
  }
  for (std::size_t i = 0; i < packet.count; ++i) {
    const Bytes block = packet.body.subspan(fixed + i * ReportBlock::kSize, ReportBlock::kSize);
    report.blocks.add(ReportBlock::parse(block));
  }
  return report;
}

Expected<std::optional<SourceDescription>, RtcpError> parse_source_description(
    const RtcpPacketView& packet) {
  Bytes rest = packet.body;
  for (int i = 0; i < packet.count; ++i) {
    const auto chunk = take_chunk(rest);
    if (!chunk) return unexpected(RtcpError::kContents);
    if (chunk->description) return chunk->description;
    rest = chunk->rest;
  }
  return std::nullopt;
}

Expected<Goodbye, RtcpError> parse_goodbye(const RtcpPacketView& packet) {
  const std::size_t sources_size = std::size_t{4} * packet.count;
  if (packet.body.size() < sources_size) return unexpected(RtcpError::kContents);
  Goodbye goodbye{.count = packet.count};
  for (std::size_t i = 0; i < packet.count; ++i) {
    goodbye.sources[i] = Ssrc{load_u32(packet.body, 4 * i)};
  }
  const Bytes rest = packet.body.subspan(sources_size);
  if (rest.empty()) return goodbye;
  if (std::size_t{1} + rest[0] > rest.size()) return unexpected(RtcpError::kContents);
  goodbye.reason = text_of(rest.subspan(1, rest[0]));
  return goodbye;
}

Expected<ExtendedReport, RtcpError> parse_extended_report(const RtcpPacketView& packet) {
  if (packet.body.size() < 4) return unexpected(RtcpError::kContents);
  ExtendedReport report{.sender = Ssrc{load_u32(packet.body, 0)}};
  Bytes rest = packet.body.subspan(4);
  while (!rest.empty()) {
    if (rest.size() < kHeader || size_of_first(rest) > rest.size()) {
      return unexpected(RtcpError::kContents);
    }
    const std::size_t size = size_of_first(rest);
    add_block(report, rest[0], rest.subspan(kHeader, size - kHeader));
    rest = rest.subspan(size);
  }
  return report;
}

}  // namespace sidetone::rtc
