#pragma once

#include "base/expected.h"

#include <cstddef>
#include <string_view>

namespace sidetone::sip {

/// Why bytes are no SIP. The caller decides what to answer; the parser never logs.
struct ParseError {
  enum class Kind {
    kNotSip,              ///< The start line is neither a request nor a response: drop.
    kBadStartLine,        ///< 400 Bad Request line.
    kUnsupportedVersion,  ///< 505 [RFC3261 §21.5.6].
    kBadHeader,           ///< 400: a header that we must understand does not parse.
    kMissingHeader,       ///< 400: To, From, CSeq, Call-ID, Via [RFC3261 §8.1.1].
    kBadUri,              ///< 400, or 416 when only the scheme is unknown.
    kUnknownScheme,
    kBadBodyLength,  ///< 400: Content-Length larger than what came, or negative.
    kTooLarge,       ///< 513 Message Too Large; 64 kB, 256 header lines.
  };
  Kind kind;
  /// Byte at which reading stopped: of the message, or of the header's value that `what` names.
  std::size_t offset = 0;
  std::string_view what = {};  ///< Static text, e.g. "CSeq": fit for a reason phrase or a counter.

  bool operator==(const ParseError&) const = default;
};

template <typename T>
using Parsed = Expected<T, ParseError>;

}  // namespace sidetone::sip
