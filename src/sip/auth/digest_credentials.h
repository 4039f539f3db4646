#pragma once

#include "sip/auth/hash.h"
#include "sip/message/header_fields.h"
#include "sip/message/parse_error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// What a client sends back to a challenge: `Digest username="101", realm="demo.test", …`
/// [RFC3261 §20.7, RFC7616 §3.4].
struct DigestCredentials {
  std::string username;
  std::string realm;
  std::string nonce;
  std::string uri;
  std::string response;                               ///< Lower-case hex.
  DigestAlgorithm algorithm = DigestAlgorithm::kMd5;  ///< MD5 where nothing is said.
  std::string cnonce;
  std::optional<std::uint32_t> nonce_count;  ///< With qop=auth only; nullopt: RFC 2069 style.
  std::string nonce_count_text;              ///< As written: it is part of the hash.
};

/// Other schemes (Basic, …), other algorithms, qop=auth-int and missing fields are errors.
[[nodiscard]] Parsed<DigestCredentials> parse_digest_credentials(std::string_view value);

/// The first credentials for `realm` among the Authorization (or Proxy-Authorization) lines of a
/// request; nullopt when there are none that can be read. At most eight lines are looked at.
[[nodiscard]] std::optional<DigestCredentials> find_credentials(const HeaderFields& headers,
                                                                HeaderId header,
                                                                std::string_view realm);

}  // namespace sidetone::sip
