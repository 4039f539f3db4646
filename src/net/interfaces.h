#pragma once

#include "base/address.h"

#include <vector>

namespace sidetone::net {

/// The addresses of this host's interfaces that are up: IPv4 before IPv6, loopback last; without
/// link-local ones, which mean nothing without their interface.
[[nodiscard]] std::vector<IpAddress> interface_addresses();

}  // namespace sidetone::net
