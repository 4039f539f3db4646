#include "net/byte_stream.h"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <optional>
#include <variant>

namespace sidetone::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

struct ByteStream::Impl {
  using Plain = beast::tcp_stream;
  using Secure = asio::ssl::stream<beast::tcp_stream>;
  std::variant<Plain, Secure> stream;

  Plain& tcp() {
    if (auto* secure = std::get_if<Secure>(&stream)) return secure->next_layer();
    return std::get<Plain>(stream);
  }
};

ByteStream::ByteStream(TcpSocket socket, asio::ssl::context* tls) {
  if (tls == nullptr) {
    impl_ = std::make_unique<Impl>(std::variant<Impl::Plain, Impl::Secure>(
        std::in_place_type<Impl::Plain>, std::move(socket)));
  } else {
    impl_ = std::make_unique<Impl>(std::variant<Impl::Plain, Impl::Secure>(
        std::in_place_type<Impl::Secure>, std::move(socket), *tls));
  }
}

ByteStream::~ByteStream() = default;
ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;

bool ByteStream::tls() const {
  return std::holds_alternative<Impl::Secure>(impl_->stream);
}

TcpSocket& ByteStream::socket() {
  return impl_->tcp().socket();
}

SSL* ByteStream::native_tls() {
  auto* secure = std::get_if<Impl::Secure>(&impl_->stream);
  return secure == nullptr ? nullptr : secure->native_handle();
}

void ByteStream::verify_host(const std::string& name) {
  auto* secure = std::get_if<Impl::Secure>(&impl_->stream);
  ErrorCode ignored;
  if (secure != nullptr) {
    secure->set_verify_callback(asio::ssl::host_name_verification(name), ignored);
  }
}

ByteStream::executor_type ByteStream::get_executor() {
  return impl_->tcp().get_executor();
}

void ByteStream::expires_after(std::chrono::milliseconds time) {
  impl_->tcp().expires_after(time);
}

void ByteStream::expires_never() {
  impl_->tcp().expires_never();
}

asio::awaitable<ByteStream::ErrorCode> ByteStream::handshake(
    asio::ssl::stream_base::handshake_type side) {
  ErrorCode error;
  if (auto* secure = std::get_if<Impl::Secure>(&impl_->stream)) {
    co_await secure->async_handshake(side, asio::redirect_error(asio::use_awaitable, error));
  }
  co_return error;
}

asio::awaitable<void> ByteStream::close_notify() {
  ErrorCode ignored;
  if (auto* secure = std::get_if<Impl::Secure>(&impl_->stream)) {
    co_await secure->async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void ByteStream::close() {
  ErrorCode ignored;
  socket().close(ignored);
}

void ByteStream::read(asio::mutable_buffer into, Transferred done) {
  if (auto* secure = std::get_if<Impl::Secure>(&impl_->stream)) {
    secure->async_read_some(into, std::move(done));
  } else {
    impl_->tcp().async_read_some(into, std::move(done));
  }
}

void ByteStream::write(const Pieces& from, Transferred done) {
  if (auto* secure = std::get_if<Impl::Secure>(&impl_->stream)) {
    // One record at a time: the stream below keeps what it was given until all of it has left.
    secure->async_write_some(first_of(from), std::move(done));
  } else {
    impl_->tcp().async_write_some(from, std::move(done));
  }
}

void teardown(beast::role_type, ByteStream& stream, ByteStream::ErrorCode& error) {
  error = {};
  stream.close();
}

void end_stream(ByteStream& stream, ByteStream::Done done) {
  // The WebSocket's own closing handshake is done: nothing is owed to the peer any more.
  ByteStream::ErrorCode ignored;
  stream.socket().shutdown(TcpSocket::shutdown_send, ignored);
  asio::post(stream.get_executor(),
             [done = std::move(done)]() mutable { done(ByteStream::ErrorCode()); });
}

}  // namespace sidetone::net
