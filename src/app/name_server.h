#pragma once

#include "net/dns_client.h"
#include "sip/resolve/name_searches.h"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <string>

namespace sidetone::app {

/// Carries the questions of the switchboard to the name servers, and their answers back.
class NameServer {
 public:
  /// `servers` as for net::DnsClient.
  explicit NameServer(boost::asio::io_context& loop, const std::string& servers = {})
      : client_(loop, servers) {}

  /// Answers once, later, on the loop's thread. No records where there are none or nobody answers:
  /// for SIP that is the same. [RFC3263 §4]
  using Answer = std::function<void(sip::NameAnswer)>;
  void look_up(const sip::NameQuestion& question, Answer answer);

 private:
  void look_up_addresses(const std::string& name, const Answer& answer);

  net::DnsClient client_;
};

}  // namespace sidetone::app
