#include "rtc/rtp/telephone_event.h"

#include <string_view>

namespace sidetone::rtc {
namespace {

constexpr std::string_view kKeys = "0123456789*#ABCD";

}  // namespace

std::optional<TelephoneEvent> TelephoneEvent::parse(Bytes payload) {
  if (payload.size() < kTelephoneEventSize) return std::nullopt;
  return TelephoneEvent{.event = payload[0],
                        .end = (payload[1] & 0x80) != 0,
                        .volume = static_cast<std::uint8_t>(payload[1] & 0x3f),
                        .duration = load_u16(payload, 2)};
}

std::array<std::uint8_t, kTelephoneEventSize> TelephoneEvent::bytes() const {
  // [RFC4733 §2.3.3] "The sender MUST set it to zero" of the reserved bit.
  return {event, static_cast<std::uint8_t>((end ? 0x80 : 0) | (volume & 0x3f)),
          static_cast<std::uint8_t>(duration >> 8), static_cast<std::uint8_t>(duration)};
}

std::optional<char> key_of_event(std::uint8_t event) {
  if (event >= kKeys.size()) return std::nullopt;
  return kKeys[event];
}

std::optional<std::uint8_t> event_of_key(char key) {
  const std::size_t at = kKeys.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(at);
}

}  // namespace sidetone::rtc
