#include "net/interfaces.h"

#include "net/kernel_address.h"

#include <algorithm>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <utility>

namespace sidetone::net {
namespace {

bool link_local(const IpAddress& ip) {
  const auto& bytes = ip.bytes();
  if (!ip.is_v6()) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
}

}  // namespace

std::vector<IpAddress> interface_addresses() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, &::freeifaddrs);
  std::vector<IpAddress> found;
  for (const ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_UP) == 0) continue;
    const int family = entry->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    const IpAddress ip = from_kernel(*entry->ifa_addr).ip;
    if (!link_local(ip) && std::ranges::find(found, ip) == found.end()) found.push_back(ip);
  }
  std::ranges::stable_sort(
      found, {}, [](const IpAddress& ip) { return std::pair(ip.is_loopback(), ip.is_v6()); });
  return found;
}

}  // namespace sidetone::net
