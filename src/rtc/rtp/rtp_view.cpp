#include "rtc/rtp/rtp_view.h"

namespace sidetone::rtc {
namespace {

constexpr std::uint16_t kOneByteForm = 0xBEDE;
constexpr std::uint16_t kTwoByteForm = 0x1000;
constexpr std::uint16_t kTwoByteMask = 0xFFF0;

// [RFC8285 §4.2] each element is four bits of id, four of length − 1, then data.
std::optional<Bytes> find_one_byte(Bytes elements, std::uint8_t id) {
  std::size_t at = 0;
  while (at < elements.size()) {
    const std::uint8_t found = elements[at] >> 4;
    const std::size_t size = (elements[at] & 0x0f) + std::size_t{1};
    if (elements[at] == 0) {  // Padding.
      ++at;
      continue;
    }
    // [RFC8285 §4.2] "If the ID value 15 is used, its length field should be ignored, processing
    // of the entire extension should terminate at that point".
    if (found == 15 || at + 1 + size > elements.size()) return std::nullopt;
    if (found == id) return elements.subspan(at + 1, size);
    at += 1 + size;
  }
  return std::nullopt;
}

// [RFC8285 §4.3] one byte of id, one of length, then data.
std::optional<Bytes> find_two_byte(Bytes elements, std::uint8_t id) {
  std::size_t at = 0;
  while (at < elements.size()) {
    if (elements[at] == 0) {
      ++at;
      continue;
    }
    if (at + 2 > elements.size()) return std::nullopt;
    const std::size_t size = elements[at + 1];
    if (at + 2 + size > elements.size()) return std::nullopt;
    if (elements[at] == id) return elements.subspan(at + 2, size);
    at += 2 + size;
  }
  return std::nullopt;
}

}  // namespace

Expected<RtpView, RtpError> RtpView::parse_protected(Bytes packet) {
  if (packet.size() < kRtpFixedHeader) return unexpected(RtpError::kTooShort);
  if (packet[0] >> 6 != 2) return unexpected(RtpError::kVersion);
  RtpView view;
  view.packet_ = packet;
  view.header_size_ = kRtpFixedHeader + 4 * view.csrc_count();
  if (view.header_size_ > packet.size()) return unexpected(RtpError::kTooShort);
  if ((packet[0] & 0x10) == 0) return view;
  if (view.header_size_ + 4 > packet.size()) return unexpected(RtpError::kExtension);
  view.header_size_ += 4 + std::size_t{4} * load_u16(packet, view.header_size_ + 2);
  if (view.header_size_ > packet.size()) return unexpected(RtpError::kExtension);
  return view;
}

Expected<RtpView, RtpError> RtpView::parse(Bytes packet) {
  auto view = parse_protected(packet);
  if (!view || (packet[0] & 0x20) == 0) return view;
  // [RFC3550 §5.1] "The last octet of the padding contains a count of how many padding octets
  // should be ignored, including itself".
  view->padding_ = packet.back();
  if (view->padding_ == 0 || view->header_size_ + view->padding_ > packet.size()) {
    return unexpected(RtpError::kPadding);
  }
  return view;
}

std::optional<Bytes> RtpView::extension(std::uint8_t id) const {
  const std::size_t at = kRtpFixedHeader + 4 * csrc_count();
  if ((packet_[0] & 0x10) == 0 || id == 0) return std::nullopt;
  const std::uint16_t profile = load_u16(packet_, at);
  const Bytes elements = packet_.subspan(at + 4, header_size_ - at - 4);
  if (profile == kOneByteForm) return find_one_byte(elements, id);
  if ((profile & kTwoByteMask) == kTwoByteForm) return find_two_byte(elements, id);
  return std::nullopt;
}

}  // namespace sidetone::rtc
