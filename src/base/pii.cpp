#include "base/pii.h"

#include "base/utf8.h"

#include <string_view>
#include <vector>

namespace sidetone {

std::string redacted(const Pii<std::string>& text) {
  std::vector<char32_t> characters;
  for (std::string_view rest = text.reveal(); !rest.empty();) {
    characters.push_back(take_code_point(rest).value_or(U'?'));
  }
  const std::string length = " (" + std::to_string(characters.size()) + ")";
  if (characters.size() <= 3) return "***" + length;
  std::string shown;
  append_utf8(shown, characters.front());
  shown += "***";
  append_utf8(shown, characters.back());
  return shown + length;
}

}  // namespace sidetone
