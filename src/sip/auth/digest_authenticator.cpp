#include "sip/auth/digest_authenticator.h"

#include "sip/message/auth_params.h"
#include "sip/message/text.h"
#include "sip/message/uri.h"

#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <span>

namespace sidetone::sip {
namespace {

// A nonce is 16 hex digits of the time it was made, 16 random ones and 32 of a MAC over them.
constexpr std::size_t kTimeDigits = 16;
constexpr std::size_t kHeadDigits = 32;
constexpr std::size_t kNonceDigits = 64;

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

std::optional<NonceTable::Nonce> parse_head(std::string_view nonce) {
  const auto issued = parse_hex(nonce.substr(0, kTimeDigits));
  const auto id = parse_hex(nonce.substr(kTimeDigits, kHeadDigits - kTimeDigits));
  if (!issued || !id) return std::nullopt;
  return NonceTable::Nonce{.id = *id,
                           .issued = Instant(Duration(static_cast<std::int64_t>(*issued)))};
}

std::string source_text(const IpAddress& ip) {
  return {ip.bytes().begin(), ip.bytes().end()};
}

/// [RFC7616 §3.4.6] the digest's uri must name what is asked for; else a digest caught on the way
/// would open another door. Phones differ from their own Request-URI in port and parameters only.
bool same_resource(std::string_view digest_uri, std::string_view request_uri) {
  if (digest_uri == request_uri) return true;
  const auto a = parse_uri(digest_uri);
  const auto b = parse_uri(request_uri);
  return a && b && a->is_sip() == b->is_sip() && a->user == b->user && a->host == b->host &&
         a->opaque == b->opaque;
}

}  // namespace

DigestAuthenticator::DigestAuthenticator(Config config, Random& random)
    : config_(config),
      random_(random),
      nonces_(config.max_nonces, config.nonce_lifetime),
      limiter_(config.limits) {
  random_.fill(secret_);
}

DigestAuthenticator::Outcome DigestAuthenticator::verify(const Attempt& attempt, Instant now) {
  const Verdict verdict = judge(attempt, now);
  if (verdict == Verdict::kAccepted) return {.verdict = verdict, .challenge = {}};
  return {.verdict = verdict, .challenge = challenge(attempt, verdict == Verdict::kStale, now)};
}

DigestAlgorithm DigestAuthenticator::algorithm_for(const Attempt& attempt) const {
  return attempt.account == nullptr ? DigestAlgorithm::kMd5 : attempt.account->algorithm;
}

DigestAuthenticator::Verdict DigestAuthenticator::judge(const Attempt& attempt, Instant now) {
  const DigestCredentials* credentials = attempt.credentials;
  if (credentials == nullptr || credentials->realm != attempt.realm ||
      credentials->algorithm != algorithm_for(attempt) ||
      (!credentials->nonce_count && !config_.allow_without_qop)) {
    return Verdict::kNoCredentials;
  }
  const FailureLimiter::Subject subject{.source = attempt.source, .account = account_key(attempt)};
  if (!limiter_.may_try(subject, now)) return Verdict::kRateLimited;
  if (!knows_secret(attempt) || !same_resource(credentials->uri, attempt.request_uri)) {
    limiter_.failed(subject, now);
    return Verdict::kWrong;
  }
  // [RFC7616 §3.3] "If stale is true, the client may wish to simply retry the request with a new
  // encrypted response, without re-prompting the user". True too for a nonce of an earlier process
  // or of another address.
  if (!use_nonce(attempt, now)) return Verdict::kStale;
  limiter_.succeeded(subject, now);
  return Verdict::kAccepted;
}

bool DigestAuthenticator::knows_secret(const Attempt& attempt) {
  const DigestCredentials& said = *attempt.credentials;
  const DigestAlgorithm algorithm = algorithm_for(attempt);
  // The same work whether the account exists or not: its absence must not show in the time.
  const Mac nobody = hasher_.mac(secret_, {"nobody", attempt.realm, said.username});
  const std::size_t bytes = algorithm == DigestAlgorithm::kSha256 ? 32 : 16;
  const HexDigest invented(std::span<const std::uint8_t>(nobody).first(bytes));
  const std::string ha1 =
      attempt.account == nullptr ? std::string(invented.view()) : lower(attempt.account->ha1);
  const HexDigest ha2 = hasher_.joined(algorithm, {attempt.method, said.uri});
  const HexDigest expected =
      said.nonce_count ? hasher_.joined(algorithm, {ha1, said.nonce, said.nonce_count_text,
                                                    said.cnonce, "auth", ha2.view()})
                       : hasher_.joined(algorithm, {ha1, said.nonce, ha2.view()});
  const bool equal = equal_in_constant_time(expected.view(), said.response);
  return equal && attempt.account != nullptr && ha1.size() == 2 * bytes;
}

bool DigestAuthenticator::use_nonce(const Attempt& attempt, Instant now) {
  const std::string_view nonce = attempt.credentials->nonce;
  if (nonce.size() != kNonceDigits) return false;
  const std::string_view head = nonce.substr(0, kHeadDigits);
  const HexDigest mac = nonce_mac(head, attempt);
  if (!equal_in_constant_time(mac.view().substr(0, kHeadDigits), nonce.substr(kHeadDigits))) {
    return false;
  }
  const auto known = parse_head(nonce);
  if (!known || known->issued > now || now - known->issued > config_.nonce_lifetime) return false;
  // Without a nonce count a digest could be sent again and again: such a nonce is good once.
  return nonces_.use(*known, attempt.credentials->nonce_count.value_or(1), now);
}

HexDigest DigestAuthenticator::nonce_mac(std::string_view head, const Attempt& attempt) {
  const std::string source = source_text(attempt.source);
  return HexDigest(hasher_.mac(
      secret_, {"nonce", head, source, attempt.realm, algorithm_name(algorithm_for(attempt))}));
}

std::uint64_t DigestAuthenticator::account_key(const Attempt& attempt) {
  const Mac mac = hasher_.mac(secret_, {"account", attempt.realm, attempt.credentials->username});
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < sizeof key; ++i) key = key << 8 | mac[i];
  return key;
}

std::string DigestAuthenticator::make_nonce(const Attempt& attempt, Instant now) {
  const std::string head = fmt::format(
      "{:016x}{:016x}", static_cast<std::uint64_t>(now.time_since_epoch().count()), random_.u64());
  return head + std::string(nonce_mac(head, attempt).view().substr(0, kHeadDigits));
}

std::string DigestAuthenticator::challenge(const Attempt& attempt, bool stale, Instant now) {
  AuthParams params{.scheme = "Digest"};
  params.parameters.set("realm", std::string(attempt.realm));
  params.parameters.set("nonce", make_nonce(attempt, now));
  // One algorithm only: old phones fail when they see one that they do not know [RFC8760 §2.3].
  params.parameters.set("algorithm", std::string(algorithm_name(algorithm_for(attempt))));
  params.parameters.set("qop", "auth");
  if (stale) params.parameters.set("stale", "true");
  return to_challenge(params);
}

std::string_view counter_name(DigestAuthenticator::Verdict verdict) {
  switch (verdict) {
    case DigestAuthenticator::Verdict::kAccepted:
      return "auth_accepted";
    case DigestAuthenticator::Verdict::kNoCredentials:
      return "auth_challenged";
    case DigestAuthenticator::Verdict::kStale:
      return "auth_stale";
    case DigestAuthenticator::Verdict::kWrong:
      return "auth_wrong";
    case DigestAuthenticator::Verdict::kRateLimited:
      return "auth_rate_limited";
  }
  return "";
}

}  // namespace sidetone::sip
