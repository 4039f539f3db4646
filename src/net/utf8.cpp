#include "net/utf8.h"

#include <cstddef>

namespace sidetone::net {
namespace {

unsigned char at(std::string_view text, std::size_t index) {
  return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
}

bool between(unsigned char byte, unsigned char least, unsigned char most) {
  return byte >= least && byte <= most;
}

/// Length of the well-formed sequence at `i`; 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const unsigned char first = at(text, i), second = at(text, i + 1);
  if (first < 0x80) return 1;
  if (between(first, 0xC2, 0xDF)) return between(second, 0x80, 0xBF) ? 2 : 0;
  const bool third = between(at(text, i + 2), 0x80, 0xBF);
  if (between(first, 0xE0, 0xEF)) {
    const unsigned char least = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned char most = first == 0xED ? 0x9F : 0xBF;
    return between(second, least, most) && third ? 3 : 0;
  }
  if (between(first, 0xF0, 0xF4)) {
    const unsigned char least = first == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = first == 0xF4 ? 0x8F : 0xBF;
    return between(second, least, most) && third && between(at(text, i + 3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

}  // namespace sidetone::net
