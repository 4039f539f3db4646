#pragma once

#include "sip/message/parameters.h"
#include "sip/message/parse_error.h"

#include <string>
#include <string_view>

namespace sidetone::sip {

/// The value of Authorization, Proxy-Authorization, WWW-Authenticate, Proxy-Authenticate: a scheme
/// and its parameters [RFC3261 §25.1 credentials, challenge], e.g.
///   Digest username="101", realm="example.com", nonce="…", uri="sip:example.com", response="…"
/// or, for schemes like Basic and Bearer, one opaque word instead of parameters.
struct AuthParams {
  std::string scheme;     ///< As written; compares without case.
  Parameters parameters;  ///< Without quotes.
  std::string token68;    ///< [RFC9110 §11.2] the opaque word; empty for Digest.
  bool operator==(const AuthParams&) const = default;
};

[[nodiscard]] Parsed<AuthParams> parse_auth_params(std::string_view text);

/// What a server sends: WWW-Authenticate, Proxy-Authenticate. Quotes all but algorithm and stale;
/// several senders of RFC 2617 and RFC 7616 grammar read nothing else.
[[nodiscard]] std::string to_challenge(const AuthParams& params);
/// What a client sends: quotes all but algorithm, qop, nc and stale [RFC7616 §3.4].
[[nodiscard]] std::string to_credentials(const AuthParams& params);

/// The `name=value, …` of Authentication-Info, without a scheme.
[[nodiscard]] Parsed<Parameters> parse_auth_info(std::string_view text);

}  // namespace sidetone::sip
