// Packets of any codec, with any payload, numbers and arrival, into a playout that is pulled every
// 20 ms: the pull gives a whole frame each time, and the counters add up.

#include "audio/playout.h"
#include "base/assert.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

using namespace sidetone;
using namespace sidetone::audio;

namespace {

constexpr std::array<std::uint8_t, 6> kTypes{111, 9, 0, 8, 13, 101};
constexpr std::array<SampleRate, 3> kRates{SampleRate::k8kHz, SampleRate::k16kHz,
                                           SampleRate::k48kHz};
constexpr std::size_t kHeader = 6;
constexpr int kMaxPackets = 200;

PlayoutConfig config(SampleRate rate) {
  return {.codecs = {{.kind = CodecKind::kOpus, .payload_type = 111},
                     {.kind = CodecKind::kG722, .payload_type = 9},
                     {.kind = CodecKind::kPcmu, .payload_type = 0},
                     {.kind = CodecKind::kPcma, .payload_type = 8}},
          .comfort_noise = 13,
          .rate = rate};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const SampleRate rate = kRates[data[0] % kRates.size()];
  Playout playout(config(rate));
  std::span<const std::uint8_t> rest(data + 1, size - 1);
  Instant now(std::chrono::hours(1));
  // A frame that the playout does not fill keeps this rate, which is another.
  Frame frame{.rate = kRates[(data[0] + 1U) % kRates.size()]};
  std::uint64_t pulled = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  // Each packet: type and ticks to pull, sequence step, timestamp step, arrival, length, payload.
  for (int packet = 0; packet < kMaxPackets && rest.size() >= kHeader; ++packet) {
    const std::size_t length = std::min<std::size_t>(rest[5], rest.size() - kHeader);
    const int jump = (rest[0] & 0x80) != 0 ? 257 : 1;
    sequence = static_cast<std::uint16_t>(sequence + jump * static_cast<std::int8_t>(rest[1]));
    timestamp += static_cast<std::uint32_t>(jump * 20 * static_cast<std::int8_t>(rest[2]));
    playout.insert({.payload_type = kTypes[rest[0] % kTypes.size()],
                    .sequence = sequence,
                    .timestamp = timestamp,
                    .ssrc = static_cast<std::uint32_t>(rest[3] >> 6),
                    .payload = rest.subspan(kHeader, length)},
                   now - std::chrono::milliseconds(rest[3] & 0x3F));
    for (int tick = rest[4] & 7; tick > 0; --tick, now += kFrameTime, ++pulled) {
      playout.next_frame(now, frame);
      SIDETONE_ASSERT(frame.rate == rate);
    }
    rest = rest.subspan(kHeader + length);
  }
  SIDETONE_ASSERT(playout.stats().frames == pulled);
  const JitterStats jitter = playout.stats().jitter;
  SIDETONE_ASSERT(jitter.late <= jitter.received && jitter.duplicated <= jitter.received);
  return 0;
}
