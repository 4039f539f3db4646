#pragma once

#include "directory/directory.h"

#include <string>
#include <string_view>
#include <variant>

namespace sidetone::call {

/// Rings every phone of this extension.
struct ToExtension {
  directory::ExtensionId extension;
  bool operator==(const ToExtension&) const = default;
};
/// `*43`: the caller hears themself.
struct ToEchoTest {
  bool operator==(const ToEchoTest&) const = default;
};
/// Nothing answers to that number. `cause` is for the CDR and the reason phrase.
struct NoRoute {
  int status = 404;
  std::string_view cause;
  bool operator==(const NoRoute&) const = default;
};
using Route = std::variant<ToExtension, ToEchoTest, NoRoute>;

/// What a person typed or a phone sent as the user part: without spaces, brackets, hyphens, dots
/// and Unicode dashes (S17), full-width and Arabic-Indic digits as 0-9. Empty when what is left is
/// no dial string: only digits, `*`, `#` and one leading `+`; at most 64 characters.
[[nodiscard]] std::string normalised(std::string_view dialled);

/// The one dial-plan for all devices of a tenant (S18).
[[nodiscard]] Route route(const directory::Directory& directory, const directory::Extension& caller,
                          std::string_view dialled);

}  // namespace sidetone::call
