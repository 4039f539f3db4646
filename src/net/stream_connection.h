#pragma once

#include "net/byte_stream.h"
#include "net/connection_id.h"
#include "net/drop.h"
#include "net/stream_listener.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::net {

/// What the reader of a stream says after each piece of it: the connection itself does not know
/// where messages begin, but holds the sender to its time.
enum class Progress : std::uint8_t {
  kKeepAlive,  ///< Nothing but keep-alive: good for who has spoken already.
  kComplete,   ///< At least one whole message, and nothing begun after it.
  kBegun,      ///< A message began in this piece and is not complete.
  kContinues,  ///< The message that was begun before is still not complete.
  kBroken,     ///< No message can be found any more: send what is queued, then close.
};

/// Who owns the connections: gets their news on the loop's thread.
class StreamHandler {
 public:
  struct Opened {
    ConnectionId id;
    ConnectionEnds ends;
    bool tls = false;
    bool outgoing = false;
  };
  virtual ~StreamHandler() = default;
  virtual void handle_opened(const Opened& opened) = 0;
  virtual Progress handle_received(ConnectionId id, std::string_view bytes) = 0;
  /// Last news of this id. An outgoing connection that failed was never opened.
  virtual void handle_closed(ConnectionId id) = 0;
};

/// How long a peer may take, and how much of ours it may leave unread.
struct StreamLimits {
  std::chrono::milliseconds connect = std::chrono::seconds(10);  ///< With TLS handshake.
  std::chrono::milliseconds first_message = std::chrono::seconds(30);
  std::chrono::milliseconds message = std::chrono::seconds(10);  ///< First to last byte.
  std::chrono::milliseconds idle = std::chrono::hours(2);
  std::chrono::milliseconds linger = std::chrono::seconds(5);  ///< To send what is queued.
  std::size_t unread_bytes = 256UL * 1024;
};

/// One TCP or TLS connection of StreamTransport. Lives as long as its coroutines.
class StreamConnection : public std::enable_shared_from_this<StreamConnection> {
 public:
  struct Owner {
    StreamHandler& handler;
    DropCounters& drops;
    const StreamLimits& limits;
  };

  StreamConnection(ConnectionId id, ByteStream stream, Owner owner);

  /// A connection that was accepted.
  void start(const ConnectionEnds& ends, ConnectionLimits::Admission admission);
  /// A connection to be made.
  void connect(const SocketAddress& remote);

  /// Queues; what is queued before the connection is up goes out as soon as it is.
  void send(std::string bytes);
  /// Sends what is queued, at most for StreamLimits::linger, and closes.
  void finish();
  /// Closes now. handle_closed() follows from the loop, not from here.
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Stage : std::uint8_t { kConnecting, kOpen, kFinishing, kClosed };

  void spawn(boost::asio::awaitable<void> (StreamConnection::*routine)());
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> reach_peer();
  boost::asio::awaitable<void> read();
  boost::asio::awaitable<void> write();
  boost::asio::awaitable<void> watch();

  void opened();
  void handle_progress(Progress progress);
  void give_up(Drop why);
  void wait_for_message(Clock::time_point now);
  void set_deadline(Clock::time_point deadline, Drop why);
  [[nodiscard]] std::vector<boost::asio::const_buffer> next_to_write() const;
  [[nodiscard]] bool outgoing() const { return !admitted_; }

  const ConnectionId id_;
  ByteStream stream_;
  Owner owner_;
  ConnectionEnds ends_;
  ConnectionLimits::Admission admission_;
  bool admitted_ = false;
  Stage stage_ = Stage::kConnecting;
  std::array<char, 4096> received_;

  std::deque<std::string> unsent_;
  std::size_t unsent_bytes_ = 0;
  std::size_t writing_ = 0;  ///< How many of `unsent_` the present write carries.

  bool spoke_ = false;  ///< Has sent a whole message; or we know why we connected to it.
  Clock::time_point speaks_by_;

  boost::asio::steady_timer watch_;
  Clock::time_point deadline_;
  Clock::time_point armed_ = Clock::time_point::max();
  Drop overdue_ = Drop::kTlsFailed;  ///< What it is when the deadline passes.
};

}  // namespace sidetone::net
