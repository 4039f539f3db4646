// A peer that knows the password or does not, says what it likes from where it likes, and lets
// time pass: the agent keeps its promises in every state.

#include "base/assert.h"
#include "rtc/ice_lite/ice_lite.h"
#include "rtc/stun/stun_writer.h"

#include <fuzzer/FuzzedDataProvider.h>
#include <vector>

using namespace sidetone;
using namespace sidetone::rtc;

namespace {

constexpr std::string_view kPassword = "our-password-of-22-chars";

IcePath path_from(FuzzedDataProvider& input) {
  return {.remote = {.ip = IpAddress::v4({192, 0, 2, input.ConsumeIntegral<std::uint8_t>()}),
                     .port = input.ConsumeIntegral<std::uint16_t>()},
          .socket = input.ConsumeIntegralInRange<std::uint32_t>(0, 1)};
}

std::vector<std::uint8_t> signed_check(FuzzedDataProvider& input) {
  StunWriter writer({.message_class = StunClass::kRequest});
  writer.add_text(StunAttribute::kUsername, input.ConsumeBool() ? "ours:theirs" : "ours:");
  if (input.ConsumeBool()) writer.add_flag(StunAttribute::kUseCandidate);
  if (input.ConsumeBool()) writer.add_u64(StunAttribute::kIceControlled, 1);
  if (input.ConsumeBool()) writer.add_flag(StunAttribute{input.ConsumeIntegral<std::uint16_t>()});
  if (input.ConsumeBool()) {
    writer.add_integrity(bytes_of(kPassword));
  } else {
    writer.add_integrity_sha256(bytes_of(kPassword));
  }
  if (input.ConsumeBool()) writer.add_fingerprint();
  return writer.take();
}

class World {
 public:
  explicit World(FuzzedDataProvider& input) : input_(input) {}

  void step() {
    const bool authentic = input_.ConsumeBool();
    switch (input_.ConsumeIntegralInRange(0, 7)) {
      case 0:
        now_ += std::chrono::milliseconds(input_.ConsumeIntegral<std::uint16_t>());
        agent_.handle_time(now_);
        break;
      case 1:
        agent_.set_remote({.ufrag = "theirs", .password = ""});
        break;
      default:
        receive(authentic ? signed_check(input_)
                          : input_.ConsumeBytes<std::uint8_t>(
                                input_.ConsumeIntegralInRange<std::size_t>(0, 200)));
    }
    drain();
  }

 private:
  void receive(const std::vector<std::uint8_t>& bytes) {
    const auto view = StunView::parse(bytes);
    if (view) agent_.handle_message(*view, path_from(input_), now_);
  }
  void drain() {
    for (int count = 0; const auto output = agent_.poll(); ++count) {
      SIDETONE_ASSERT(count < 2);  // A response and a nomination at most.
      if (const auto* const transmit = std::get_if<IceLite::Transmit>(&*output)) {
        const auto response = StunView::parse(transmit->bytes);
        SIDETONE_ASSERT(response && response->has_fingerprint());
      }
      if (std::holds_alternative<IceLite::ConsentLost>(*output))
        SIDETONE_ASSERT(!agent_.selected());
    }
    const auto selected = agent_.selected();
    SIDETONE_ASSERT(!selected || agent_.is_valid(*selected));
    SIDETONE_ASSERT(selected.has_value() == (agent_.deadline() != kNever));
    SIDETONE_ASSERT(!agent_.nominated() || agent_.nominated() == selected);
    SIDETONE_ASSERT(agent_.deadline() == kNever || agent_.deadline() <= now_ + IceLite::kConsent);
  }

  FuzzedDataProvider& input_;
  Instant now_{};
  IceLite agent_{{.ufrag = "ours", .password = std::string(kPassword)}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  World world(input);
  for (int steps = 0; input.remaining_bytes() > 0 && steps < 200; ++steps) world.step();
  return 0;
}
