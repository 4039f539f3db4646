#pragma once

#include "rtc/byte_order.h"
#include "rtc/stun/stun_types.h"

#include <cstdio>
#include <string>
#include <vector>

namespace sidetone::rtc {

/// For tests: a message of RFC 5769 from tests/corpus; empty if it is not there.
[[nodiscard]] inline std::vector<std::uint8_t> rfc5769(const std::string& name) {
  std::vector<std::uint8_t> bytes(1000);
  const std::string path = std::string(SIDETONE_CORPUS_DIR) + "/rfc5769/" + name;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return {};
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
  std::fclose(file);
  return bytes;
}

inline constexpr StunTransactionId kRfc5769Transaction = {0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34,
                                                          0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae};
inline constexpr std::string_view kRfc5769Password = "VOkJxbRl1RmTxUk/WvJxBt";

/// The password "TheMatrIX" and the realm of [RFC5769 §2.4], with the username after SASLprep.
inline constexpr std::string_view kRfc5769Matrix = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";

}  // namespace sidetone::rtc
