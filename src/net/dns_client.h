#pragma once

#include "base/address.h"
#include "base/expected.h"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sidetone::net {

/// One SRV record [RFC2782].
struct ServiceRecord {
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;
};

/// One NAPTR record [RFC3403].
struct NaptrRecord {
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags;
  std::string service;  ///< "SIP+D2U", …
  std::string regexp;
  std::string replacement;
};

enum class DnsFailure : std::uint8_t {
  kNoSuchName,   ///< The name, or a record of that kind, does not exist.
  kUnavailable,  ///< No server answered, or none sensibly: worth another try later.
};

/// Asks the system's name servers, without ever blocking the loop. Each question is answered
/// exactly once, on the loop's thread, and never from within the call that asked.
class DnsClient {
 public:
  template <typename Record>
  using Answer = std::function<void(Expected<std::vector<Record>, DnsFailure>)>;

  /// Servers ("192.0.2.53:53") in place of those of /etc/resolv.conf; empty: those.
  explicit DnsClient(boost::asio::io_context& loop, const std::string& servers = {});
  /// Questions that are open are forgotten.
  ~DnsClient();
  DnsClient(const DnsClient&) = delete;
  DnsClient& operator=(const DnsClient&) = delete;

  /// A records.
  void addresses_v4(const std::string& name, Answer<IpAddress> answer);
  /// AAAA records.
  void addresses_v6(const std::string& name, Answer<IpAddress> answer);
  void services(const std::string& name, Answer<ServiceRecord> answer);
  void naptr(const std::string& name, Answer<NaptrRecord> answer);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sidetone::net
