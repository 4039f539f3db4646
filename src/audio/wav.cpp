#include "audio/wav.h"

#include "base/assert.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace sidetone::audio {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kLinearPcm = 1;
constexpr std::uint16_t kExtensible = 0xFFFE;  // The real format stands in the extension.
constexpr std::size_t kChunkHeader = 8;
constexpr std::size_t kSubFormatAt = 24;

std::uint32_t u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at] | (bytes[at + 1] << 8));
}
std::uint32_t u32(Bytes bytes, std::size_t at) {
  return u16(bytes, at) | (u16(bytes, at + 2) << 16);
}
bool tagged(Bytes bytes, std::string_view tag) {
  return bytes.size() >= tag.size() && std::equal(tag.begin(), tag.end(), bytes.begin());
}

Expected<WavFormat, WavError> parse_format(Bytes chunk) {
  if (chunk.size() < 16) return unexpected(WavError::kNotWav);
  std::uint32_t format = u16(chunk, 0);
  if (format == kExtensible && chunk.size() >= kSubFormatAt + 2) format = u16(chunk, kSubFormatAt);
  const std::uint32_t channels = u16(chunk, 2);
  const bool known = format == kLinearPcm && u16(chunk, 14) == 16 && u32(chunk, 4) > 0 &&
                     (channels == 1 || channels == 2);
  if (!known) return unexpected(WavError::kUnsupported);
  return WavFormat{.sample_rate_hz = u32(chunk, 4),
                   .channels = static_cast<std::uint16_t>(channels)};
}

WavView view(const WavFormat& format, Bytes data, std::uint32_t length) {
  // A writer that died leaves 0 or all ones: what is there is the sound.
  const bool unset = length == 0 || length == 0xFFFF'FFFF;
  const std::size_t size = unset ? data.size() : std::min<std::size_t>(data.size(), length);
  return {.format = format, .data = data.first(size - size % (std::size_t{2} * format.channels))};
}

class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> out) : out_(out) {}
  Writer& tag(std::string_view text) {
    for (const char c : text) out_[at_++] = static_cast<std::uint8_t>(c);
    return *this;
  }
  Writer& number(std::uint32_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
      out_[at_++] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return *this;
  }

 private:
  std::span<std::uint8_t> out_;
  std::size_t at_ = 0;
};

}  // namespace

Expected<WavView, WavError> parse_wav(std::span<const std::uint8_t> file) {
  if (file.size() < 12 || !tagged(file, "RIFF") || !tagged(file.subspan(8), "WAVE")) {
    return unexpected(WavError::kNotWav);
  }
  std::optional<WavFormat> format;
  Bytes rest = file.subspan(12);
  while (rest.size() >= kChunkHeader) {
    const std::uint32_t length = u32(rest, 4);
    const Bytes body = rest.subspan(kChunkHeader);
    if (tagged(rest, "data")) {
      if (!format) return unexpected(WavError::kNotWav);
      return view(*format, body, length);
    }
    const std::size_t padded = std::size_t{length} + (length & 1U);
    if (padded > body.size()) break;
    if (tagged(rest, "fmt ")) {
      const auto parsed = parse_format(body.first(length));
      if (!parsed) return unexpected(parsed.error());
      format = *parsed;
    }
    rest = body.subspan(padded);
  }
  return unexpected(WavError::kNotWav);
}

std::array<std::uint8_t, kWavHeaderBytes> wav_header(const WavFormat& format,
                                                     std::uint32_t data_bytes) {
  std::array<std::uint8_t, kWavHeaderBytes> header{};
  const std::uint32_t group = 2U * format.channels;
  // All ones, "not known yet", stays all ones.
  const std::uint32_t riff_bytes = data_bytes > 0xFFFF'FFFF - 36 ? 0xFFFF'FFFF : data_bytes + 36;
  Writer(header)
      .tag("RIFF")
      .number(riff_bytes, 4)
      .tag("WAVE")
      .tag("fmt ")
      .number(16, 4)
      .number(kLinearPcm, 2)
      .number(format.channels, 2)
      .number(format.sample_rate_hz, 4)
      .number(format.sample_rate_hz * group, 4)
      .number(group, 2)
      .number(16, 2)
      .tag("data")
      .number(data_bytes, 4);
  return header;
}

void write_samples(std::span<const std::int16_t> samples, std::span<std::uint8_t> out) {
  SIDETONE_ASSERT(out.size() >= 2 * samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto bits = static_cast<std::uint16_t>(samples[i]);
    out[2 * i] = static_cast<std::uint8_t>(bits);
    out[2 * i + 1] = static_cast<std::uint8_t>(bits >> 8);
  }
}

}  // namespace sidetone::audio
