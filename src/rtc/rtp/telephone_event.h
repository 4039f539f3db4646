#pragma once

#include "rtc/byte_order.h"

#include <array>
#include <optional>

namespace sidetone::rtc {

inline constexpr std::size_t kTelephoneEventSize = 4;

/// One state of a pressed key: the payload of a telephone-event packet. [RFC4733 §2.3]
///
///    0                   1                   2                   3
///    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///   |     event     |E|R| volume    |          duration             |
struct TelephoneEvent {
  std::uint8_t event = 0;  // 0..9 digits, 10 '*', 11 '#', 12..15 'A'..'D', 16 flash.
  bool end = false;
  std::uint8_t volume = 10;    // 0..63, in −dBm0.
  std::uint16_t duration = 0;  // Since the packet's timestamp, in its clock.

  /// The first event of a payload; nothing if it is too short.
  [[nodiscard]] static std::optional<TelephoneEvent> parse(Bytes payload);
  [[nodiscard]] std::array<std::uint8_t, kTelephoneEventSize> bytes() const;

  bool operator==(const TelephoneEvent&) const = default;
};

/// '0'..'9', '*', '#', 'A'..'D' and back. [RFC4733 §3.2]
[[nodiscard]] std::optional<char> key_of_event(std::uint8_t event);
[[nodiscard]] std::optional<std::uint8_t> event_of_key(char key);

}  // namespace sidetone::rtc
