#pragma once

#include "sip/message/parameters.h"
#include "sip/message/parse_error.h"

#include <string>
#include <string_view>

namespace sidetone::sip {

/// `application/sdp`, `multipart/mixed;boundary=…`: Content-Type, and one value of Accept
/// [RFC3261 §20.15].
struct MediaType {
  std::string type;     ///< Lower case.
  std::string subtype;  ///< Lower case.
  Parameters parameters;

  /// Is it this type, whatever its parameters? `full` in lower case, e.g. "application/sdp".
  [[nodiscard]] bool is(std::string_view full) const;
};

[[nodiscard]] Parsed<MediaType> parse_media_type(std::string_view value);

}  // namespace sidetone::sip
