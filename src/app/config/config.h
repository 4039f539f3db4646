#pragma once

#include "base/address.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sidetone::app {

/// First and last port, both included.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  bool operator==(const PortRange&) const = default;
};

enum class LogFormat : std::uint8_t { kAuto, kText, kJson };

/// Everything that an operator may set. docs/config.md explains each key; config_keys.h is the one
/// table that the file, the environment and the document are held to. A port of 0 is off.
struct Config {
  std::string state_dir = "/var/lib/sidetone";
  int drain_seconds = 30;
  std::string user;  ///< To become after binding; empty: stay who we are.

  struct Listen {
    IpAddress address;
    std::uint16_t https_port = 443;
    std::uint16_t local_http_port = 0;
    std::uint16_t sip_port = 5060;
    std::uint16_t sips_port = 5061;
    std::uint16_t stun_port = 3478;
    std::uint16_t ops_port = 9464;
  } listen;

  struct Tls {
    std::string certificate;  ///< Empty: self-signed, in state_dir.
    std::string key;
    std::vector<std::string> names;  ///< For the self-signed one, beside our addresses.
  } tls;

  struct Media {
    std::uint16_t webrtc_port = 40'000;
    PortRange rtp_ports{20'000, 29'999};
    std::vector<IpAddress> advertise;  ///< Empty: the addresses of the interfaces.
    int workers = 0;                   ///< 0: one less than there are cores, at least one.
  } media;

  struct Sip {
    int min_registration_seconds = 60;
    int max_registration_seconds = 3600;
    int session_expires_seconds = 1800;
  } sip;

  struct Log {
    std::string level = "info";
    LogFormat format = LogFormat::kAuto;
  } log;

  struct Limits {
    int connections = 20'000;
    int connections_per_source = 200;
    int calls = 5'000;
  } limits;
};

/// What `serve --demo` changes: ports that need no privilege, state beside the checkout.
[[nodiscard]] Config demo_defaults();

}  // namespace sidetone::app
