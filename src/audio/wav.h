#pragma once

#include "base/expected.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// WAV files as bytes: 16-bit linear PCM, mono or stereo. Opening files is the edge's business.
namespace sidetone::audio {

enum class WavError : std::uint8_t {
  kNotWav,       ///< No RIFF/WAVE, or no format or data chunk.
  kUnsupported,  ///< Not 16-bit linear PCM with one or two channels.
};

struct WavFormat {
  std::uint32_t sample_rate_hz = 8'000;
  std::uint16_t channels = 1;
  bool operator==(const WavFormat&) const = default;
};

/// Where the sound lies in the file that was parsed.
struct WavView {
  WavFormat format;
  std::span<const std::uint8_t> data;  ///< Whole sample groups only.
  [[nodiscard]] std::size_t frames() const { return data.size() / 2 / format.channels; }
  /// Sample `frame` of `channel`.
  [[nodiscard]] std::int16_t at(std::size_t frame, std::size_t channel = 0) const {
    const std::size_t i = 2 * (frame * format.channels + channel);
    return static_cast<std::int16_t>(data[i] | (data[i + 1] << 8));
  }
};

/// A file that was cut off, or whose writer died before it set the length, still plays: data
/// reach to the end of the bytes at most, and to it where the length says 0 or all ones.
[[nodiscard]] Expected<WavView, WavError> parse_wav(std::span<const std::uint8_t> file);

inline constexpr std::size_t kWavHeaderBytes = 44;
/// The header of a file that holds `data_bytes` of samples.
[[nodiscard]] std::array<std::uint8_t, kWavHeaderBytes> wav_header(const WavFormat& format,
                                                                   std::uint32_t data_bytes);
/// Little-endian bytes of `samples`; `out` holds twice as many.
void write_samples(std::span<const std::int16_t> samples, std::span<std::uint8_t> out);

}  // namespace sidetone::audio
