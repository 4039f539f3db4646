#include "app/sip_transport.h"

#include "sip/message/message.h"

namespace sidetone::app {
namespace {

using net::Progress;

// SIP clients behind one connection answer at human speed; a registration refreshes it hourly.
const net::StreamLimits kLimits{};
// A burst of registrations after a power cut must find room.
constexpr net::UdpSocket::Buffers kUdpBuffers{.receive = 4 * 1024 * 1024, .send = 1024 * 1024};

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// [RFC5626 §3.5.1] and lone CRLFs of old phones: nothing that a parser should count as broken.
bool only_line_ends(std::string_view bytes) {
  return bytes.find_first_not_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

sip::FlowId flow_of(net::ConnectionId id) {
  return sip::FlowId(id.value());
}

}  // namespace

SipTransport::SipTransport(boost::asio::io_context& loop, Shared shared)
    : loop_(loop),
      shared_(shared),
      streams_(loop, kLimits, {shared.limits, shared.ids, shared.drops}, *this) {}

Expected<SocketAddress, net::Error> SipTransport::listen_udp(const SocketAddress& local) {
  auto socket = net::UdpSocket::open(local, kUdpBuffers);
  if (!socket) return unexpected(std::move(socket.error()));
  const std::size_t index = udp_.size();
  udp_.push_back(
      {.flow = flow_of(shared_.ids.next()),
       .listener = std::make_unique<net::UdpListener>(loop_, std::move(*socket), shared_.drops)});
  udp_.back().listener->start(
      {.receive = [this, index](const auto& datagram) { handle_datagram(index, datagram); },
       .batch_end = [this] { user_->handle_batch_end(); }});
  return udp_.back().listener->local();
}

Expected<SocketAddress, net::Error> SipTransport::listen_tcp(const SocketAddress& local) {
  return streams_.listen(local, nullptr);
}

Expected<SocketAddress, net::Error> SipTransport::listen_tls(const SocketAddress& local,
                                                             net::ServerTls& tls) {
  return streams_.listen(local, &tls);
}

std::shared_ptr<net::WebSocketHandler> SipTransport::accept_browser(
    call::BrowserIdentity identity) {
  return std::make_shared<BrowserFlow>(std::move(identity), static_cast<BrowserFlowOwner&>(*this));
}

void SipTransport::handle_datagram(std::size_t listener,
                                   const net::ReceiveBatch::Datagram& datagram) {
  const std::string_view bytes = text_of(datagram.bytes);
  if (only_line_ends(bytes)) return;
  const UdpFlow& udp = udp_[listener];
  user_->handle_sip({.flow = udp.flow,
                     .transport = sip::Transport::kUdp,
                     .remote = datagram.remote,
                     .local = {datagram.local, udp.listener->local().port}},
                    bytes);
}

void SipTransport::handle_opened(const Opened& opened) {
  Stream& stream = connections_[opened.id];
  stream.open = true;
  stream.outgoing = opened.outgoing;
  stream.peer = {.flow = flow_of(opened.id),
                 .transport = opened.tls ? sip::Transport::kTls : sip::Transport::kTcp,
                 .remote = opened.ends.remote,
                 .local = opened.ends.local};
  user_->handle_flow_opened(stream.peer, std::nullopt);
  user_->handle_batch_end();
}

Progress SipTransport::handle_received(net::ConnectionId id, std::string_view bytes) {
  Stream& stream = connections_.at(id);
  const bool was_partial = stream.framing.partial();
  stream.framing.handle_bytes(bytes);
  bool cut_one = false;
  while (const auto output = stream.framing.poll()) {
    if (!hand_over(stream, id, *output)) {
      user_->handle_batch_end();
      return Progress::kBroken;
    }
    cut_one = cut_one || std::holds_alternative<sip::StreamFraming::Cut>(*output);
  }
  user_->handle_batch_end();
  if (!stream.framing.partial()) return cut_one ? Progress::kComplete : Progress::kKeepAlive;
  return was_partial && !cut_one ? Progress::kContinues : Progress::kBegun;
}

bool SipTransport::hand_over(Stream& stream, net::ConnectionId id,
                             const sip::StreamFraming::Output& output) {
  if (const auto* cut = std::get_if<sip::StreamFraming::Cut>(&output)) {
    user_->handle_sip(stream.peer, cut->bytes);
    return true;
  }
  if (std::holds_alternative<sip::StreamFraming::Pong>(output)) {
    streams_.send(id, "\r\n");
    return true;
  }
  const auto& broken = std::get<sip::StreamFraming::Broken>(output);
  if (const auto response = sip::response_to_malformed(broken.bytes, broken.error)) {
    streams_.send(id, sip::to_bytes(*response));
  }
  return false;
}

void SipTransport::handle_closed(net::ConnectionId id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  const bool was_open = found->second.open;
  const sip::Peer peer = found->second.peer;
  if (found->second.outgoing) outgoing_.erase({peer.transport, peer.remote});
  connections_.erase(found);
  if (was_open) {
    user_->handle_flow_closed(peer.flow);
  } else {
    // Whoever asked for it knows the address only: the flow never had a number for them.
    user_->handle_transport_error(
        {.flow = {}, .transport = peer.transport, .remote = peer.remote, .local = peer.local});
  }
  user_->handle_batch_end();
}

void SipTransport::handle_browser_opened(BrowserFlow& flow) {
  browsers_.emplace(flow.peer().flow, &flow);
  user_->handle_flow_opened(flow.peer(), flow.identity());
  user_->handle_batch_end();
}

void SipTransport::handle_browser_message(BrowserFlow& flow, std::string_view message) {
  user_->handle_sip(flow.peer(), message);
  user_->handle_batch_end();
}

void SipTransport::handle_browser_closed(BrowserFlow& flow) {
  browsers_.erase(flow.peer().flow);
  user_->handle_flow_closed(flow.peer().flow);
  user_->handle_batch_end();
}

void SipTransport::send(sip::Datagram datagram) {
  switch (datagram.to.transport) {
    case sip::Transport::kUdp:
      return send_udp(std::move(datagram));
    case sip::Transport::kTcp:
    case sip::Transport::kTls:
      return send_stream(std::move(datagram));
    case sip::Transport::kWs:
    case sip::Transport::kWss: {
      const auto found = browsers_.find(datagram.to.flow);
      if (found == browsers_.end()) return user_->handle_transport_error(datagram.to);
      return found->second->send(std::move(datagram.bytes));
    }
  }
}

void SipTransport::send_udp(sip::Datagram datagram) {
  for (const UdpFlow& udp : udp_) {
    const bool wanted = datagram.to.flow == udp.flow || !datagram.to.flow;
    if (!wanted) continue;
    return udp.listener->send({.to = datagram.to.remote,
                               .from = datagram.to.local.ip,
                               .bytes = std::move(datagram.bytes)});
  }
  user_->handle_transport_error(datagram.to);
}

void SipTransport::send_stream(sip::Datagram datagram) {
  const net::ConnectionId id =
      datagram.to.flow ? net::ConnectionId(datagram.to.flow.value()) : connection_to(datagram.to);
  if (!streams_.send(id, std::move(datagram.bytes))) user_->handle_transport_error(datagram.to);
}

net::ConnectionId SipTransport::connection_to(const sip::Peer& peer) {
  const auto [entry, is_new] = outgoing_.try_emplace({peer.transport, peer.remote});
  if (!is_new) return entry->second;
  const bool tls = peer.transport == sip::Transport::kTls;
  entry->second = streams_.connect({.remote = peer.remote, .tls = tls, .server_name = {}});
  Stream& stream = connections_[entry->second];
  stream.peer = peer;
  stream.outgoing = true;
  return entry->second;
}

void SipTransport::flush() {
  for (const UdpFlow& udp : udp_) udp.listener->flush();
}

void SipTransport::close_flow(sip::FlowId flow) {
  const auto browser = browsers_.find(flow);
  if (browser != browsers_.end()) return browser->second->close();
  streams_.finish(net::ConnectionId(flow.value()));
}

}  // namespace sidetone::app
