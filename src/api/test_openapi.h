#pragma once

#include "api/json.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <ostream>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace sidetone::api {

/// docs/api/openapi.yaml for tests: what is declared, and what in a JSON value is not as declared.
/// Knows the part of JSON Schema that the document uses; any other keyword is an error of its own,
/// so that nothing is declared that nobody checks.
class OpenApi {
 public:
  struct Operation {
    std::string method;  ///< "GET"
    std::string path;    ///< Below /api/v1, with "{id}".
    std::string id;      ///< operationId.
    Json node;
    bool open = false;  ///< Wants no session.
    friend void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.id; }
  };

  OpenApi()
      : root_(json_of(
            YAML::LoadFile(std::string(SIDETONE_CORPUS_DIR) + "/../../docs/api/openapi.yaml"))) {}

  [[nodiscard]] std::vector<Operation> operations() const {
    std::vector<Operation> found;
    for (const auto& [path, item] : root_.at("paths").items()) {
      for (const auto& [method, node] : item.items()) {
        std::string upper = method;
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](char c) { return static_cast<char>(c - 32); });
        const bool open = node.value("security", root_.at("security")).empty();
        found.push_back({upper, path, node.at("operationId"), node, open});
      }
    }
    return found;
  }
  /// What every path stands below.
  [[nodiscard]] std::string server() const { return root_.at("servers").at(0).at("url"); }
  /// The cookie by which a session is known.
  [[nodiscard]] std::string cookie_name() const {
    return root_.at("components").at("securitySchemes").at("session").at("name");
  }
  [[nodiscard]] const Json& resolved(const Json& node) const {
    if (!node.contains("$ref")) return node;
    return resolved(root_.at(Json::json_pointer(node.at("$ref").get<std::string>().substr(1))));
  }
  [[nodiscard]] const Json& schema(const std::string& name) const {
    return root_.at("components").at("schemas").at(name);
  }
  [[nodiscard]] std::vector<Json> parameters(const Operation& operation) const {
    std::vector<Json> found;
    for (const Json& parameter : operation.node.value("parameters", Json::array())) {
      found.push_back(resolved(parameter));
    }
    return found;
  }
  /// nullptr: the operation does not declare that status.
  [[nodiscard]] const Json* response(const Operation& operation, unsigned status) const {
    const Json& declared = operation.node.at("responses");
    const auto found = declared.find(std::to_string(status));
    return found == declared.end() ? nullptr : &resolved(*found);
  }

  /// What is wrong with `value`, one line a fault; empty when it is as `schema` says.
  [[nodiscard]] std::string faults(const Json& value, const Json& schema,
                                   const std::string& at = "$") const {
    if (schema.contains("$ref")) return faults(value, resolved(schema), at);
    std::string found;
    for (const auto& [keyword, rule] : schema.items()) {
      found += fault(keyword, {value, rule, schema, at});
    }
    return found;
  }

 private:
  struct Check {
    const Json& value;
    const Json& rule;
    const Json& schema;
    const std::string& at;
  };

  static Json json_of(const YAML::Node& node) {
    if (node.IsMap()) {
      Json object = Json::object();
      for (const auto& entry : node) object[entry.first.as<std::string>()] = json_of(entry.second);
      return object;
    }
    if (node.IsSequence()) {
      Json array = Json::array();
      for (const auto& entry : node) array.push_back(json_of(entry));
      return array;
    }
    if (node.IsNull()) return nullptr;
    const std::string text = node.Scalar();
    // Only a plain scalar may be anything but text: "1" in quotes is a string.
    if (node.Tag() != "?") return text;
    const Json literal = Json::parse(text, nullptr, false);
    return literal.is_number() || literal.is_boolean() ? literal : Json(text);
  }

  static bool is(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    throw std::invalid_argument("unknown type " + type);
  }

  static std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
  }

  static bool has_format(const std::string& text, const std::string& format) {
    static const std::regex date_time(
        R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z)");
    static const std::regex uuid("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", std::regex::icase);
    if (format == "date-time") return std::regex_match(text, date_time);
    if (format == "uuid") return std::regex_match(text, uuid);
    throw std::invalid_argument("unknown format " + format);
  }

  [[nodiscard]] std::string fault(const std::string& keyword, const Check& check) const {
    const auto& [value, rule, schema, at] = check;
    const auto say = [&](bool right) {
      return right
                 ? std::string()
                 : fmt::format("{}: {} against {} {}\n", at, dumped(value), keyword, dumped(rule));
    };
    if (keyword == "type") {
      if (rule.is_string()) return say(is(value, rule));
      return say(
          std::any_of(rule.begin(), rule.end(), [&](const Json& t) { return is(value, t); }));
    }
    if (keyword == "enum") return say(std::find(rule.begin(), rule.end(), value) != rule.end());
    if (keyword == "const") return say(value == rule);
    if (keyword == "oneOf") {
      return say(std::count_if(rule.begin(), rule.end(),
                               [&](const Json& one) { return faults(value, one).empty(); }) == 1);
    }
    if (keyword == "format") return say(!value.is_string() || has_format(value, rule));
    if (keyword == "pattern") {
      return say(!value.is_string() ||
                 std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>())));
    }
    if (keyword == "minimum") return say(!value.is_number() || value >= rule);
    if (keyword == "maximum") return say(!value.is_number() || value <= rule);
    if (keyword == "minLength") return say(!value.is_string() || characters(value) >= rule);
    if (keyword == "maxLength") return say(!value.is_string() || characters(value) <= rule);
    if (keyword == "items") return fault_in_items(check);
    if (keyword == "required") return fault_in_required(check);
    if (keyword == "properties") return fault_in_properties(check);
    if (keyword == "additionalProperties") return fault_in_others(check);
    for (const char* words : {"description", "example", "examples", "default", "discriminator"}) {
      if (keyword == words) return {};
    }
    throw std::invalid_argument("this checker does not know the keyword " + keyword);
  }

  [[nodiscard]] std::string fault_in_items(const Check& check) const {
    std::string found;
    if (!check.value.is_array()) return found;
    for (std::size_t i = 0; i < check.value.size(); ++i) {
      found += faults(check.value[i], check.rule, fmt::format("{}[{}]", check.at, i));
    }
    return found;
  }
  [[nodiscard]] static std::string fault_in_required(const Check& check) {
    std::string found;
    for (const Json& name : check.rule) {
      const bool there = !check.value.is_object() || check.value.contains(name);
      if (!there) found += fmt::format("{}: lacks {}\n", check.at, name.get<std::string>());
    }
    return found;
  }
  [[nodiscard]] std::string fault_in_properties(const Check& check) const {
    std::string found;
    for (const auto& [name, schema] : check.rule.items()) {
      const bool there = check.value.is_object() && check.value.contains(name);
      if (there) found += faults(check.value.at(name), schema, check.at + "." + name);
    }
    return found;
  }
  [[nodiscard]] std::string fault_in_others(const Check& check) const {
    std::string found;
    if (!check.value.is_object()) return found;
    const Json known = check.schema.value("properties", Json::object());
    for (const auto& [name, value] : check.value.items()) {
      if (known.contains(name)) continue;
      if (check.rule == false) found += fmt::format("{}: {} is not declared\n", check.at, name);
      if (check.rule.is_object()) found += faults(value, check.rule, check.at + "." + name);
    }
    return found;
  }

  Json root_;
};

}  // namespace sidetone::api
