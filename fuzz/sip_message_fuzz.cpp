// Any bytes: no crash, and what parses says the same after it was written and read again.
#include "base/assert.h"
#include "sip/message/auth_params.h"
#include "sip/message/message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace sidetone::sip;

/// Full names and a Content-Length that was not there may make a message too large for a reader.
bool fits(std::string_view bytes, const HeaderFields& headers) {
  return bytes.size() <= kMaxMessageBytes && headers.size() < kMaxHeaderFields;
}

void use(const HeaderFields& headers) {
  for (const HeaderField& field : headers) {
    for (const std::string_view value : headers.values(field.id)) {
      (void)parse_name_addr_list(value);
      (void)parse_auth_params(value);
    }
    (void)headers.has_token(field.id, "timer");
    HeaderFields changed = headers;
    changed.remove_first_value(field.id);
    SIDETONE_ASSERT(changed.values(field.id).size() <= headers.values(field.id).size());
  }
}

void check_round_trip(const auto& message) {
  const std::string written = to_bytes(message);
  if (!fits(written, message.headers)) return;
  const auto again = parse_message(written);
  SIDETONE_ASSERT(again.has_value());
  const auto& same = std::get<std::remove_cvref_t<decltype(message)>>(*again);
  SIDETONE_ASSERT(to_bytes(same) == written);
  SIDETONE_ASSERT(same.body == message.body);
  SIDETONE_ASSERT(essentials(same.headers) == essentials(message.headers));
}

void check_answer(const Request& request) {
  const Response response = make_response(request, 486, "tag");
  const std::string written = to_bytes(response);
  if (!fits(written, response.headers)) return;
  const auto again = parse_message(written);
  SIDETONE_ASSERT(again.has_value());
  SIDETONE_ASSERT(!essentials(response.headers)->to.tag().empty() ||
                  essentials(response.headers)->to.parameters.has("tag"));
}

void check(const Request& request) {
  use(request.headers);
  check_round_trip(request);
  check_answer(request);
}
void check(const Response& response) {
  use(response.headers);
  check_round_trip(response);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto message = parse_message(bytes);
  if (message) {
    std::visit([](const auto& whole) { check(whole); }, *message);
    return 0;
  }
  SIDETONE_ASSERT(message.error().offset <= size);
  if (const auto response = response_to_malformed(bytes, message.error())) {
    const std::string written = to_bytes(*response);
    // One empty line only: nothing of the request may end the headers, or begin one of its own.
    SIDETONE_ASSERT(written.find("\r\n\r\n") == written.size() - 4);
  }
  return 0;
}
