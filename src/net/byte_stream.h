#pragma once

#include "net/stream_listener.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core/role.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace sidetone::net {

/// One TCP connection, plain or under TLS, behind one type: an AsyncStream in the sense of
/// Boost.Beast. Whoever talks over it is compiled once, not once for each kind.
class ByteStream {
 public:
  using executor_type = boost::asio::any_io_executor;
  using ErrorCode = boost::system::error_code;
  using Transferred = std::move_only_function<void(const ErrorCode&, std::size_t)>;
  using Done = std::move_only_function<void(const ErrorCode&)>;

  /// `tls` null: plain.
  ByteStream(TcpSocket socket, boost::asio::ssl::context* tls);
  ~ByteStream();
  ByteStream(ByteStream&&) noexcept;
  ByteStream& operator=(ByteStream&&) noexcept;

  [[nodiscard]] bool tls() const;
  [[nodiscard]] TcpSocket& socket();
  /// For SNI and verification, before the handshake; null when plain.
  [[nodiscard]] SSL* native_tls();
  void verify_host(const std::string& name);
  [[nodiscard]] executor_type get_executor();

  /// Operations that began before and are not done by then fail with beast::error::timeout, and
  /// the socket is closed.
  void expires_after(std::chrono::milliseconds time);
  void expires_never();

  /// Both do nothing at once when plain.
  [[nodiscard]] boost::asio::awaitable<ErrorCode> handshake(
      boost::asio::ssl::stream_base::handshake_type side);
  [[nodiscard]] boost::asio::awaitable<void> close_notify();
  void close();

  template <typename MutableBuffers, typename Token>
  auto async_read_some(const MutableBuffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this](auto handler, boost::asio::mutable_buffer into) { read(into, std::move(handler)); },
        token, first_of(buffers));
  }
  template <typename ConstBuffers, typename Token>
  auto async_write_some(const ConstBuffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this](auto handler, const Pieces& from) { write(from, std::move(handler)); }, token,
        Pieces(buffers));
  }

 private:
  /// The front of a buffer sequence, as one system call takes it.
  struct Pieces {
    template <typename ConstBuffers>
    explicit Pieces(const ConstBuffers& buffers) {
      const auto last = boost::asio::buffer_sequence_end(buffers);
      for (auto at = boost::asio::buffer_sequence_begin(buffers);
           at != last && count < items.size(); ++at) {
        items[count++] = boost::asio::const_buffer(*at);
      }
    }
    using const_iterator = const boost::asio::const_buffer*;
    [[nodiscard]] const_iterator begin() const { return items.data(); }
    [[nodiscard]] const_iterator end() const { return items.data() + count; }

    std::array<boost::asio::const_buffer, 16> items;
    std::size_t count = 0;
  };

  template <typename MutableBuffers>
  static boost::asio::mutable_buffer first_of(const MutableBuffers& buffers) {
    const auto last = boost::asio::buffer_sequence_end(buffers);
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != last; ++at) {
      if (boost::asio::mutable_buffer(*at).size() > 0) return boost::asio::mutable_buffer(*at);
    }
    return {};
  }

  /// The first buffer with something in it.
  static boost::asio::const_buffer first_of(const Pieces& pieces) {
    for (const boost::asio::const_buffer& piece : pieces) {
      if (piece.size() > 0) return piece;
    }
    return {};
  }

  void read(boost::asio::mutable_buffer into, Transferred done);
  void write(const Pieces& from, Transferred done);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// How Beast's WebSocket ends a stream that it does not know; found by argument-dependent lookup.
void teardown(boost::beast::role_type role, ByteStream& stream, ByteStream::ErrorCode& error);
void end_stream(ByteStream& stream, ByteStream::Done done);
template <typename Handler>
void async_teardown(boost::beast::role_type, ByteStream& stream, Handler&& handler) {
  end_stream(stream, std::forward<Handler>(handler));
}
inline void beast_close_socket(ByteStream& stream) {
  stream.close();
}

}  // namespace sidetone::net
