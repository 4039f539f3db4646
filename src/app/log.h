#pragma once

#include "app/config/config.h"
#include "base/pii.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// The process's log, on stderr: for people when it is a terminal, one JSON object a line when not.
/// Every line is an event with fields; data of users only as Pii, secrets never.
namespace sidetone::app::log {

struct Field {
  Field(std::string_view field_name, std::string field_value)
      : name(field_name), value(std::move(field_value)) {}
  Field(std::string_view field_name, std::int64_t number)
      : name(field_name), value(std::to_string(number)) {}
  Field(std::string_view field_name, const Pii<std::string>& secret)
      : name(field_name), value(redacted(secret)) {}

  std::string_view name;
  std::string value;
};

/// Once, before the first line. Without it lines are text at level info.
void open(const Config::Log& config);

void debug(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void warning(std::string_view event, std::initializer_list<Field> fields = {});
void error(std::string_view event, std::initializer_list<Field> fields = {});
/// A line of the core: `fields` are key=value pairs, values with spaces in double quotes.
void core(std::string_view event, std::string_view fields);

// What the lines are made of; for tests.
[[nodiscard]] std::string as_text(std::string_view event, const std::vector<Field>& fields);
/// Without the braces: `"event":"…","key":"value"`.
[[nodiscard]] std::string as_json(std::string_view event, const std::vector<Field>& fields);
[[nodiscard]] std::vector<Field> parse_pairs(std::string_view pairs);

}  // namespace sidetone::app::log
