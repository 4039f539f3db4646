#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sidetone {

/// Takes one code point off `text`, which is not empty; nullopt, and one byte taken off, where the
/// bytes are not well-formed: no overlong form, no surrogate, nothing above U+10FFFF. [RFC3629 §3]
[[nodiscard]] std::optional<char32_t> take_code_point(std::string_view& text);
/// Is all of it well-formed?
[[nodiscard]] bool is_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

}  // namespace sidetone
