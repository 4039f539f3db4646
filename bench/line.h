#pragma once

#include "port.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::bench {

/// What carries a SIP user's messages to the server and back.
class Line {
 public:
  virtual ~Line() = default;
  virtual void send(std::string_view message) = 0;
  /// The next message, valid until the next call; nullopt when none is there now.
  [[nodiscard]] virtual std::optional<std::string_view> receive() = 0;
  /// Readable when receive() may have something.
  [[nodiscard]] virtual int fd() const = 0;
};

class UdpLine final : public Line {
 public:
  explicit UdpLine(std::uint16_t server_port) { port_.connect(server_port); }
  void send(std::string_view message) override;
  [[nodiscard]] std::optional<std::string_view> receive() override;
  [[nodiscard]] int fd() const override { return port_.fd(); }
  [[nodiscard]] std::uint16_t number() const { return port_.number(); }

 private:
  Port port_;
  std::array<std::uint8_t, 65'536> buffer_;
};

/// A WebSocket for SIP [RFC7118] over plain HTTP on loopback: text messages in single frames, which
/// is what Sidetone sends; pings are answered.
class WebSocketLine final : public Line {
 public:
  struct Entry {
    std::uint16_t server_port = 0;
    std::string ticket;
    std::string cookie;  ///< "name=value" of the session that the ticket belongs to.
  };
  /// Throws std::runtime_error when the server does not let us in.
  explicit WebSocketLine(const Entry& entry);
  ~WebSocketLine() override;
  WebSocketLine(const WebSocketLine&) = delete;
  WebSocketLine& operator=(const WebSocketLine&) = delete;

  void send(std::string_view message) override;
  [[nodiscard]] std::optional<std::string_view> receive() override;
  [[nodiscard]] int fd() const override { return fd_; }

 private:
  void shake_hands(const Entry& entry);
  void write_frame(unsigned opcode, std::string_view payload);
  [[nodiscard]] bool read_more();

  int fd_;
  std::string received_;   ///< Bytes of frames not taken yet.
  std::size_t taken_ = 0;  ///< Of received_, by the last receive().
};

/// Returns when one of the two has something to read, or `milliseconds` have passed.
void wait_for_either(const Line& a, const Line& b, int milliseconds);

}  // namespace sidetone::bench
