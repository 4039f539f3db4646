#include "app/config/config_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <thread>

namespace sidetone::app {
namespace {

struct Use {
  std::string_view key;
  PortRange ports;
};

Use single(std::string_view key, std::uint16_t port) {
  return {key, {port, port}};
}

/// Who of one transport wants which ports.
std::vector<std::string> overlaps(const std::vector<Use>& uses, std::string_view transport) {
  std::vector<std::string> problems;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    for (std::size_t j = i + 1; j < uses.size(); ++j) {
      const Use &a = uses[i], &b = uses[j];
      if (a.ports.first == 0 || b.ports.first == 0) continue;
      if (a.ports.last < b.ports.first || b.ports.last < a.ports.first) continue;
      problems.push_back(fmt::format("{} and {} want the same {} port {}; each needs its own",
                                     a.key, b.key, transport,
                                     std::max(a.ports.first, b.ports.first)));
    }
  }
  return problems;
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

int worker_count(const Config& config) {
  if (config.media.workers > 0) return config.media.workers;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

std::vector<std::string> check_config(const Config& config) {
  std::vector<std::string> problems;
  if (config.state_dir.empty()) {
    problems.emplace_back("state_dir is empty; a directory that we may write");
  }
  if (config.tls.certificate.empty() != config.tls.key.empty()) {
    problems.emplace_back("tls.certificate and tls.key belong together; set both, or none");
  }
  if (config.sip.min_registration_seconds > config.sip.max_registration_seconds) {
    problems.emplace_back(
        "sip.min_registration_seconds is more than sip.max_registration_seconds; at most that");
  }
  const int last_webrtc = config.media.webrtc_port + worker_count(config) - 1;
  if (last_webrtc > 65'535) {
    problems.emplace_back(
        "media.webrtc_port leaves no port for each of media.workers; a lower one");
    return problems;
  }
  const auto& listen = config.listen;
  append(problems, overlaps({single("listen.https_port", listen.https_port),
                             single("listen.local_http_port", listen.local_http_port),
                             single("listen.sip_port", listen.sip_port),
                             single("listen.sips_port", listen.sips_port),
                             single("listen.ops_port", listen.ops_port)},
                            "TCP"));
  append(problems, overlaps({single("listen.sip_port", listen.sip_port),
                             single("listen.stun_port", listen.stun_port),
                             {"media.webrtc_port",
                              {config.media.webrtc_port, static_cast<std::uint16_t>(last_webrtc)}},
                             {"media.rtp_ports", config.media.rtp_ports}},
                            "UDP"));
  return problems;
}

}  // namespace sidetone::app
