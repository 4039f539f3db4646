#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone {

/// An IPv4 or IPv6 address, as bytes in network order. IPv4 is kept in the first four bytes;
/// an IPv4-mapped IPv6 address is made IPv4 on the way in, so that each host has one spelling.
class IpAddress {
 public:
  constexpr IpAddress() = default;  // 0.0.0.0
  static constexpr IpAddress v4(std::array<std::uint8_t, 4> bytes) {
    IpAddress address;
    for (std::size_t i = 0; i < bytes.size(); ++i) address.bytes_[i] = bytes[i];
    return address;
  }
  static IpAddress v6(const std::array<std::uint8_t, 16>& bytes);
  /// "192.0.2.1", "2001:db8::1" or "[2001:db8::1]"; nothing else (no names, no ports, no zones).
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] constexpr bool is_v6() const { return is_v6_; }
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] bool is_unspecified() const;
  [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  /// Without brackets.
  [[nodiscard]] std::string to_string() const;
  /// As SIP and URLs write a host: IPv6 in brackets.
  [[nodiscard]] std::string to_host() const;

  constexpr auto operator<=>(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool is_v6_ = false;
};

/// Where a datagram or a connection comes from or goes to.
struct SocketAddress {
  IpAddress ip;
  std::uint16_t port = 0;

  /// "192.0.2.1:5060" or "[2001:db8::1]:5060".
  [[nodiscard]] std::string to_string() const;
  static std::optional<SocketAddress> parse(std::string_view text);
  constexpr auto operator<=>(const SocketAddress&) const = default;
};

}  // namespace sidetone

template <>
struct std::hash<sidetone::SocketAddress> {
  std::size_t operator()(const sidetone::SocketAddress& address) const noexcept;
};
