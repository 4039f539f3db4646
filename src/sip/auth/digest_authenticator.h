#pragma once

#include "base/address.h"
#include "base/random.h"
#include "base/time.h"
#include "sip/auth/digest_credentials.h"
#include "sip/auth/failure_limiter.h"
#include "sip/auth/hash.h"
#include "sip/auth/nonce_table.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// Decides whether a request of a desk phone comes from whoever knows the account's secret
/// [RFC3261 §22, RFC7616, RFC8760].
///
/// Nonces are not stored: each carries the time it was made and a MAC over that time, the client's
/// IP address, the realm and the algorithm under a key of this process. What is stored is which
/// nonce counts were used, in a bounded table; a nonce that fell out of it is stale.
///
/// An unknown account is answered like a wrong password and costs the same work: a secret is
/// derived for it. Wrong passwords drain a bucket of the source address and one of the account;
/// while a bucket is empty nothing is verified and the answer is the same 401, so that guessing
/// gets `Config::limits` attempts and learns nothing from the rest.
class DigestAuthenticator {
 public:
  struct Config {
    Duration nonce_lifetime = std::chrono::minutes(5);
    std::size_t max_nonces = 32'768;  ///< In use at a time; a phone has one or two.
    FailureLimiter::Config limits;
    /// Old phones answer without qop, hence without a nonce count: accepted once per nonce.
    bool allow_without_qop = true;
  };

  /// The secret of one account, as its record has it: HA1 in hex of the algorithm named.
  struct Account {
    std::string_view ha1;
    DigestAlgorithm algorithm = DigestAlgorithm::kMd5;
  };
  /// One request to be judged. Views need to live during the call only.
  struct Attempt {
    std::string_view method;
    std::string_view request_uri;
    std::string_view realm;
    IpAddress source;
    /// From find_credentials(); nullptr when the request carries none.
    const DigestCredentials* credentials = nullptr;
    /// Of the credentials' username, or without credentials of the address-of-record: it decides
    /// the algorithm of the challenge. nullptr: nobody of that name, or not allowed to register.
    const Account* account = nullptr;
  };

  enum class Verdict : std::uint8_t {
    kAccepted,
    kNoCredentials,  ///< First contact.
    kStale,          ///< Right secret, old nonce: the client repeats by itself.
    kWrong,          ///< Wrong secret, unknown account, replay or another request's digest.
    kRateLimited,    ///< Not looked at.
  };
  struct Outcome {
    Verdict verdict = Verdict::kWrong;
    std::string challenge;  ///< Value of WWW-Authenticate (401); empty when accepted.
  };

  DigestAuthenticator(Config config, Random& random);

  [[nodiscard]] Outcome verify(const Attempt& attempt, Instant now);

 private:
  [[nodiscard]] DigestAlgorithm algorithm_for(const Attempt& attempt) const;
  std::string challenge(const Attempt& attempt, bool stale, Instant now);
  std::string make_nonce(const Attempt& attempt, Instant now);
  Verdict judge(const Attempt& attempt, Instant now);
  bool knows_secret(const Attempt& attempt);
  bool use_nonce(const Attempt& attempt, Instant now);
  HexDigest nonce_mac(std::string_view head, const Attempt& attempt);
  std::uint64_t account_key(const Attempt& attempt);

  Config config_;
  Random& random_;
  Hasher hasher_;
  Mac secret_{};
  NonceTable nonces_;
  FailureLimiter limiter_;
};

/// The name of its counter: "auth_accepted", "auth_challenged", "auth_stale", "auth_wrong",
/// "auth_rate_limited".
[[nodiscard]] std::string_view counter_name(DigestAuthenticator::Verdict verdict);

}  // namespace sidetone::sip
