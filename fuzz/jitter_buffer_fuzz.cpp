// Packets with any numbers, durations and arrivals into a jitter buffer that is asked every 20 ms
// until it has given 20 ms of steps: it always has an answer, each step gets it further, and the
// counters add up.

#include "audio/frame.h"
#include "audio/jitter/jitter_buffer.h"
#include "base/assert.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fuzzer/FuzzedDataProvider.h>

using namespace sidetone;
using namespace sidetone::audio;

namespace {

using std::chrono::milliseconds;

constexpr std::array<std::uint32_t, 3> kClocks{8'000, 16'000, 48'000};
constexpr std::array<int, 6> kDurations{10, 20, 30, 40, 60, 120};
constexpr int kMaxSteps = 400;

class Listener {
 public:
  explicit Listener(FuzzedDataProvider& input) : input_(input), jitter_(config(input)) {}

  void run() {
    for (int i = 0; i < kMaxSteps && input_.remaining_bytes() > 0; ++i) {
      switch (input_.ConsumeIntegralInRange(0, 7)) {
        case 0:
          jitter_.restart();
          break;
        case 1:
        case 2:
        case 3:
          tick();
          break;
        default:
          insert();
      }
    }
    // Whatever came: a second later all of it is played or given up.
    for (int i = 0; i < 200; ++i) tick();
    check();
  }

 private:
  static JitterConfig config(FuzzedDataProvider& input) {
    const int low = input.ConsumeIntegralInRange(0, 100);
    const int high = input.ConsumeIntegralInRange(low, 1'000);
    return {.min_delay = milliseconds(low),
            .max_delay = milliseconds(high),
            .start_delay = milliseconds(input.ConsumeIntegralInRange(low, high))};
  }

  void insert() {
    // Mostly a stream as it should be; now and then a leap.
    sequence_ = static_cast<std::uint16_t>(
        sequence_ + (input_.ConsumeBool() ? 1 : input_.ConsumeIntegral<std::int16_t>()));
    timestamp_ += input_.ConsumeBool() ? 160U : input_.ConsumeIntegral<std::uint32_t>();
    const auto kind = static_cast<PacketKind>(input_.ConsumeIntegralInRange(0, 3));
    const auto payload = input_.ConsumeBytes<std::uint8_t>(input_.ConsumeIntegralInRange(0, 40));
    const bool sounds = kind == PacketKind::kSpeech || kind == PacketKind::kLastSpeech;
    jitter_.insert({.kind = kind,
                    .payload_type = input_.ConsumeIntegralInRange<std::uint8_t>(0, 127),
                    .sequence = sequence_,
                    .timestamp = timestamp_,
                    .clock_hz = input_.PickValueInArray(kClocks),
                    .duration = milliseconds(sounds ? input_.PickValueInArray(kDurations) : 0),
                    .payload = payload},
                   now_ - milliseconds(input_.ConsumeIntegralInRange(0, 19)));
    ++inserted_;
  }

  void tick() {
    for (int steps = 0; pending_ < kFrameTime; ++steps) {
      SIDETONE_ASSERT(steps < 64);
      const Step step = jitter_.next(now_, pending_);
      SIDETONE_ASSERT(step.length > Duration::zero());
      if (step.kind == Step::Kind::kDecodeFec) jitter_.recovered(flip_ = !flip_);
      pending_ += step.length;
    }
    if (jitter_.stretch(now_, pending_) != Stretch::kNone) jitter_.stretched();
    pending_ -= kFrameTime;
    now_ += kFrameTime;
  }

  void check() {
    const JitterStats stats = jitter_.stats();
    SIDETONE_ASSERT(stats.received == inserted_);
    SIDETONE_ASSERT(stats.duplicated + stats.discarded <= stats.received);
    SIDETONE_ASSERT(stats.late <= stats.received);
    SIDETONE_ASSERT(stats.mean_delay <= stats.max_delay);
  }

  FuzzedDataProvider& input_;
  JitterBuffer jitter_;
  Instant now_{std::chrono::hours(1)};
  Duration pending_{};
  std::uint16_t sequence_ = 0;
  std::uint32_t timestamp_ = 0;
  std::uint64_t inserted_ = 0;
  bool flip_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  Listener(input).run();
  return 0;
}
