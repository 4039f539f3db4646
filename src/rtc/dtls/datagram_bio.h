#pragma once

#include "rtc/byte_order.h"

#include <deque>
#include <optional>
#include <vector>

struct bio_st;  // OpenSSL's BIO.

namespace sidetone::rtc {

/// Both ends of a session's datagrams: OpenSSL reads what lies in `incoming`, once, and each of
/// its writes becomes one datagram in `outgoing`. (OpenSSL's own memory BIO is a byte stream.)
struct DatagramPipe {
  std::optional<Bytes> incoming;
  std::deque<std::vector<std::uint8_t>> outgoing;
};

/// A BIO on `pipe`, which must outlive it. The caller owns it.
[[nodiscard]] bio_st* new_datagram_bio(DatagramPipe& pipe);

}  // namespace sidetone::rtc
