// Lines of Authorization, from several sources, to an authenticator that knows one account: nobody
// gets in, and every answer carries a challenge that reads.

#include "base/assert.h"
#include "sip/auth/digest_authenticator.h"
#include "sip/message/auth_params.h"

#include <cstdint>
#include <string_view>

using namespace sidetone;
using namespace sidetone::sip;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SeededRandom random(1);
  DigestAuthenticator authenticator({.max_nonces = 4, .limits = {.capacity = 4}}, random);
  const DigestAuthenticator::Account account{.ha1 = "00112233445566778899aabbccddeeff"};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Instant now(std::chrono::hours(1));
  while (!rest.empty()) {
    const std::uint8_t choice = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    const std::size_t end = rest.find('\n');
    HeaderFields headers;
    headers.add(HeaderId::kAuthorization, std::string(rest.substr(0, end)));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const auto credentials = find_credentials(headers, HeaderId::kAuthorization, "demo.test");
    const auto outcome = authenticator.verify({.method = "REGISTER",
                                               .request_uri = "sip:demo.test",
                                               .realm = "demo.test",
                                               .source = IpAddress::v4({192, 0, 2, choice}),
                                               .credentials = credentials ? &*credentials : nullptr,
                                               .account = (choice & 1) != 0 ? &account : nullptr},
                                              now);
    SIDETONE_ASSERT(outcome.verdict != DigestAuthenticator::Verdict::kAccepted);
    const auto challenge = parse_auth_params(outcome.challenge);
    SIDETONE_ASSERT(challenge && challenge->parameters.find("realm") == "demo.test");
    now += std::chrono::milliseconds(choice);
  }
  return 0;
}
