#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "net/connection_limits.h"
#include "net/drop.h"
#include "net/error.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>

namespace sidetone::net {

using TcpSocket = boost::asio::ip::tcp::socket;

[[nodiscard]] SocketAddress from_endpoint(const boost::asio::ip::tcp::endpoint& endpoint);
[[nodiscard]] boost::asio::ip::tcp::endpoint to_endpoint(const SocketAddress& address);

/// Ours and theirs, of a connection that is up.
struct ConnectionEnds {
  SocketAddress local;
  SocketAddress remote;
};

/// No Nagle delay; a peer that vanished is noticed within minutes, and within half a minute when
/// we have something to say to it.
void tune(TcpSocket& socket);

/// One TCP port: accepts whoever the limits admit, and survives a process without free descriptors.
class StreamListener {
 public:
  struct Accepted {
    TcpSocket socket;
    ConnectionEnds ends;
    ConnectionLimits::Admission admission;
  };
  using Accept = std::function<void(Accepted)>;
  struct Shared {
    ConnectionLimits& limits;
    DropCounters& drops;
  };

  /// An unspecified IPv4 address means all addresses of the host, IPv6 too where it has any.
  static Expected<std::unique_ptr<StreamListener>, Error> open(boost::asio::io_context& loop,
                                                               const SocketAddress& local,
                                                               Shared shared);
  void start(Accept accept);
  [[nodiscard]] const SocketAddress& local() const { return state_->local; }
  ~StreamListener();
  StreamListener(const StreamListener&) = delete;
  StreamListener& operator=(const StreamListener&) = delete;

 private:
  struct State {
    boost::asio::ip::tcp::acceptor acceptor;
    SocketAddress local;
    Shared shared;
    Accept accept;
  };
  explicit StreamListener(std::shared_ptr<State> state) : state_(std::move(state)) {}
  static boost::asio::awaitable<void> run(std::shared_ptr<State> state);
  static void take(State& state, TcpSocket socket);

  std::shared_ptr<State> state_;  ///< Shared with the accept loop only.
};

}  // namespace sidetone::net
