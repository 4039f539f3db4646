#include "audio/codec/g711.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
#include <bit>

namespace sidetone::audio {
namespace {

constexpr int kUlawBias = 132;    // 33 in the 14-bit scale of G.711.
constexpr int kUlawMax = 32'635;  // The loudest that keeps its segment after the bias.

constexpr std::int16_t expand_ulaw(std::uint8_t code) {
  const int inverted = ~code & 0xFF;
  const int segment = (inverted >> 4) & 7;
  const int magnitude = ((((inverted & 0x0F) << 3) + kUlawBias) << segment) - kUlawBias;
  return static_cast<std::int16_t>((inverted & 0x80) != 0 ? -magnitude : magnitude);
}

constexpr std::int16_t expand_alaw(std::uint8_t code) {
  const int toggled = code ^ 0x55;
  const int segment = (toggled >> 4) & 7;
  const int mantissa = ((toggled & 0x0F) << 4) + 8;
  const int magnitude = segment == 0 ? mantissa : (mantissa + 0x100) << (segment - 1);
  return static_cast<std::int16_t>((toggled & 0x80) != 0 ? magnitude : -magnitude);
}

using Table = std::array<std::int16_t, 256>;

template <typename Expand>
constexpr Table table_of(Expand expand) {
  Table table{};
  for (std::size_t code = 0; code < table.size(); ++code) {
    table[code] = expand(static_cast<std::uint8_t>(code));
  }
  return table;
}

constexpr Table kUlaw = table_of(expand_ulaw);
constexpr Table kAlaw = table_of(expand_alaw);

constexpr std::uint8_t compress_ulaw(std::int16_t sample) {
  const int sign = sample < 0 ? 0x80 : 0;
  const int biased = std::min(sample < 0 ? -sample : int{sample}, kUlawMax) + kUlawBias;
  const int segment = static_cast<int>(std::bit_width(static_cast<unsigned>(biased))) - 8;
  const int mantissa = (biased >> (segment + 3)) & 0x0F;
  return static_cast<std::uint8_t>(~(sign | (segment << 4) | mantissa));
}

constexpr std::uint8_t compress_alaw(std::int16_t sample) {
  const int sign = sample >= 0 ? 0x80 : 0;
  const int magnitude = sample >= 0 ? sample : ~sample;
  const auto width = static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude)));
  const int segment = std::max(width - 8, 0);
  const int mantissa = (magnitude >> std::max(segment + 3, 4)) & 0x0F;
  return static_cast<std::uint8_t>((sign | (segment << 4) | mantissa) ^ 0x55);
}

}  // namespace

std::uint8_t linear_to_ulaw(std::int16_t sample) {
  return compress_ulaw(sample);
}
std::int16_t ulaw_to_linear(std::uint8_t code) {
  return kUlaw[code];
}
std::uint8_t linear_to_alaw(std::int16_t sample) {
  return compress_alaw(sample);
}
std::int16_t alaw_to_linear(std::uint8_t code) {
  return kAlaw[code];
}

Duration duration_at_64_kbit(Payload payload) {
  const auto duration =
      Duration(125) * static_cast<int>(std::min(payload.size(), kMaxPayloadBytes));
  return duration <= kMaxPacketTime ? duration : Duration::zero();
}

G711Decoder::G711Decoder(CodecKind law) : law_(law) {
  SIDETONE_ASSERT(law == CodecKind::kPcmu || law == CodecKind::kPcma);
}

Duration G711Decoder::duration_of(Payload payload) const {
  return duration_at_64_kbit(payload);
}

Expected<std::size_t, DecodeError> G711Decoder::decode(Payload payload,
                                                       std::span<std::int16_t> out) {
  if (duration_of(payload) == Duration::zero()) return unexpected(DecodeError::kMalformed);
  const Table& table = law_ == CodecKind::kPcmu ? kUlaw : kAlaw;
  const std::span<std::int16_t> samples = out.first(payload.size());
  std::ranges::transform(payload, samples.begin(), [&](std::uint8_t code) { return table[code]; });
  concealer_.heard(samples);
  return samples.size();
}

G711Encoder::G711Encoder(CodecKind law) : law_(law) {
  SIDETONE_ASSERT(law == CodecKind::kPcmu || law == CodecKind::kPcma);
}

std::size_t G711Encoder::encode(std::span<const std::int16_t> pcm,
                                std::span<std::uint8_t> payload) {
  SIDETONE_ASSERT(payload.size() >= pcm.size());
  if (law_ == CodecKind::kPcmu) {
    std::ranges::transform(pcm, payload.begin(), compress_ulaw);
  } else {
    std::ranges::transform(pcm, payload.begin(), compress_alaw);
  }
  return pcm.size();
}

}  // namespace sidetone::audio
