#include "sip/message/header_fields.h"

#include "sip/message/cursor.h"
#include "sip/message/text.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

auto of_kind(HeaderId id) {
  return [id](const HeaderField& field) { return field.id == id; };
}

/// May one line hold several values? [RFC3261 §7.3.1] only where the grammar is a list; commas in
/// the others (a date, the parameters of credentials, a subject) separate nothing.
bool is_list(HeaderId id) {
  switch (id) {
    case HeaderId::kAccept:
    case HeaderId::kAlertInfo:
    case HeaderId::kAllow:
    case HeaderId::kAllowEvents:
    case HeaderId::kContact:
    case HeaderId::kContentEncoding:
    case HeaderId::kDiversion:
    case HeaderId::kHistoryInfo:
    case HeaderId::kPAssertedIdentity:
    case HeaderId::kPath:
    case HeaderId::kPPreferredIdentity:
    case HeaderId::kProxyRequire:
    case HeaderId::kReason:
    case HeaderId::kRecordRoute:
    case HeaderId::kRequire:
    case HeaderId::kRoute:
    case HeaderId::kServiceRoute:
    case HeaderId::kSupported:
    case HeaderId::kUnsupported:
    case HeaderId::kVia:
    case HeaderId::kWarning:
      return true;
    default:
      return false;
  }
}

}  // namespace

void HeaderFields::add(HeaderId id, std::string value) {
  fields_.push_back({id, {}, std::move(value)});
}

void HeaderFields::add(std::string_view name, std::string value) {
  const HeaderId id = header_id(name);
  const bool known = id != HeaderId::kOther;
  fields_.push_back({id, known ? std::string() : std::string(name), std::move(value)});
}

void HeaderFields::add_front(HeaderId id, std::string value) {
  auto where = std::ranges::find_if(fields_, of_kind(id));
  if (where == fields_.end()) where = fields_.begin();
  fields_.insert(where, {id, {}, std::move(value)});
}

void HeaderFields::set(HeaderId id, std::string value) {
  const auto first = std::ranges::find_if(fields_, of_kind(id));
  if (first == fields_.end()) {
    add(id, std::move(value));
    return;
  }
  first->value = std::move(value);
  fields_.erase(std::remove_if(first + 1, fields_.end(), of_kind(id)), fields_.end());
}

void HeaderFields::remove(HeaderId id) {
  std::erase_if(fields_, of_kind(id));
}

void HeaderFields::remove_first_value(HeaderId id) {
  const auto first = std::ranges::find_if(fields_, of_kind(id));
  if (first == fields_.end()) return;
  const std::size_t length = is_list(id) ? first_element_length(first->value) : first->value.size();
  if (length == first->value.size()) {
    fields_.erase(first);
  } else {
    first->value = trim(std::string_view(first->value).substr(length + 1));
  }
}

std::optional<std::string_view> HeaderFields::find(HeaderId id) const {
  const auto first = std::ranges::find_if(fields_, of_kind(id));
  if (first == fields_.end()) return std::nullopt;
  return first->value;
}

std::optional<std::string_view> HeaderFields::find(std::string_view name) const {
  if (const HeaderId id = header_id(name); id != HeaderId::kOther) return find(id);
  const auto first = std::ranges::find_if(fields_, [&](const HeaderField& field) {
    return field.id == HeaderId::kOther && equal_without_case(field.name, name);
  });
  if (first == fields_.end()) return std::nullopt;
  return first->value;
}

std::size_t HeaderFields::count(HeaderId id) const {
  return static_cast<std::size_t>(std::ranges::count_if(fields_, of_kind(id)));
}

std::vector<std::string_view> HeaderFields::values(HeaderId id) const {
  std::vector<std::string_view> out;
  for (const HeaderField& field : fields_) {
    if (field.id != id) continue;
    if (!is_list(id)) {
      out.push_back(field.value);
      continue;
    }
    ListReader list(field.value);
    while (const auto element = list.next()) out.push_back(*element);
  }
  return out;
}

bool HeaderFields::has_token(HeaderId id, std::string_view token) const {
  for (const HeaderField& field : fields_) {
    if (field.id != id) continue;
    ListReader list(field.value);
    while (const auto element = list.next()) {
      if (equal_without_case(*element, token)) return true;
    }
  }
  return false;
}

}  // namespace sidetone::sip
