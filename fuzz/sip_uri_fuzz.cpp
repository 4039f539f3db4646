// The values of headers: what parses is the same after it was written and read again. The first
// byte says what the rest is.
#include "base/assert.h"
#include "sip/message/auth_params.h"
#include "sip/message/message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace sidetone::sip;

void check_uri(std::string_view text) {
  const auto uri = parse_uri(text);
  if (!uri) return;
  const auto again = parse_uri(uri->to_string());
  SIDETONE_ASSERT(again == uri);
  SIDETONE_ASSERT(equivalent(*uri, *again));
}

void check_two_uris(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return;
  const auto first = parse_uri(text.substr(0, space));
  const auto second = parse_uri(text.substr(space + 1));
  if (!first || !second) return;
  SIDETONE_ASSERT(equivalent(*first, *second) == equivalent(*second, *first));
}

void check_name_addr(std::string_view text) {
  const auto address = parse_name_addr(text);
  if (address) SIDETONE_ASSERT(parse_name_addr(address->to_string()) == address);
}

void check_name_addr_list(std::string_view text) {
  const auto list = parse_name_addr_list(text);
  if (!list) return;
  std::string written;
  for (const NameAddr& address : *list) {
    if (!written.empty()) written += ", ";
    written += address.to_string();
  }
  SIDETONE_ASSERT(parse_name_addr_list(written) == list);
  HeaderFields headers;
  headers.add(HeaderId::kContact, written);
  SIDETONE_ASSERT(headers.values(HeaderId::kContact).size() == list->size());
}

void check_via(std::string_view text) {
  const auto via = parse_via(text);
  if (via) SIDETONE_ASSERT(parse_via(via->to_string()) == via);
}

void check_cseq(std::string_view text) {
  const auto cseq = parse_cseq(text);
  if (cseq) SIDETONE_ASSERT(parse_cseq(to_string(*cseq)) == cseq);
}

void check_auth_params(std::string_view text) {
  (void)parse_auth_info(text);
  const auto params = parse_auth_params(text);
  if (!params) return;
  SIDETONE_ASSERT(parse_auth_params(to_challenge(*params)) == params);
  SIDETONE_ASSERT(parse_auth_params(to_credentials(*params)) == params);
}

constexpr auto kChecks = {check_uri, check_two_uris, check_name_addr,  check_name_addr_list,
                          check_via, check_cseq,     check_auth_params};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  // No value that the message parser cuts out has a line end in it.
  if (text.find_first_of("\r\n") != std::string_view::npos) return 0;
  const auto which = static_cast<unsigned>(data[0]) % kChecks.size();
  kChecks.begin()[which](text);
  return 0;
}
