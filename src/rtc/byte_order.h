#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sidetone::rtc {

/// What packets are made of. The functions below read and write big-endian numbers at places
/// whose bounds the caller has checked.
using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

[[nodiscard]] inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] constexpr std::uint16_t load_u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

[[nodiscard]] constexpr std::uint32_t load_u24(Bytes bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 16 | load_u16(bytes, at + 1);
}

[[nodiscard]] constexpr std::uint32_t load_u32(Bytes bytes, std::size_t at) {
  return std::uint32_t{load_u16(bytes, at)} << 16 | load_u16(bytes, at + 2);
}

[[nodiscard]] constexpr std::uint64_t load_u64(Bytes bytes, std::size_t at) {
  return std::uint64_t{load_u32(bytes, at)} << 32 | load_u32(bytes, at + 4);
}

constexpr void store_u16(MutableBytes bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

constexpr void store_u24(MutableBytes bytes, std::size_t at, std::uint32_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 16);
  store_u16(bytes, at + 1, static_cast<std::uint16_t>(value));
}

constexpr void store_u32(MutableBytes bytes, std::size_t at, std::uint32_t value) {
  store_u16(bytes, at, static_cast<std::uint16_t>(value >> 16));
  store_u16(bytes, at + 2, static_cast<std::uint16_t>(value));
}

constexpr void store_u64(MutableBytes bytes, std::size_t at, std::uint64_t value) {
  store_u32(bytes, at, static_cast<std::uint32_t>(value >> 32));
  store_u32(bytes, at + 4, static_cast<std::uint32_t>(value));
}

}  // namespace sidetone::rtc
