#include "net/stream_listener.h"

#include "net/kernel_address.h"

#include <boost/asio.hpp>

#include <chrono>
#include <netinet/tcp.h>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using namespace std::chrono_literals;

constexpr auto kRetryAccept = 100ms;
constexpr int kBacklog = 4096;

Instant now() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return Instant(std::chrono::duration_cast<Duration>(since_start));
}

void set(TcpSocket& socket, int option, int value) {
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, option, &value, sizeof value);
}

ErrorCode open_acceptor(tcp::acceptor& acceptor, const SocketAddress& local, bool both_families) {
  tcp::endpoint endpoint = to_endpoint(local);
  if (both_families) endpoint = tcp::endpoint(asio::ip::address_v6::any(), local.port);
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  if (error) return error;
  acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (endpoint.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(!both_families), error);
  }
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kBacklog, error);
  if (!error) acceptor.non_blocking(true, error);
  if (error) {
    ErrorCode ignored;
    acceptor.close(ignored);
  }
  return error;
}

}  // namespace

SocketAddress from_endpoint(const tcp::endpoint& endpoint) {
  return from_kernel(*endpoint.data());
}

tcp::endpoint to_endpoint(const SocketAddress& address) {
  if (address.ip.is_v6()) {
    return {asio::ip::address_v6(address.ip.bytes()), address.port};
  }
  const auto& bytes = address.ip.bytes();
  return {asio::ip::address_v4({bytes[0], bytes[1], bytes[2], bytes[3]}), address.port};
}

void tune(TcpSocket& socket) {
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  set(socket, TCP_KEEPIDLE, 60);
  set(socket, TCP_KEEPINTVL, 20);
  set(socket, TCP_KEEPCNT, 3);
  set(socket, TCP_USER_TIMEOUT, 30'000);
}

Expected<std::unique_ptr<StreamListener>, Error> StreamListener::open(asio::io_context& loop,
                                                                      const SocketAddress& local,
                                                                      Shared shared) {
  auto state = std::make_shared<State>(State{tcp::acceptor(loop), local, shared, {}});
  const bool everywhere = local.ip.is_unspecified() && !local.ip.is_v6();
  ErrorCode error = open_acceptor(state->acceptor, local, everywhere);
  if (everywhere && (error == asio::error::address_family_not_supported ||
                     error == ErrorCode(EADDRNOTAVAIL, boost::system::system_category()))) {
    error = open_acceptor(state->acceptor, local, false);
  }
  if (error) {
    return unexpected(Error{error.value(), "TCP " + local.to_string() + ": " + error.message()});
  }
  state->local.port = state->acceptor.local_endpoint().port();
  return std::unique_ptr<StreamListener>(new StreamListener(std::move(state)));
}

StreamListener::~StreamListener() {
  ErrorCode ignored;
  state_->acceptor.close(ignored);
}

void StreamListener::start(Accept accept) {
  state_->accept = std::move(accept);
  asio::co_spawn(state_->acceptor.get_executor(), run(state_), asio::detached);
}

asio::awaitable<void> StreamListener::run(std::shared_ptr<State> state) {
  while (state->acceptor.is_open()) {
    ErrorCode error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    TcpSocket socket = co_await state->acceptor.async_accept(token);
    if (!error) {
      take(*state, std::move(socket));
    } else if (state->acceptor.is_open() && error != asio::error::connection_aborted) {
      // No descriptor or no memory: those who wait stay in the backlog until somebody has left.
      state->shared.drops.add(Drop::kAcceptFailed);
      asio::steady_timer pause(state->acceptor.get_executor(), kRetryAccept);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }
}

void StreamListener::take(State& state, TcpSocket socket) {
  ErrorCode error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return;  // Gone already.
  const ConnectionEnds ends{.local = from_endpoint(socket.local_endpoint(error)),
                            .remote = from_endpoint(remote)};
  auto admission = state.shared.limits.admit(ends.remote.ip, now());
  if (!admission) {
    state.shared.drops.add(admission.error());
    return;
  }
  tune(socket);
  state.accept({std::move(socket), ends, std::move(*admission)});
}

}  // namespace sidetone::net
