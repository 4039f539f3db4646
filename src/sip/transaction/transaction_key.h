#pragma once

#include "sip/message/message.h"

#include <functional>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// Lets a table of strings be asked with a view.
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

/// A branch of [RFC3261 §8.1.1.7], unique in itself; older ones are not to be relied on.
[[nodiscard]] bool has_magic_cookie(std::string_view branch);

/// Which server transaction a request belongs to [RFC3261 §17.2.3]: branch, sent-by and method.
/// Without the magic cookie: Request-URI, From tag, Call-ID, CSeq and the top Via, as RFC 2543
/// matched. The To tag is left out there, so that an ACK finds its INVITE; whoever needs it
/// compares it. `method` is INVITE for an ACK, and for finding what a CANCEL cancels.
[[nodiscard]] std::string server_key(const Request& request, const Via& via,
                                     std::string_view method);

/// The same request, arriving by different ways, has the same one [RFC3261 §8.2.2.2].
[[nodiscard]] std::string merge_key(const Request& request);

}  // namespace sidetone::sip
