#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sidetone {

// How many characters of what somebody else wrote people are shown.
inline constexpr std::size_t kShownNumber = 64;
inline constexpr std::size_t kShownName = 128;

/// What somebody on the network wrote (a number that was dialled, the name of a phone, a reason) as
/// text for people: in pages, call records, events and logs. Well-formed UTF-8 of at most `longest`
/// characters, with "…" last where something was cut off. Control characters, line and paragraph
/// separators, and the invisible ones that turn the direction of writing around become a space or
/// go; bytes that are no text become U+FFFD.
[[nodiscard]] std::string shown(std::string_view text, std::size_t longest);

}  // namespace sidetone
