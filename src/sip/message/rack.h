#pragma once

#include "sip/message/message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// Which provisional response a PRACK acknowledges: `776656 1 INVITE` [RFC3262 §7.2].
struct RAck {
  std::uint32_t response_number = 0;  ///< RSeq of that response.
  CSeq cseq;                          ///< CSeq of that response.
  bool operator==(const RAck&) const = default;
};

[[nodiscard]] Parsed<RAck> parse_rack(std::string_view value);
[[nodiscard]] std::string to_string(const RAck& rack);

}  // namespace sidetone::sip
