#pragma once

#include "audio/frame.h"
#include "audio/resampler.h"
#include "audio/tone_generator.h"
#include "base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

struct dtmf_rx_state_s;

namespace sidetone::audio {

/// The two frequencies of a key [ITU-T Q.23]; nothing if it is none of 0-9 * # A-D.
struct DtmfFrequencies {
  double low_hz = 0;
  double high_hz = 0;
};
[[nodiscard]] std::optional<DtmfFrequencies> dtmf_frequencies(char digit);

/// Hears key presses in speech, for legs that do not send telephone events.
class DtmfDetector {
 public:
  explicit DtmfDetector(SampleRate rate);

  void handle_frame(const Frame& frame);
  /// Keys in the order they were pressed, each once; at most 128 wait.
  [[nodiscard]] std::optional<char> poll();
  /// A key sounds at this moment.
  [[nodiscard]] bool sounding() const;

 private:
  struct Free {
    void operator()(dtmf_rx_state_s* state) const;
  };
  Resampler resampler_;
  std::unique_ptr<dtmf_rx_state_s, Free> state_;
};

/// Plays key presses as sound, for legs that do not take telephone events.
class DtmfGenerator {
 public:
  static constexpr std::size_t kMaxDigits = 64;
  static constexpr Duration kTone = std::chrono::milliseconds(100);
  static constexpr Duration kPause = std::chrono::milliseconds(70);

  explicit DtmfGenerator(SampleRate rate);

  /// Digits go into the queue; false, and none of them, if one is no key or too many wait.
  [[nodiscard]] bool press(std::string_view digits, Duration tone = kTone);
  [[nodiscard]] bool idle() const { return !generator_ && waiting_size_ == 0; }
  /// Fills `out`; silence while idle.
  void next_frame(Frame& out);

 private:
  struct Key {
    char digit = 0;
    Duration tone{};
  };
  void start_next();

  SampleRate rate_;
  std::array<Key, kMaxDigits> waiting_{};  ///< A ring.
  std::size_t waiting_at_ = 0;
  std::size_t waiting_size_ = 0;
  std::optional<ToneGenerator> generator_;
};

}  // namespace sidetone::audio
