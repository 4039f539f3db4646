#pragma once

#include "app/browser_flow.h"
#include "call/browser_identity.h"
#include "net/server_tls.h"
#include "net/stream_transport.h"
#include "net/udp_listener.h"
#include "sip/stream_framing.h"
#include "sip/transport.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sidetone::app {

/// Whom the SIP messages are for: the shard, on the loop's thread.
class SipUser {
 public:
  virtual ~SipUser() = default;
  virtual void handle_flow_opened(const sip::Peer& peer,
                                  std::optional<call::BrowserIdentity> identity) = 0;
  virtual void handle_flow_closed(sip::FlowId flow) = 0;
  virtual void handle_sip(const sip::Peer& source, std::string_view bytes) = 0;
  /// What was sent to this peer did not get there. May come out of send().
  virtual void handle_transport_error(const sip::Peer& target) = 0;
  /// Everything that was there to read has been handed over: time to flush what it caused.
  virtual void handle_batch_end() = 0;
};

/// SIP's wires: UDP, TCP, TLS and WebSockets become flows of whole messages. [RFC3261 §18]
/// What it is given by reference outlives the io_context.
class SipTransport final : private net::StreamHandler, private BrowserFlowOwner {
 public:
  struct Shared {
    net::ConnectionLimits& limits;
    net::ConnectionIds& ids;
    net::DropCounters& drops;
  };
  SipTransport(boost::asio::io_context& loop, Shared shared);

  /// Before the loop runs.
  void set_user(SipUser& user) { user_ = &user; }
  Expected<SocketAddress, net::Error> listen_udp(const SocketAddress& local);
  Expected<SocketAddress, net::Error> listen_tcp(const SocketAddress& local);
  /// `tls` outlives the transport.
  Expected<SocketAddress, net::Error> listen_tls(const SocketAddress& local, net::ServerTls& tls);
  /// For a handshake that was accepted: its WebSocket becomes a flow of that identity.
  [[nodiscard]] std::shared_ptr<net::WebSocketHandler> accept_browser(
      call::BrowserIdentity identity);

  /// Queues; UDP leaves with flush(). A peer without a flow gets a connection, an open one to the
  /// same address if there is one. [RFC3261 §18.1.1]
  void send(sip::Datagram datagram);
  void flush();
  void close_flow(sip::FlowId flow);

 private:
  /// A TCP or TLS connection.
  struct Stream {
    sip::Peer peer;
    sip::StreamFraming framing;
    bool open = false;
    bool outgoing = false;
  };

  void handle_opened(const Opened& opened) override;
  net::Progress handle_received(net::ConnectionId id, std::string_view bytes) override;
  void handle_closed(net::ConnectionId id) override;
  void handle_browser_opened(BrowserFlow& flow) override;
  void handle_browser_message(BrowserFlow& flow, std::string_view message) override;
  void handle_browser_closed(BrowserFlow& flow) override;

  void handle_datagram(std::size_t listener, const net::ReceiveBatch::Datagram& datagram);
  /// False: the stream is broken.
  bool hand_over(Stream& stream, net::ConnectionId id, const sip::StreamFraming::Output& output);
  void send_udp(sip::Datagram datagram);
  void send_stream(sip::Datagram datagram);
  net::ConnectionId connection_to(const sip::Peer& peer);

  struct UdpFlow {
    sip::FlowId flow;
    std::unique_ptr<net::UdpListener> listener;
  };
  using Destination = std::pair<sip::Transport, SocketAddress>;

  boost::asio::io_context& loop_;
  Shared shared_;
  SipUser* user_ = nullptr;
  std::vector<UdpFlow> udp_;
  net::StreamTransport streams_;
  std::unordered_map<net::ConnectionId, Stream> connections_;
  std::map<Destination, net::ConnectionId> outgoing_;
  std::unordered_map<sip::FlowId, BrowserFlow*> browsers_;
};

}  // namespace sidetone::app
