// The registrar under a script. Each line begins with a byte that says what happens: a REGISTER
// whose header lines follow (separated by '|'), the death of a flow, or time that passes.

#include "base/assert.h"
#include "sip/register/registrar.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace sidetone;
using namespace sidetone::sip;

namespace {

constexpr std::size_t kMaxContacts = 3;

std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

Request request_of(std::string_view lines) {
  Request request{.method = "REGISTER", .uri = "sip:demo.test"};
  request.headers.add(HeaderId::kCallId, "call");
  request.headers.add(HeaderId::kCSeq, "1 REGISTER");
  while (!lines.empty()) {
    std::string_view line = take(lines, '|');
    const std::string_view name = take(line, ':');
    const HeaderId id = header_id(name);
    const bool once = id == HeaderId::kCallId || id == HeaderId::kCSeq;
    once ? request.headers.set(id, std::string(line))
         : request.headers.add(name, std::string(line));
  }
  return request;
}

class Script {
 public:
  void step(std::uint8_t choice, std::string_view line) {
    const Aor& aor = kAors[choice & 1];
    const FlowId flow(1 + (choice >> 1 & 3U));
    switch (choice >> 3 & 3U) {
      case 0:
        registrar_.handle_flow_closed(flow);
        break;
      case 1:
        now_ += std::chrono::seconds(choice);
        registrar_.handle_time(now_);
        break;
      default:
        on_request(
            aor, line,
            {.flow = flow, .transport = (choice & 128) != 0 ? Transport::kUdp : Transport::kWss});
    }
    drain();
  }
  void end() {
    now_ += std::chrono::hours(2);
    registrar_.handle_time(now_);
    drain();
    SIDETONE_ASSERT(registrar_.size() == 0 && registrar_.deadline() == kNever);
  }

 private:
  void on_request(const Aor& aor, std::string_view line, const Peer& source) {
    const std::size_t before = registrar_.size();
    const auto result = registrar_.handle_register(aor, request_of(line), source, now_);
    if (result.status != 200) SIDETONE_ASSERT(registrar_.size() == before);
    if (result.status != 200) return;
    SIDETONE_ASSERT(result.headers.count(HeaderId::kContact) == registrar_.bindings(aor).size());
    for (const auto& field : result.headers) {
      if (field.id != HeaderId::kContact) continue;
      SIDETONE_ASSERT(parse_name_addr(field.value).has_value());
    }
  }
  void drain() {
    while (const auto output = registrar_.poll()) {
      added_ += std::holds_alternative<Registrar::Added>(*output) ? 1 : 0;
      added_ -= std::holds_alternative<Registrar::Removed>(*output) ? 1 : 0;
    }
    SIDETONE_ASSERT(added_ == registrar_.size());
    std::size_t found = 0;
    for (const Aor& aor : kAors) {
      const auto bindings = registrar_.bindings(aor);
      SIDETONE_ASSERT(bindings.size() <= kMaxContacts);
      SIDETONE_ASSERT(std::ranges::is_sorted(bindings, std::ranges::greater{}, &Binding::q));
      for (const Binding& binding : bindings) {
        SIDETONE_ASSERT(registrar_.find(binding.id) == &binding);
        SIDETONE_ASSERT(registrar_.deadline() <= binding.expires_at);
        ++found;
      }
    }
    SIDETONE_ASSERT(found == registrar_.size() && found <= 5);
  }

  static inline const Aor kAors[] = {{.tenant = 1, .user = "101"}, {.tenant = 2, .user = "101"}};
  Registrar registrar_{{.max_contacts = kMaxContacts, .max_bindings = 5}};
  Instant now_{std::chrono::hours(1)};
  std::size_t added_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Script script;
  while (!rest.empty()) {
    const auto choice = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    script.step(choice, take(rest, '\n'));
  }
  script.end();
  return 0;
}
