#include "base/random.h"

#include "base/assert.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>

namespace sidetone {

std::uint32_t Random::u32() {
  return static_cast<std::uint32_t>(u64());
}

std::uint64_t Random::u64() {
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes;
  fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

std::uint32_t Random::below(std::uint32_t bound) {
  SIDETONE_ASSERT(bound > 0);
  // Values past the last whole multiple of `bound` would favour small results: draw again.
  const std::uint32_t limit =
      std::numeric_limits<std::uint32_t>::max() - std::numeric_limits<std::uint32_t>::max() % bound;
  std::uint32_t value = u32();
  while (value >= limit) value = u32();
  return value % bound;
}

std::string Random::token(std::size_t length) {
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::uint8_t kCharacters = sizeof(kAlphabet) - 1;
  constexpr std::uint8_t kLimit = 256 / kCharacters * kCharacters;
  std::string text;
  text.reserve(length);
  std::array<std::uint8_t, 32> bytes;
  while (text.size() < length) {
    fill(bytes);
    for (std::uint8_t byte : bytes) {
      if (byte < kLimit && text.size() < length) text.push_back(kAlphabet[byte % kCharacters]);
    }
  }
  return text;
}

SeededRandom::SeededRandom(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {  // splitmix64 spreads a small seed over the whole state.
    seed += 0x9E3779B97F4A7C15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    word = z ^ (z >> 31);
  }
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::uint64_t word = next();
    const std::size_t size = std::min(bytes.size(), sizeof word);
    std::memcpy(bytes.data(), &word, size);
    bytes = bytes.subspan(size);
  }
}

std::uint64_t SeededRandom::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

}  // namespace sidetone
