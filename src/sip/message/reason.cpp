#include "sip/message/reason.h"

#include "sip/message/parameter_syntax.h"

#include <fmt/format.h>
#include <limits>

namespace sidetone::sip {

std::optional<Reason> parse_reason(std::string_view value) {
  Cursor cursor(value);
  cursor.skip_space();
  Reason out{.protocol = std::string(cursor.take_token())};
  Parameters parameters;
  if (out.protocol.empty() || !read_header_parameters(cursor, parameters)) return std::nullopt;
  cursor.skip_space();
  if (!cursor.at_end()) return std::nullopt;
  if (const auto cause = parameters.find("cause")) {
    const auto number = parse_number(*cause);
    if (!number || *number > std::numeric_limits<int>::max()) return std::nullopt;
    out.cause = static_cast<int>(*number);
  }
  out.text = valid_utf8(std::string(parameters.find("text").value_or("")));
  return out;
}

std::vector<Reason> reasons(const HeaderFields& headers) {
  std::vector<Reason> out;
  for (const std::string_view value : headers.values(HeaderId::kReason)) {
    if (auto reason = parse_reason(value)) out.push_back(std::move(*reason));
  }
  return out;
}

std::string to_string(const Reason& reason) {
  std::string out = reason.protocol;
  if (reason.cause != 0) out += fmt::format(";cause={}", reason.cause);
  if (!reason.text.empty()) {
    out += ";text=";
    append_quoted(out, reason.text);
  }
  return out;
}

}  // namespace sidetone::sip
