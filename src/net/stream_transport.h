#pragma once

#include "base/address.h"
#include "net/connection_id.h"
#include "net/server_tls.h"
#include "net/stream_connection.h"
#include "net/stream_listener.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace sidetone::net {

/// Byte streams over TCP and TLS, both accepted and opened, on the control thread. What it is
/// given by reference outlives the io_context, and the loop no longer runs when it is destroyed.
class StreamTransport : private StreamHandler {
 public:
  struct Shared {
    ConnectionLimits& limits;
    ConnectionIds& ids;
    DropCounters& drops;
  };
  StreamTransport(boost::asio::io_context& loop, StreamLimits limits, Shared shared,
                  StreamHandler& handler);
  ~StreamTransport() override;
  StreamTransport(const StreamTransport&) = delete;
  StreamTransport& operator=(const StreamTransport&) = delete;

  /// `tls` (null: plain TCP) outlives the transport. The bound address, for port 0.
  Expected<SocketAddress, Error> listen(const SocketAddress& local, ServerTls* tls);

  struct Target {
    SocketAddress remote;
    bool tls = false;
    std::string server_name;  ///< Whose certificate is wanted; empty: the address's.
  };
  /// At once gives the id, under which send() may queue already; handle_opened() or
  /// handle_closed() follows.
  ConnectionId connect(const Target& target);

  /// False: no such connection (any more).
  bool send(ConnectionId id, std::string bytes);
  /// After what is queued is sent.
  void finish(ConnectionId id);
  void close(ConnectionId id);
  [[nodiscard]] std::size_t size() const { return connections_.size(); }

 private:
  void handle_opened(const Opened& opened) override { handler_.handle_opened(opened); }
  Progress handle_received(ConnectionId id, std::string_view bytes) override {
    return handler_.handle_received(id, bytes);
  }
  void handle_closed(ConnectionId id) override;

  std::shared_ptr<StreamConnection> add(ConnectionId id, ByteStream stream);
  StreamConnection* find(ConnectionId id) const;
  ByteStream client_stream(const Target& target);

  boost::asio::io_context& loop_;
  StreamLimits limits_;
  Shared shared_;
  StreamHandler& handler_;
  std::vector<std::unique_ptr<StreamListener>> listeners_;
  std::unordered_map<ConnectionId, std::shared_ptr<StreamConnection>> connections_;
  std::unique_ptr<boost::asio::ssl::context> client_tls_;  ///< Made when first wanted.
};

}  // namespace sidetone::net
