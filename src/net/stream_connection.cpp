#include "net/stream_connection.h"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include <algorithm>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

// So many queued messages go out with one system call.
constexpr std::size_t kGather = 16;

auto into(ErrorCode& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

}  // namespace

StreamConnection::StreamConnection(ConnectionId id, ByteStream stream, Owner owner)
    : id_(id),
      stream_(std::move(stream)),
      owner_(owner),
      watch_(stream_.get_executor()),
      deadline_(Clock::now() + owner.limits.connect) {}

void StreamConnection::spawn(asio::awaitable<void> (StreamConnection::*routine)()) {
  asio::co_spawn(
      stream_.get_executor(),
      [self = shared_from_this(), routine] { return (self.get()->*routine)(); }, asio::detached);
}

void StreamConnection::start(const ConnectionEnds& ends, ConnectionLimits::Admission admission) {
  ends_ = ends;
  admission_ = std::move(admission);
  admitted_ = true;
  spawn(&StreamConnection::run);
  spawn(&StreamConnection::watch);
}

void StreamConnection::connect(const SocketAddress& remote) {
  ends_.remote = remote;
  overdue_ = Drop::kConnectFailed;
  spawn(&StreamConnection::run);
  spawn(&StreamConnection::watch);
}

asio::awaitable<void> StreamConnection::run() {
  const bool up = co_await reach_peer();
  if (up) {
    opened();
    co_await read();
  } else if (stage_ == Stage::kConnecting) {
    owner_.drops.add(outgoing() ? Drop::kConnectFailed : Drop::kTlsFailed);
  }
  close();
  owner_.handler.handle_closed(id_);
}

asio::awaitable<bool> StreamConnection::reach_peer() {
  if (!outgoing()) {
    const ErrorCode failed = co_await stream_.handshake(asio::ssl::stream_base::server);
    co_return !failed;
  }
  ErrorCode error;
  co_await stream_.socket().async_connect(to_endpoint(ends_.remote), into(error));
  if (error) co_return false;
  ends_.local = from_endpoint(stream_.socket().local_endpoint(error));
  tune(stream_.socket());
  const ErrorCode failed = co_await stream_.handshake(asio::ssl::stream_base::client);
  co_return !failed;
}

void StreamConnection::opened() {
  if (stage_ != Stage::kConnecting) return;
  stage_ = Stage::kOpen;
  // We know why we connected; who connects to us shall say what for.
  speaks_by_ = Clock::now() + owner_.limits.first_message;
  spoke_ = outgoing();
  wait_for_message(Clock::now());
  if (!unsent_.empty()) spawn(&StreamConnection::write);
  owner_.handler.handle_opened(
      {.id = id_, .ends = ends_, .tls = stream_.tls(), .outgoing = outgoing()});
}

asio::awaitable<void> StreamConnection::read() {
  while (stage_ == Stage::kOpen) {
    ErrorCode error;
    const std::size_t size = co_await stream_.async_read_some(asio::buffer(received_), into(error));
    if (error || stage_ != Stage::kOpen) break;
    handle_progress(owner_.handler.handle_received(id_, {received_.data(), size}));
  }
  // While it finishes, the writer decides when to close: wait for the peer or for the deadline.
  while (stage_ == Stage::kFinishing) {
    ErrorCode error;
    co_await stream_.async_read_some(asio::buffer(received_), into(error));
    if (error) break;
  }
}

void StreamConnection::handle_progress(Progress progress) {
  if (stage_ != Stage::kOpen) return;
  const auto now = Clock::now();
  switch (progress) {
    case Progress::kKeepAlive:
      return wait_for_message(now);
    case Progress::kComplete:
      spoke_ = true;
      return wait_for_message(now);
    case Progress::kBegun:
      return set_deadline(now + owner_.limits.message, Drop::kSlowMessage);
    case Progress::kContinues:
      return;
    case Progress::kBroken:
      owner_.drops.add(Drop::kBrokenStream);
      return finish();
  }
}

void StreamConnection::wait_for_message(Clock::time_point now) {
  if (spoke_) return set_deadline(now + owner_.limits.idle, Drop::kIdle);
  set_deadline(speaks_by_, Drop::kNeverSpoke);
}

void StreamConnection::send(std::string bytes) {
  if (stage_ == Stage::kFinishing || stage_ == Stage::kClosed || bytes.empty()) return;
  unsent_bytes_ += bytes.size();
  if (unsent_bytes_ > owner_.limits.unread_bytes) return give_up(Drop::kSlowReader);
  unsent_.push_back(std::move(bytes));
  if (stage_ == Stage::kOpen && unsent_.size() == 1) spawn(&StreamConnection::write);
}

std::vector<asio::const_buffer> StreamConnection::next_to_write() const {
  std::vector<asio::const_buffer> buffers;
  for (const std::string& bytes : unsent_) {
    if (buffers.size() == kGather) break;
    buffers.push_back(asio::buffer(bytes));
  }
  return buffers;
}

asio::awaitable<void> StreamConnection::write() {
  ErrorCode error;
  while (!error && !unsent_.empty() && stage_ != Stage::kClosed) {
    const auto buffers = next_to_write();
    co_await asio::async_write(stream_, buffers, into(error));
    for (std::size_t i = 0; i < buffers.size() && !error; ++i) {
      unsent_bytes_ -= unsent_.front().size();
      unsent_.pop_front();
    }
  }
  if (error) co_return close();
  if (stage_ != Stage::kFinishing) co_return;
  if (stream_.tls()) {
    co_await stream_.close_notify();
    co_return close();
  }
  // Closing now would answer what the peer still sends with a reset, and the reset would take our
  // last words with it: the reader waits for the peer's end.
  stream_.socket().shutdown(TcpSocket::shutdown_send, error);
}

void StreamConnection::finish() {
  if (stage_ == Stage::kFinishing || stage_ == Stage::kClosed) return;
  if (stage_ == Stage::kConnecting) return close();
  stage_ = Stage::kFinishing;
  set_deadline(Clock::now() + owner_.limits.linger, Drop::kSlowReader);
  if (unsent_.empty()) spawn(&StreamConnection::write);
}

void StreamConnection::give_up(Drop why) {
  if (stage_ == Stage::kClosed) return;
  owner_.drops.add(why);
  close();
}

void StreamConnection::close() {
  if (stage_ == Stage::kClosed) return;
  stage_ = Stage::kClosed;
  stream_.close();
  watch_.cancel();
}

void StreamConnection::set_deadline(Clock::time_point deadline, Drop why) {
  deadline_ = deadline;
  overdue_ = why;
  // A later deadline waits until the armed one has passed: most messages then cost no timer.
  if (deadline < armed_) watch_.cancel();
}

asio::awaitable<void> StreamConnection::watch() {
  while (stage_ != Stage::kClosed) {
    armed_ = deadline_;
    watch_.expires_at(armed_);
    ErrorCode ignored;
    co_await watch_.async_wait(into(ignored));
    if (Clock::now() < deadline_) continue;
    if (stage_ == Stage::kFinishing && unsent_.empty()) co_return close();
    co_return give_up(overdue_);
  }
}

}  // namespace sidetone::net
