// A stream is cut into the same messages however its bytes are dealt out, and every cut can be
// given to the parser.
#include "base/assert.h"
#include "sip/stream_framing.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sidetone::sip;

struct Result {
  std::vector<std::string> messages;
  bool broken = false;
  bool operator==(const Result&) const = default;
};

void note(Result& result, const StreamFraming::Cut& cut) {
  SIDETONE_ASSERT(!cut.bytes.empty() && cut.bytes.size() <= kMaxMessageBytes);
  (void)parse_message(cut.bytes);
  result.messages.emplace_back(cut.bytes);
}
void note(Result&, const StreamFraming::Pong&) {}
void note(Result& result, const StreamFraming::Broken& broken) {
  SIDETONE_ASSERT(!result.broken);
  result.broken = true;
  (void)response_to_malformed(broken.bytes, broken.error);
}

Result cut(std::string_view bytes, std::size_t piece) {
  StreamFraming framing;
  Result result;
  while (!bytes.empty()) {
    const std::size_t length = std::min(piece, bytes.size());
    framing.handle_bytes(bytes.substr(0, length));
    bytes.remove_prefix(length);
    while (const auto output = framing.poll()) {
      std::visit([&](const auto& value) { note(result, value); }, *output);
    }
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Result whole = cut(bytes, std::max<std::size_t>(bytes.size(), 1));
  SIDETONE_ASSERT(cut(bytes, 1) == whole);
  SIDETONE_ASSERT(cut(bytes, 1 + data[0]) == whole);
  return 0;
}
