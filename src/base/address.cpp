#include "base/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace sidetone {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

}  // namespace

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) {
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin())) {
    return v4({bytes[12], bytes[13], bytes[14], bytes[15]});
  }
  IpAddress address;
  address.bytes_ = bytes;
  address.is_v6_ = true;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    if (text.find(':') == std::string_view::npos) return std::nullopt;
  }
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  char terminated[INET6_ADDRSTRLEN] = {};
  std::memcpy(terminated, text.data(), text.size());
  if (std::array<std::uint8_t, 4> four; ::inet_pton(AF_INET, terminated, four.data()) == 1) {
    return v4(four);
  }
  if (std::array<std::uint8_t, 16> six; ::inet_pton(AF_INET6, terminated, six.data()) == 1) {
    return v6(six);
  }
  return std::nullopt;
}

bool IpAddress::is_loopback() const {
  if (!is_v6_) return bytes_[0] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; }) &&
         bytes_.back() == 1;
}

bool IpAddress::is_unspecified() const {
  return std::all_of(bytes_.begin(), bytes_.end(), [](auto byte) { return byte == 0; });
}

std::string IpAddress::to_string() const {
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(is_v6_ ? AF_INET6 : AF_INET, bytes_.data(), text, sizeof text);
  return text;
}

std::string IpAddress::to_host() const {
  return is_v6_ ? "[" + to_string() + "]" : to_string();
}

std::string SocketAddress::to_string() const {
  return ip.to_host() + ":" + std::to_string(port);
}

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = text.substr(0, colon), digits = text.substr(colon + 1);
  if (host.find(':') != std::string_view::npos && !host.starts_with('[')) return std::nullopt;
  const auto ip = IpAddress::parse(host);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
  if (!ip || error != std::errc{} || end != digits.end()) return std::nullopt;
  return SocketAddress{*ip, port};
}

}  // namespace sidetone

std::size_t std::hash<sidetone::SocketAddress>::operator()(
    const sidetone::SocketAddress& address) const noexcept {
  const auto& bytes = address.ip.bytes();
  const std::string_view view(reinterpret_cast<const char*>(bytes.data()),
                              address.ip.is_v6() ? 16 : 4);
  return std::hash<std::string_view>{}(view) * 31 + address.port;
}
