#include "net/stream_transport.h"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

namespace sidetone::net {

namespace asio = boost::asio;

StreamTransport::StreamTransport(asio::io_context& loop, StreamLimits limits, Shared shared,
                                 StreamHandler& handler)
    : loop_(loop), limits_(limits), shared_(shared), handler_(handler) {}

StreamTransport::~StreamTransport() {
  for (const auto& [id, connection] : connections_) connection->close();
}

Expected<SocketAddress, Error> StreamTransport::listen(const SocketAddress& local, ServerTls* tls) {
  auto listener = StreamListener::open(loop_, local, {shared_.limits, shared_.drops});
  if (!listener) return unexpected(std::move(listener.error()));
  (*listener)->start([this, tls](StreamListener::Accepted accepted) {
    ByteStream stream(std::move(accepted.socket), tls == nullptr ? nullptr : &tls->context());
    add(shared_.ids.next(), std::move(stream))->start(accepted.ends, std::move(accepted.admission));
  });
  listeners_.push_back(std::move(*listener));
  return listeners_.back()->local();
}

ByteStream StreamTransport::client_stream(const Target& target) {
  if (!target.tls) return {TcpSocket(loop_), nullptr};
  if (!client_tls_) client_tls_ = client_tls();
  ByteStream stream(TcpSocket(loop_), client_tls_.get());
  if (target.server_name.empty()) {
    stream.verify_host(target.remote.ip.to_string());
    return stream;
  }
  ::SSL_ctrl(stream.native_tls(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(target.server_name.c_str()));  // OpenSSL copies it.
  stream.verify_host(target.server_name);
  return stream;
}

ConnectionId StreamTransport::connect(const Target& target) {
  const ConnectionId id = shared_.ids.next();
  add(id, client_stream(target))->connect(target.remote);
  return id;
}

std::shared_ptr<StreamConnection> StreamTransport::add(ConnectionId id, ByteStream stream) {
  auto connection = std::make_shared<StreamConnection>(
      id, std::move(stream), StreamConnection::Owner{*this, shared_.drops, limits_});
  connections_.emplace(id, connection);
  return connection;
}

StreamConnection* StreamTransport::find(ConnectionId id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

bool StreamTransport::send(ConnectionId id, std::string bytes) {
  StreamConnection* connection = find(id);
  if (connection != nullptr) connection->send(std::move(bytes));
  return connection != nullptr;
}

void StreamTransport::finish(ConnectionId id) {
  if (StreamConnection* connection = find(id)) connection->finish();
}

void StreamTransport::close(ConnectionId id) {
  if (StreamConnection* connection = find(id)) connection->close();
}

void StreamTransport::handle_closed(ConnectionId id) {
  connections_.erase(id);
  handler_.handle_closed(id);
}

}  // namespace sidetone::net
