#pragma once

#include "audio/frame.h"
#include "audio/level_meter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <span>
#include <vector>

/// Sounds to test with, and ears to judge them by. For tests and benches only.
namespace sidetone::audio::testing {

using Samples = std::vector<std::int16_t>;

inline std::int16_t to_sample(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32'768.0, 32'767.0)));
}

struct Sine {
  double hz = 1'000;
  double amplitude = 10'000;
};

inline Samples sine(SampleRate rate, Duration length, Sine wave) {
  Samples sound(samples_in(rate, length));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double angle = 2 * std::numbers::pi * wave.hz * static_cast<double>(i) / hz(rate);
    sound[i] = to_sample(wave.amplitude * std::sin(angle));
  }
  return sound;
}

/// Something that codecs and pitch finders take for a voice: pulses of a gliding pitch through
/// three gliding formants, hisses between, syllables, and a pause of a second in every four.
inline Samples speech(SampleRate rate, Duration length) {
  const double fs = hz(rate);
  const auto wave = [](double per_second, double t) {
    return std::sin(2 * std::numbers::pi * per_second * t);
  };
  std::uint32_t dice = 1;
  const auto noise = [&dice] {
    dice = dice * 1'664'525 + 1'013'904'223;
    return static_cast<double>(static_cast<std::int32_t>(dice)) / 2'147'483'648.0;
  };
  std::array<double, 3> y1{};
  std::array<double, 3> y2{};
  double phase = 0;
  std::vector<double> voice(samples_in(rate, length));
  for (std::size_t i = 0; i < voice.size(); ++i) {
    const double t = static_cast<double>(i) / fs;
    phase += (120 + 30 * wave(0.7, t) + 20 * wave(2.1, t)) / fs;
    double source = phase >= 1 ? fs / 8'000 : 0;
    phase -= std::floor(phase);
    if (std::fmod(3 * t, 1.0) < 0.25) source = 0.2 * noise();
    const double loudness = std::fmod(t, 4.0) < 3 ? std::max(0.0, wave(2.0, t) + 0.3) : 0;
    double x = source * loudness + 0.0005 * noise();
    const std::array<double, 3> formant{500 + 250 * wave(1.3, t), 1'400 + 500 * wave(0.9, t),
                                        2'500};
    for (std::size_t k = 0; k < 3; ++k) {
      const double radius = std::exp(-std::numbers::pi * (80 + 35.0 * static_cast<double>(k)) / fs);
      const double turn = 2 * radius * std::cos(2 * std::numbers::pi * formant[k] / fs);
      const double y = x * (1 - radius) * 2 + turn * y1[k] - radius * radius * y2[k];
      y2[k] = y1[k];
      y1[k] = y;
      x = y;
    }
    voice[i] = x;
  }
  const auto by_loudness = [](double a, double b) { return std::abs(a) < std::abs(b); };
  const double peak = std::abs(*std::ranges::max_element(voice, by_loudness));
  Samples sound;
  for (const double x : voice) sound.push_back(to_sample(16'000 * x / peak));
  return sound;
}

/// Amplitude of the sine wave of frequency `frequency_hz` in `sound` (Goertzel).
inline double amplitude_at(SampleRate rate, std::span<const std::int16_t> sound,
                           double frequency_hz) {
  const double angle = 2 * std::numbers::pi * frequency_hz / hz(rate);
  double re = 0;
  double im = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    re += sound[i] * std::cos(angle * static_cast<double>(i));
    im += sound[i] * std::sin(angle * static_cast<double>(i));
  }
  return 2 * std::hypot(re, im) / static_cast<double>(sound.size());
}

/// The largest jump from one sample to the next: a click is one much larger than the sound's own.
inline int largest_step(std::span<const std::int16_t> sound) {
  int largest = 0;
  for (std::size_t i = 1; i < sound.size(); ++i) {
    largest = std::max(largest, std::abs(sound[i] - sound[i - 1]));
  }
  return largest;
}

/// How much of `heard` is `said`, in dB over what is not; both begin at the same moment. The gain
/// between them is of no account.
inline double snr_db(std::span<const std::int16_t> said, std::span<const std::int16_t> heard) {
  const std::size_t count = std::min(said.size(), heard.size());
  double both = 0;
  double own = 1e-9;
  double all = 1e-9;
  for (std::size_t i = 0; i < count; ++i) {
    both += static_cast<double>(said[i]) * heard[i];
    own += static_cast<double>(said[i]) * said[i];
    all += static_cast<double>(heard[i]) * heard[i];
  }
  const double signal = both * both / own;
  return 10 * std::log10(signal / std::max(all - signal, 1e-9));
}

struct Aligned {
  std::size_t delay = 0;  ///< Samples by which `heard` is behind `said`.
  double snr_db = 0;
};

/// The delay up to `max_delay` samples at which `heard` is most like `said`.
inline Aligned align(std::span<const std::int16_t> said, std::span<const std::int16_t> heard,
                     std::size_t max_delay) {
  Aligned best{.snr_db = -1'000};
  for (std::size_t delay = 0; delay <= max_delay && delay < heard.size(); ++delay) {
    const double snr = snr_db(said, heard.subspan(delay));
    if (snr > best.snr_db) best = {.delay = delay, .snr_db = snr};
  }
  return best;
}

/// Loudness against a full-scale square wave.
inline double dbov(std::span<const std::int16_t> sound) {
  return 20 * std::log10(std::max(rms(sound), 1e-3) / 32'767);
}

/// The longest stretch in which every 5 ms are quieter than `floor_dbov`.
inline Duration longest_gap(SampleRate rate, std::span<const std::int16_t> sound,
                            double floor_dbov) {
  const std::size_t block = samples_in(rate, std::chrono::milliseconds(5));
  std::size_t run = 0;
  std::size_t longest = 0;
  for (std::size_t at = 0; at + block <= sound.size(); at += block) {
    run = dbov(sound.subspan(at, block)) < floor_dbov ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::chrono::milliseconds(5) * static_cast<int>(longest);
}

}  // namespace sidetone::audio::testing
