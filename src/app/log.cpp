#include "app/log.h"

#include <fmt/format.h>
#include <memory>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace sidetone::app::log {
namespace {

constexpr const char* kTextPattern = "%H:%M:%S.%e %^%-7l%$ %v";
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

struct Output {
  std::shared_ptr<spdlog::logger> logger;
  bool json = false;
};

Output make_output(const Config::Log& config) {
  const bool json = config.format == LogFormat::kJson ||
                    (config.format == LogFormat::kAuto && ::isatty(STDERR_FILENO) == 0);
  spdlog::sink_ptr sink;
  if (json) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  }
  auto logger = std::make_shared<spdlog::logger>("sidetone", std::move(sink));
  logger->set_level(spdlog::level::from_str(config.level));
  logger->flush_on(spdlog::level::trace);
  const auto clock = json ? spdlog::pattern_time_type::utc : spdlog::pattern_time_type::local;
  logger->set_pattern(json ? kJsonPattern : kTextPattern, clock);
  return {std::move(logger), json};
}

Output& output() {
  static Output the_output = make_output({.level = "info", .format = LogFormat::kText});
  return the_output;
}

void write(spdlog::level::level_enum level, std::string_view event,
           const std::vector<Field>& fields) {
  const Output& out = output();
  if (!out.logger->should_log(level)) return;
  const std::string line = out.json ? as_json(event, fields) : as_text(event, fields);
  out.logger->log(level, spdlog::string_view_t(line));
}

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

bool plain(std::string_view value) {
  for (const char c : value) {
    if (c <= ' ' || c == '"' || c == '\\' || c == 0x7F) return false;
  }
  return !value.empty();
}

}  // namespace

void open(const Config::Log& config) {
  output() = make_output(config);
}

void debug(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::debug, event, fields);
}
void info(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::info, event, fields);
}
void warning(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::warn, event, fields);
}
void error(std::string_view event, std::initializer_list<Field> fields) {
  write(spdlog::level::err, event, fields);
}
void core(std::string_view event, std::string_view fields) {
  if (output().logger->should_log(spdlog::level::info)) {
    write(spdlog::level::info, event, parse_pairs(fields));
  }
}

std::string as_text(std::string_view event, const std::vector<Field>& fields) {
  std::string line(event);
  for (const Field& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    if (plain(field.value)) {
      line += field.value;
    } else {
      append_json(line, field.value);
    }
  }
  return line;
}

std::string as_json(std::string_view event, const std::vector<Field>& fields) {
  std::string line = "\"event\":";
  append_json(line, event);
  for (const Field& field : fields) {
    line += ',';
    append_json(line, field.name);
    line += ':';
    append_json(line, field.value);
  }
  return line;
}

std::vector<Field> parse_pairs(std::string_view pairs) {
  std::vector<Field> fields;
  while (true) {
    pairs.remove_prefix(std::min(pairs.find_first_not_of(' '), pairs.size()));
    const std::size_t equals = pairs.find('=');
    if (equals == std::string_view::npos) return fields;
    const std::string_view name = pairs.substr(0, equals);
    pairs.remove_prefix(equals + 1);
    const bool quoted = pairs.starts_with('"');
    if (quoted) pairs.remove_prefix(1);
    const std::size_t end = std::min(pairs.find(quoted ? '"' : ' '), pairs.size());
    fields.emplace_back(name, std::string(pairs.substr(0, end)));
    pairs.remove_prefix(std::min(end + 1, pairs.size()));
  }
}

}  // namespace sidetone::app::log
