#pragma once

#include "audio/frame.h"
#include "base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// Two sine waves (or one, the second 0 Hz) for `on`, then silence for `off`.
struct ToneStep {
  double low_hz = 0;
  double high_hz = 0;
  Duration on{};
  Duration off{};
};

/// A tone with its cadence: the steps in order, over and over.
struct Tone {
  static constexpr std::size_t kMaxSteps = 4;
  std::array<ToneStep, kMaxSteps> steps{};
  std::size_t step_count = 0;
  int repeats = 0;          ///< 0: until stopped.
  double level_dbov = -16;  ///< Of each sine wave: RMS against a full-scale square wave.
};

enum class ToneStyle : std::uint8_t { kEurope, kUnitedStates };

[[nodiscard]] Tone ringback_tone(ToneStyle style);    ///< It rings at the other end.
[[nodiscard]] Tone busy_tone(ToneStyle style);        ///< The other end talks to somebody else.
[[nodiscard]] Tone congestion_tone(ToneStyle style);  ///< The call could not be put through.
[[nodiscard]] Tone error_tone();                      ///< Three rising tones: no such number.
[[nodiscard]] Tone beep_tone();                       ///< One beep: speak now; recording.

/// Plays a tone, 20 ms at a time; every beginning and end is ramped over 4 ms, so nothing clicks.
class ToneGenerator {
 public:
  ToneGenerator(const Tone& tone, SampleRate rate);

  /// Fills `out` and sets its rate. Silence once `finished()`.
  void next_frame(Frame& out);
  [[nodiscard]] bool finished() const;

 private:
  struct Oscillator {
    double sine = 0;
    double cosine = 1;
    double step_sine = 0;
    double step_cosine = 1;
    void tune(double frequency_hz, SampleRate rate);
    double next();
  };
  void enter_step(std::size_t step);
  [[nodiscard]] double envelope() const;
  [[nodiscard]] std::int16_t next_sample();

  Tone tone_;
  SampleRate rate_;
  double amplitude_;
  std::size_t ramp_samples_;
  std::size_t step_ = 0;
  int round_ = 0;
  std::size_t at_ = 0;  ///< Samples into the step.
  std::size_t on_samples_ = 0;
  std::size_t step_samples_ = 0;
  Oscillator low_;
  Oscillator high_;
};

}  // namespace sidetone::audio
