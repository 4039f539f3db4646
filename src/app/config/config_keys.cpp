#include "app/config/config_keys.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <numeric>

namespace sidetone::app {
namespace {

using Problem = std::optional<ConfigProblem>;
using Setter = std::function<Problem(Config&, const ConfigValue&)>;
using Shower = std::function<std::string(const Config&)>;

struct Accessors {
  Setter set;
  Shower show;
};

std::string written(const ConfigValue& value) {
  struct Writer {
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(const std::string& text) const { return '"' + text + '"'; }
    std::string operator()(const std::vector<std::string>& list) const {
      return list.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(list, "\", \""));
    }
  };
  return std::visit(Writer{}, value);
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc{} || end != text.end()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> as_number(const ConfigValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return number_in(*text);
  return std::nullopt;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    std::string_view part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<std::vector<std::string>> as_list(const ConfigValue& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
  if (const auto* text = std::get_if<std::string>(&value)) return split(*text, ',');
  return std::nullopt;
}

struct Between {
  std::int64_t least;
  std::int64_t most;
};

/// `field` gives the member: [](auto& config) -> auto& { return config.listen.sip_port; }
template <typename Field>
Accessors number(Field field, Between bounds) {
  return {[=](Config& config, const ConfigValue& value) -> Problem {
            const auto found = as_number(value);
            if (!found || *found < bounds.least || *found > bounds.most) {
              return ConfigProblem{
                  written(value) + " does not fit",
                  fmt::format("a whole number from {} to {}", bounds.least, bounds.most)};
            }
            auto& member = field(config);
            member = static_cast<std::remove_reference_t<decltype(member)>>(*found);
            return std::nullopt;
          },
          [=](const Config& config) { return std::to_string(field(config)); }};
}

template <typename Field>
Accessors port(Field field) {
  return number(field, {0, 65'535});
}

template <typename Field>
Accessors text(Field field, std::string right) {
  return {[field, right = std::move(right)](Config& config, const ConfigValue& value) -> Problem {
            const auto* found = std::get_if<std::string>(&value);
            if (found == nullptr || found->find('\0') != std::string::npos) {
              return ConfigProblem{written(value) + " is not a text", right};
            }
            field(config) = *found;
            return std::nullopt;
          },
          [=](const Config& config) { return written(field(config)); }};
}

template <typename Field>
Accessors choice(Field field, std::vector<std::string> choices) {
  return {
      [field, choices = std::move(choices)](Config& config, const ConfigValue& value) -> Problem {
        const auto* found = std::get_if<std::string>(&value);
        if (found == nullptr || std::ranges::find(choices, *found) == choices.end()) {
          return ConfigProblem{written(value) + " is unknown",
                               fmt::format("one of {}", fmt::join(choices, ", "))};
        }
        field(config) = *found;
        return std::nullopt;
      },
      [=](const Config& config) { return written(field(config)); }};
}

Problem set_address(Config& config, const ConfigValue& value) {
  const auto* found = std::get_if<std::string>(&value);
  const auto address = found != nullptr ? IpAddress::parse(*found) : std::nullopt;
  if (!address) {
    return ConfigProblem{written(value) + " is not an IP address",
                         "an address of this host, or \"0.0.0.0\" for all of them"};
  }
  config.listen.address = *address;
  return std::nullopt;
}

Problem set_advertise(Config& config, const ConfigValue& value) {
  const auto list = as_list(value);
  ConfigProblem problem{written(value) + " is not a list of IP addresses",
                        "such as [\"203.0.113.7\", \"2001:db8::7\"]"};
  if (!list) return problem;
  std::vector<IpAddress> addresses;
  for (const std::string& entry : *list) {
    const auto address = IpAddress::parse(entry);
    if (!address || address->is_unspecified()) return problem;
    addresses.push_back(*address);
  }
  config.media.advertise = std::move(addresses);
  return std::nullopt;
}

std::string show_advertise(const Config& config) {
  std::vector<std::string> list;
  list.reserve(config.media.advertise.size());
  for (const IpAddress& address : config.media.advertise) list.push_back(address.to_string());
  return written(list);
}

Problem set_rtp_ports(Config& config, const ConfigValue& value) {
  ConfigProblem problem{
      written(value) + " is not a range of ports",
      "first-last from 1024 to 65535 with room for ten calls, such as \"20000-29999\""};
  const auto* range = std::get_if<std::string>(&value);
  if (range == nullptr) return problem;
  const std::size_t dash = range->find('-');
  if (dash == std::string::npos) return problem;
  const auto first = number_in(std::string_view(*range).substr(0, dash));
  const auto last = number_in(std::string_view(*range).substr(dash + 1));
  if (!first || !last || *first < 1024 || *last > 65'535 || *last - *first < 40) return problem;
  config.media.rtp_ports = {static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
  return std::nullopt;
}

Problem set_log_format(Config& config, const ConfigValue& value) {
  const auto* found = std::get_if<std::string>(&value);
  if (found != nullptr && *found == "auto") {
    config.log.format = LogFormat::kAuto;
  } else if (found != nullptr && *found == "text") {
    config.log.format = LogFormat::kText;
  } else if (found != nullptr && *found == "json") {
    config.log.format = LogFormat::kJson;
  } else {
    return ConfigProblem{written(value) + " is unknown", "one of auto, text, json"};
  }
  return std::nullopt;
}

std::string show_log_format(const Config& config) {
  switch (config.log.format) {
    case LogFormat::kAuto:
      return "\"auto\"";
    case LogFormat::kText:
      return "\"text\"";
    case LogFormat::kJson:
      return "\"json\"";
  }
  return {};
}

Problem set_names(Config& config, const ConfigValue& value) {
  const auto list = as_list(value);
  const auto odd = [](const std::string& name) {
    return name.empty() || name.size() > 253 ||
           name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
               ".-*:") != std::string::npos;
  };
  if (!list || std::ranges::any_of(*list, odd)) {
    return ConfigProblem{written(value) + " is not a list of host names",
                         "such as [\"phone.example.com\"]"};
  }
  config.tls.names = *list;
  return std::nullopt;
}

// NOLINTNEXTLINE(bugprone-macro-parentheses): `member` is a path of names.
#define FIELD(member) [](auto& config) -> auto& { return config.member; }

std::vector<ConfigKey> make_keys() {
  std::vector<ConfigKey> keys;
  const auto add = [&keys](std::string_view section, std::string_view name, Accessors accessors) {
    keys.push_back({section, name, std::move(accessors.set), std::move(accessors.show)});
  };
  add("", "state_dir", text(FIELD(state_dir), "a directory that we may write"));
  add("", "drain_seconds", number(FIELD(drain_seconds), {0, 86'400}));
  add("", "user", text(FIELD(user), "the name of a user of this host"));
  add("listen", "address", {set_address, [](const Config& config) {
                              return written(config.listen.address.to_string());
                            }});
  add("listen", "https_port", port(FIELD(listen.https_port)));
  add("listen", "local_http_port", port(FIELD(listen.local_http_port)));
  add("listen", "sip_port", port(FIELD(listen.sip_port)));
  add("listen", "sips_port", port(FIELD(listen.sips_port)));
  add("listen", "stun_port", port(FIELD(listen.stun_port)));
  add("listen", "ops_port", port(FIELD(listen.ops_port)));
  add("tls", "certificate", text(FIELD(tls.certificate), "a PEM file with the certificate chain"));
  add("tls", "key", text(FIELD(tls.key), "a PEM file with the private key"));
  add("tls", "names", {set_names, [](const Config& config) { return written(config.tls.names); }});
  add("media", "webrtc_port", number(FIELD(media.webrtc_port), {1, 65'535}));
  add("media", "rtp_ports", {set_rtp_ports, [](const Config& config) {
                               return fmt::format("\"{}-{}\"", config.media.rtp_ports.first,
                                                  config.media.rtp_ports.last);
                             }});
  add("media", "advertise", {set_advertise, show_advertise});
  add("media", "workers", number(FIELD(media.workers), {0, 256}));
  add("sip", "min_registration_seconds", number(FIELD(sip.min_registration_seconds), {10, 3600}));
  add("sip", "max_registration_seconds", number(FIELD(sip.max_registration_seconds), {60, 86'400}));
  // [RFC4028 §5] "the minimum … MUST NOT be less than 90 seconds".
  add("sip", "session_expires_seconds", number(FIELD(sip.session_expires_seconds), {90, 86'400}));
  add("log", "level", choice(FIELD(log.level), {"debug", "info", "warning", "error"}));
  add("log", "format", {set_log_format, show_log_format});
  constexpr std::int64_t kMost = 1'000'000;
  add("limits", "connections", number(FIELD(limits.connections), {10, kMost}));
  add("limits", "connections_per_source", number(FIELD(limits.connections_per_source), {1, kMost}));
  add("limits", "calls", number(FIELD(limits.calls), {1, kMost}));
  return keys;
}

#undef FIELD

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string ConfigKey::path() const {
  return section.empty() ? std::string(name) : fmt::format("{}.{}", section, name);
}

std::string ConfigKey::variable() const {
  std::string result = section.empty() ? fmt::format("SIDETONE_{}", name)
                                       : fmt::format("SIDETONE_{}_{}", section, name);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::span<const ConfigKey> config_keys() {
  static const std::vector<ConfigKey> kKeys = make_keys();
  return kKeys;
}

const ConfigKey* find_key(std::string_view section, std::string_view name) {
  for (const ConfigKey& key : config_keys()) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

std::string closest_key(std::string_view section, std::string_view name) {
  std::string best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const ConfigKey& key : config_keys()) {
    // The right name in the wrong section is one step away.
    const std::size_t distance = edit_distance(key.name, name) + (key.section == section ? 0 : 1);
    if (distance < best_distance) {
      best_distance = distance;
      best = key.path();
    }
  }
  return best_distance <= std::max<std::size_t>(2, name.size() / 3) ? best : std::string();
}

}  // namespace sidetone::app
