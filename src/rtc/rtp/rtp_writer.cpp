#include "rtc/rtp/rtp_writer.h"

#include <algorithm>
#include <cstring>

namespace sidetone::rtc {
namespace {

constexpr std::uint8_t kVersion2 = 0x80;
constexpr std::uint8_t kExtensionBit = 0x10;
constexpr std::uint8_t kVersionAndExtension = 0xD0;

}  // namespace

RtpHeader header_of(const RtpView& packet) {
  return {.marker = packet.marker(),
          .payload_type = packet.payload_type(),
          .sequence = packet.sequence(),
          .timestamp = packet.timestamp(),
          .ssrc = packet.ssrc()};
}

void write_rtp_header(MutableBytes packet, const RtpHeader& header) {
  packet[0] = kVersion2;
  rewrite_rtp_header(packet, header);
}

void rewrite_rtp_header(MutableBytes packet, const RtpHeader& header) {
  packet[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | (header.payload_type & 0x7f));
  store_u16(packet, 2, header.sequence);
  store_u32(packet, 4, header.timestamp);
  store_u32(packet, 8, value_of(header.ssrc));
}

MutableBytes strip_rtp(MutableBytes packet) {
  const auto view = RtpView::parse(packet);
  if (!view) return packet;
  const std::size_t surplus = view->header_size() - kRtpFixedHeader;
  const std::size_t size = packet.size() - surplus - view->padding();
  packet[0] = kVersion2;
  std::memmove(packet.data() + surplus, packet.data(), kRtpFixedHeader);
  return packet.subspan(surplus, size);
}

std::size_t insert_audio_level(MutableBytes buffer, std::size_t size, AudioLevelElement element) {
  const std::size_t at = kRtpFixedHeader + std::size_t{4} * (buffer[0] & 0x0f);
  std::memmove(buffer.data() + at + kAudioLevelSize, buffer.data() + at, size - at);
  buffer[0] = (buffer[0] & ~kVersionAndExtension) | kVersion2 | kExtensionBit;
  store_u16(buffer, at, 0xBEDE);
  store_u16(buffer, at + 2, 1);
  buffer[at + 4] = static_cast<std::uint8_t>(element.id << 4);  // Length 1, written as 0.
  buffer[at + 5] = static_cast<std::uint8_t>((element.level.voice ? 0x80 : 0) |
                                             (element.level.minus_dbov & 0x7f));
  buffer[at + 6] = 0;
  buffer[at + 7] = 0;
  return size + kAudioLevelSize;
}

}  // namespace sidetone::rtc
