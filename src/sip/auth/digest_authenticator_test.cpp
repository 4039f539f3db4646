#include "sip/auth/digest_authenticator.h"

#include "sip/message/auth_params.h"

#include <gtest/gtest.h>

#include <optional>

namespace sidetone::sip {

using namespace std::chrono_literals;
using enum DigestAlgorithm;
using Verdict = DigestAuthenticator::Verdict;

namespace {

/// A phone that answers challenges, and the server that judges it.
class Bench {
 public:
  explicit Bench(DigestAuthenticator::Config config = {}) : authenticator_(config, random_) {}

  struct Phone {
    std::string username = "101";
    std::string password = "secret";
    DigestAlgorithm algorithm = kMd5;
    std::string method = "REGISTER";
    std::string uri = "sip:demo.test";
    IpAddress source = IpAddress::v4({192, 0, 2, 1});
    bool with_qop = true;
  };
  Phone phone;
  /// What the directory knows of the account; nullopt: nobody of that name.
  std::optional<DigestAlgorithm> account = kMd5;
  Instant now{1h};

  Verdict send(const DigestCredentials* credentials) {
    const std::string ha1 = ha1_of(account.value_or(kMd5), "secret");
    const DigestAuthenticator::Account known{.ha1 = ha1, .algorithm = account.value_or(kMd5)};
    const auto outcome = authenticator_.verify({.method = phone.method,
                                                .request_uri = request_uri.value_or(phone.uri),
                                                .realm = "demo.test",
                                                .source = phone.source,
                                                .credentials = credentials,
                                                .account = account ? &known : nullptr},
                                               now);
    challenge = outcome.challenge;
    return outcome.verdict;
  }
  /// Asks for a challenge, and for the phone's answer to it.
  DigestCredentials challenged() {
    send(nullptr);
    return answer(1);
  }
  /// The phone's answer to the last challenge.
  DigestCredentials answer(std::uint32_t count) {
    DigestCredentials said{.username = phone.username,
                           .realm = "demo.test",
                           .nonce = nonce(),
                           .uri = phone.uri,
                           .algorithm = phone.algorithm};
    const std::string ha1 = ha1_of(phone.algorithm, phone.password);
    const auto ha2 = hasher_.joined(phone.algorithm, {phone.method, phone.uri});
    if (phone.with_qop) {
      said.nonce_count = count;
      said.nonce_count_text = fmt_count(count);
      said.cnonce = "c";
      said.response = hasher_
                          .joined(phone.algorithm,
                                  {ha1, said.nonce, said.nonce_count_text, "c", "auth", ha2.view()})
                          .view();
    } else {
      said.response = hasher_.joined(phone.algorithm, {ha1, said.nonce, ha2.view()}).view();
    }
    return said;
  }
  Verdict attempt() {
    const DigestCredentials credentials = challenged();
    return send(&credentials);
  }
  std::string parameter(std::string_view name) const {
    const auto params = parse_auth_params(challenge);
    return params ? std::string(params->parameters.find(name).value_or("")) : "";
  }
  std::string nonce() const { return parameter("nonce"); }

  std::string challenge;
  std::optional<std::string> request_uri;

 private:
  std::string ha1_of(DigestAlgorithm algorithm, std::string_view password) {
    return std::string(hasher_.joined(algorithm, {phone.username, "demo.test", password}).view());
  }
  static std::string fmt_count(std::uint32_t count) {
    const std::string digits = std::to_string(count);
    return std::string(8 - digits.size(), '0') + digits;
  }

