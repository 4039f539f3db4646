#include "base/pii.h"

namespace sidetone {

std::string redacted(const Pii<std::string>& text) {
  const std::string& value = text.reveal();
  const std::string length = " (" + std::to_string(value.size()) + ")";
  if (value.size() <= 3) return "***" + length;
  return value.front() + std::string("***") + value.back() + length;
}

}  // namespace sidetone
