#include "sip/transaction/header_values.h"

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

/// Index of the first of `stops` outside of "…"; the size of the text when there is none.
std::size_t find_unquoted(std::string_view text, std::string_view stops) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && stops.find(text[i]) != std::string_view::npos) {
      return i;
    }
  }
  return text.size();
}

/// Where the header's own parameters begin: behind the closing '>', or at the first ';'.
std::string_view parameters_of(std::string_view value) {
  const std::size_t stop = find_unquoted(value, "<;");
  if (stop == value.size()) return {};
  if (value[stop] == ';') return value.substr(stop);
  const std::size_t close = value.find('>', stop);
  if (close == std::string_view::npos) return {};
  value.remove_prefix(close + 1);
  return value.substr(find_unquoted(value, ";"));
}

std::string_view without_quotes(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  return text.substr(1, text.size() - 2);
}

}  // namespace

std::string_view tag_of(std::string_view party) {
  return parameter_of(party, "tag");
}

std::string_view uri_of(std::string_view name_addr) {
  const std::size_t stop = find_unquoted(name_addr, "<;");
  if (stop == name_addr.size() || name_addr[stop] == ';') return trim(name_addr.substr(0, stop));
  name_addr.remove_prefix(stop + 1);
  return trim(name_addr.substr(0, name_addr.find('>')));
}

std::string_view bare_value_of(std::string_view value) {
  const std::size_t stop = find_unquoted(value, "<;");
  if (stop == value.size() || value[stop] == ';') return trim(value.substr(0, stop));
  const std::size_t close = value.find('>', stop);
  return trim(value.substr(0, close == std::string_view::npos ? value.size() : close + 1));
}

std::string_view parameter_of(std::string_view value, std::string_view name) {
  std::string_view rest = parameters_of(value);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = find_unquoted(rest, ";");
    const std::string_view parameter = rest.substr(0, end);
    const std::size_t equals = parameter.find('=');
    if (equal_without_case(trim(parameter.substr(0, equals)), name)) {
      if (equals == std::string_view::npos) return parameter.substr(parameter.size());
      return without_quotes(trim(parameter.substr(equals + 1)));
    }
    rest.remove_prefix(end);
  }
  return {};
}

}  // namespace sidetone::sip
