#include "sip/message/parameters.h"

#include "sip/message/text.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

auto named(std::string_view name) {
  return [name](const Parameter& parameter) { return equal_without_case(parameter.name, name); };
}

}  // namespace

bool Parameters::has(std::string_view name) const {
  return find(name).has_value();
}

std::optional<std::string_view> Parameters::find(std::string_view name) const {
  const auto found = std::ranges::find_if(list_, named(name));
  if (found == list_.end()) return std::nullopt;
  return found->value ? std::string_view(*found->value) : std::string_view();
}

void Parameters::set(std::string_view name, std::optional<std::string> value) {
  const auto found = std::ranges::find_if(list_, named(name));
  if (found == list_.end()) {
    list_.push_back({std::string(name), std::move(value)});
  } else {
    found->value = std::move(value);
  }
}

void Parameters::remove(std::string_view name) {
  std::erase_if(list_, named(name));
}

}  // namespace sidetone::sip