  SeededRandom random_{1};
  Hasher hasher_;
  DigestAuthenticator authenticator_;
};

}  // namespace

TEST(DigestAuthenticator, AFirstRequestIsChallenged) {
  Bench bench;
  EXPECT_EQ(bench.send(nullptr), Verdict::kNoCredentials);
  EXPECT_EQ(bench.challenge.substr(0, 7), "Digest ");
  EXPECT_EQ(bench.parameter("realm"), "demo.test");
  EXPECT_EQ(bench.parameter("algorithm"), "MD5");
  EXPECT_EQ(bench.parameter("qop"), "auth");
  EXPECT_EQ(bench.parameter("stale"), "");
  EXPECT_EQ(bench.nonce().size(), 64U);
}

TEST(DigestAuthenticator, TheRightSecretIsAccepted) {
  Bench bench;
  EXPECT_EQ(bench.attempt(), Verdict::kAccepted);
  EXPECT_EQ(bench.challenge, "");
}

TEST(DigestAuthenticator, ADeviceOfSha256IsChallengedWithItAlone) {
  Bench bench;
  bench.account = kSha256;
  bench.phone.algorithm = kSha256;
  EXPECT_EQ(bench.attempt(), Verdict::kAccepted);
  bench.send(nullptr);
  EXPECT_EQ(bench.parameter("algorithm"), "SHA-256");
}

TEST(DigestAuthenticator, AnotherAlgorithmThanTheDevicesIsChallengedAnew) {
  Bench bench;
  bench.account = kSha256;
  EXPECT_EQ(bench.attempt(), Verdict::kNoCredentials);
}

TEST(DigestAuthenticator, AWrongPasswordIsChallengedAgainNotStale) {
  Bench bench;
  bench.phone.password = "guess";
  EXPECT_EQ(bench.attempt(), Verdict::kWrong);
  EXPECT_EQ(bench.parameter("stale"), "");
  EXPECT_EQ(bench.nonce().size(), 64U);
}

TEST(DigestAuthenticator, AnUnknownAccountIsAnsweredLikeAWrongPassword) {
  Bench known;
  known.phone.password = "guess";
  Bench unknown;
  unknown.account = std::nullopt;
  EXPECT_EQ(unknown.attempt(), known.attempt());
  EXPECT_EQ(unknown.challenge, known.challenge) << "same dice, same text";
}

TEST(DigestAuthenticator, ANonceServesManyRequestsEachCountOnce) {
  Bench bench;
  bench.send(nullptr);
  const DigestCredentials first = bench.answer(1);
  const DigestCredentials second = bench.answer(2);
  EXPECT_EQ(bench.send(&first), Verdict::kAccepted);
  EXPECT_EQ(bench.send(&second), Verdict::kAccepted);
  EXPECT_EQ(bench.send(&second), Verdict::kStale) << "a replay learns nothing and gets nothing";
  EXPECT_EQ(bench.parameter("stale"), "true");
}

TEST(DigestAuthenticator, AnOldNonceIsStaleAndTheNewOneWorks) {
  Bench bench;
  const DigestCredentials credentials = bench.challenged();
  bench.now += 5min + 1us;
  EXPECT_EQ(bench.send(&credentials), Verdict::kStale);
  const DigestCredentials again = bench.answer(1);
  EXPECT_EQ(bench.send(&again), Verdict::kAccepted);
}

TEST(DigestAuthenticator, ANonceIsGoodUntilItsLastMicrosecond) {
  Bench bench;
  const DigestCredentials credentials = bench.challenged();
  bench.now += 5min;
  EXPECT_EQ(bench.send(&credentials), Verdict::kAccepted);
}

TEST(DigestAuthenticator, ANonceBelongsToItsAddress) {
  Bench bench;
  const DigestCredentials credentials = bench.challenged();
  bench.phone.source = IpAddress::v4({192, 0, 2, 2});
  EXPECT_EQ(bench.send(&credentials), Verdict::kStale);
}

TEST(DigestAuthenticator, ANonceThatWeDidNotMakeIsStaleForWhoKnowsTheSecret) {
  Bench bench;
  for (const char* forged :
       {"x", "0000000000000000000000000000000000000000000000000000000000000000",
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
    bench.challenge = std::string("Digest nonce=\"") + forged + "\"";
    const DigestCredentials credentials = bench.answer(1);
    EXPECT_EQ(bench.send(&credentials), Verdict::kStale);
  }
}

TEST(DigestAuthenticator, AFlippedDigitMakesANonceOfAnotherTimeVoid) {
  Bench bench;
  bench.send(nullptr);
  std::string nonce = bench.nonce();
  nonce[15] = nonce[15] == '0' ? '1' : '0';
  bench.challenge = "Digest nonce=\"" + nonce + "\"";
  const DigestCredentials credentials = bench.answer(1);
  EXPECT_EQ(bench.send(&credentials), Verdict::kStale);
}

TEST(DigestAuthenticator, ADigestOpensOnlyTheRequestThatItWasMadeFor) {
  Bench bench;
  bench.phone.method = "INVITE";
  bench.phone.uri = "sip:102@demo.test";
  bench.request_uri = "sip:900123@demo.test";
  EXPECT_EQ(bench.attempt(), Verdict::kWrong);
  const DigestCredentials of_invite = bench.challenged();
  bench.phone.method = "REGISTER";
  EXPECT_EQ(bench.send(&of_invite), Verdict::kWrong);
}

TEST(DigestAuthenticator, PortAndParametersOfTheUriMayDiffer) {
  Bench bench;
  bench.phone.uri = "sip:102@demo.test";
  bench.request_uri = "sip:102@demo.test:5060;transport=tcp";
  EXPECT_EQ(bench.attempt(), Verdict::kAccepted);
}

TEST(DigestAuthenticator, APhoneWithoutQopIsAcceptedOncePerNonce) {
  Bench bench;
  bench.phone.with_qop = false;
  const DigestCredentials credentials = bench.challenged();
  EXPECT_EQ(bench.send(&credentials), Verdict::kAccepted);
  EXPECT_EQ(bench.send(&credentials), Verdict::kStale);
  EXPECT_EQ(bench.attempt(), Verdict::kAccepted);
}

TEST(DigestAuthenticator, WithoutQopCanBeForbidden) {
  Bench bench({.allow_without_qop = false});
  bench.phone.with_qop = false;
  EXPECT_EQ(bench.attempt(), Verdict::kNoCredentials);
}

TEST(DigestAuthenticator, GuessingEndsSoonAndTheAnswerStaysTheSame) {
  Bench bench;
  bench.phone.password = "guess";
  int looked_at = 0;
  for (int i = 0; i < 100; ++i) {
    const Verdict verdict = bench.attempt();
    looked_at += verdict == Verdict::kWrong ? 1 : 0;
    EXPECT_EQ(bench.nonce().size(), 64U);
    EXPECT_EQ(bench.parameter("stale"), "");
  }
  EXPECT_EQ(looked_at, 10);
  bench.phone.password = "secret";
  EXPECT_EQ(bench.attempt(), Verdict::kRateLimited) << "not even the right one shows";
  bench.now += 1min;
  EXPECT_EQ(bench.attempt(), Verdict::kAccepted);
}

TEST(DigestAuthenticator, AnHourOfGuessingLooksAtNoMoreThanTheRateAllows) {
  Bench bench;
  bench.phone.password = "guess";
  int looked_at = 0;
  for (int second = 0; second < 3'600; ++second) {
    looked_at += bench.attempt() == Verdict::kWrong ? 1 : 0;
    bench.now += 1s;
  }
  EXPECT_LE(looked_at, 10 + 600);
}

TEST(DigestAuthenticator, AnotherRealmsCredentialsAreNone) {
  Bench bench;
  DigestCredentials credentials = bench.challenged();
  credentials.realm = "elsewhere.test";
  EXPECT_EQ(bench.send(&credentials), Verdict::kNoCredentials);
}

TEST(DigestAuthenticator, NoncesAreNeverGivenOutTwice) {
  Bench bench;
  bench.send(nullptr);
  const std::string first = bench.nonce();
  bench.send(nullptr);
  EXPECT_NE(bench.nonce(), first);
}

TEST(DigestAuthenticator, EachVerdictHasACounter) {
  EXPECT_EQ(counter_name(Verdict::kAccepted), "auth_accepted");
  EXPECT_EQ(counter_name(Verdict::kNoCredentials), "auth_challenged");
  EXPECT_EQ(counter_name(Verdict::kStale), "auth_stale");
  EXPECT_EQ(counter_name(Verdict::kWrong), "auth_wrong");
  EXPECT_EQ(counter_name(Verdict::kRateLimited), "auth_rate_limited");
}

}  // namespace sidetone::sip
