#pragma once

#include "base/time.h"
#include "rtc/rtp/telephone_event.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::media {

/// A key that a peer pressed, whole.
struct KeyPress {
  char digit = 0;
  Duration duration{};
};

/// Makes one key press out of the many packets that describe it [RFC4733 §2.5]: reported when it
/// ends, when the next one begins, or when its packets stop coming. Late packets of an earlier
/// press and the segments of a long one make no further press.
class TelephoneEventReader {
 public:
  struct Packet {
    std::uint32_t timestamp = 0;  ///< The same for all packets of one press.
    rtc::TelephoneEvent event;
  };
  [[nodiscard]] std::optional<KeyPress> handle_packet(const Packet& packet, std::uint32_t clock_hz,
                                                      Instant now);
  /// Something else than an event came.
  [[nodiscard]] std::optional<KeyPress> handle_audio(Instant now);

 private:
  struct Press {
    std::uint32_t timestamp = 0;
    KeyPress key;
    Duration former_segments{};
    Instant last_packet;
    bool reported = false;
  };
  [[nodiscard]] bool is_late(const Packet& packet, std::uint32_t clock_hz) const;
  [[nodiscard]] bool goes_on(const Packet& packet, char digit) const;
  [[nodiscard]] std::optional<KeyPress> report();

  std::optional<Press> press_;
};

/// Says digits as telephone events: every 20 ms one packet while the key is down, then its end
/// three times, then a pause [RFC4733 §2.5.1].
class TelephoneEventWriter {
 public:
  static constexpr std::size_t kMaxDigits = 64;
  static constexpr Duration kPause = std::chrono::milliseconds(70);

  /// False, and none of them taken, if one is no key or too many wait.
  [[nodiscard]] bool press(std::string_view digits, Duration tone);
  [[nodiscard]] bool idle() const { return !key_ && waiting_.empty(); }

  struct Packet {
    rtc::TelephoneEvent event;
    bool begins = false;  ///< First of its press: marker, and its timestamp is the press's.
  };
  /// Once per 20 ms; nothing in a pause.
  [[nodiscard]] std::optional<Packet> tick(std::uint32_t clock_hz);
  /// Says no more; the presses that had not begun, with the time each key was to be down.
  [[nodiscard]] std::vector<KeyPress> stop();

 private:
  struct Key {
    std::uint8_t event = 0;
    Duration tone{};
    Duration elapsed{};
    int ends_left = 3;
    Duration pause_left = kPause;
  };
  struct Waiting {
    std::uint8_t event = 0;
    Duration tone{};
  };

  std::vector<Waiting> waiting_;
  std::optional<Key> key_;
};

}  // namespace sidetone::media
