#pragma once

#include "base/address.h"
#include "base/random.h"
#include "sip/resolve/records.h"
#include "sip/transaction/output_queue.h"
#include "sip/transport.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sidetone::sip {

/// Finds for a SIP URI the servers to try, one after the other: which transport, which address,
/// which port. [RFC3263 §4]
///
///   URI                          asks                              then
///   ---------------------------  --------------------------------  ------------------------------
///   numeric host                 nothing                           its port, or 5060 and 5061
///   name with a port             A, AAAA                           that port
///   name with a transport        SRV of that transport             A, AAAA of each target
///   name alone                   NAPTR; none: SRV of each          A, AAAA of each target
///                                transport, in our order
///   no SRV at all                A, AAAA                           5060, or 5061 for TLS
///
/// Owner's duty: carry out each Ask, bring its answer (empty when there is none), drain poll().
class ServerSearch {
 public:
  struct Target {
    std::string host;  ///< maddr if the URI has one, else its host. Without brackets.
    std::optional<std::uint16_t> port;
    std::optional<Transport> transport;
    bool sips = false;
  };

  enum class Records : std::uint8_t { kNaptr, kServices, kAddresses };
  struct Ask {
    std::uint32_t question = 0;  ///< Comes back with the answer.
    Records records = Records::kAddresses;
    std::string name;
  };
  struct Server {
    Transport transport = Transport::kUdp;
    SocketAddress address;
    std::string name;  ///< Whose certificate TLS must show [RFC5922 §4]: the URI's host.
    bool operator==(const Server&) const = default;
  };
  /// Best first; never empty. The search is over.
  struct Found {
    std::vector<Server> servers;
  };
  /// No server can be reached: what the caller gets is a 502. The search is over.
  struct NotFound {};
  using Output = std::variant<Ask, Found, NotFound>;

  ServerSearch(Target target, Random& random);

  void handle_naptr(std::uint32_t question, std::vector<NaptrRecord> records);
  void handle_services(std::uint32_t question, std::vector<ServiceRecord> records);
  /// IPv4 and IPv6 together, in the order to try them.
  void handle_addresses(std::uint32_t question, const std::vector<IpAddress>& addresses);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }

 private:
  /// A host whose addresses are wanted, at its place in the final order.
  struct Host {
    std::uint32_t question = 0;
    Transport transport = Transport::kUdp;
    std::uint16_t port = 0;
    std::vector<IpAddress> addresses;
  };
  /// An SRV name that was asked for, at its place in the final order.
  struct Service {
    std::uint32_t question = 0;
    Transport transport = Transport::kUdp;
    std::vector<ServiceRecord> records;
  };

  [[nodiscard]] Transport default_transport() const;
  [[nodiscard]] bool usable(Transport transport) const;
  std::uint32_t ask(Records records, std::string name);
  void ask_service(Transport transport, std::string name);
  void ask_every_service();
  void ask_host(Transport transport, std::uint16_t port, const std::string& name);
  void handle_all_services();
  void handle_all_addresses();

  Target target_;
  Random& random_;
  std::uint32_t last_question_ = 0;
  std::size_t open_ = 0;  ///< Questions without an answer.
  std::uint32_t naptr_ = 0;
  std::vector<Service> services_;
  std::vector<Host> hosts_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
