#include "audio/dtmf.h"
#include "audio/packetizer.h"
#include "audio/playout.h"
#include "audio/test_sound.h"
#include "audio/tone_generator.h"
#include "base/random.h"
#include "base/test_allocations.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

class Allocation : public ::testing::TestWithParam<std::pair<CodecSpec, SampleRate>> {};

TEST_P(Allocation, NeverHappensOnTheWayFromPacketToPacket) {
  const auto [spec, rate] = GetParam();
  Packetizer speaker(spec, rate);
  Playout playout({.codecs = {spec}, .comfort_noise = 13, .rate = rate});
  Packetizer listener(spec, rate);
  DtmfDetector keys(rate);
  const Samples said = speech(rate, 4s);
  SeededRandom random(1);
  Frame frame{.rate = rate};
  Instant now{1h};
  std::uint16_t sequence = 0;
  std::size_t at = 0;
  std::size_t sent = 0;
  const std::size_t before = allocations;
  for (int tick = 0; tick < 1'000; ++tick, now += kFrameTime) {
    frame.rate = rate;
    std::copy_n(said.data() + at, frame.samples().size(), frame.buffer.data());
    at = (at + frame.samples().size()) % said.size();
    speaker.push(frame);
    while (const auto packet = speaker.poll()) {
      const bool lost = random.below(10) == 0;
      const RtpAudio rtp{.payload_type = spec.payload_type,
                         .sequence = sequence++,
                         .timestamp = packet->timestamp,
                         .payload = packet->payload};
      if (!lost) playout.insert(rtp, now + 1ms * random.below(30));
    }
    playout.next_frame(now + 30ms, frame);
    keys.handle_frame(frame);
    listener.push(frame);
    while (listener.poll()) ++sent;
  }
  EXPECT_EQ(allocations, before);
  EXPECT_GT(playout.stats().concealed_samples, 0u);
  EXPECT_EQ(sent, 1'000u);
}

INSTANTIATE_TEST_SUITE_P(
    EachCodec, Allocation,
    ::testing::Values(
        std::pair{CodecSpec{.kind = CodecKind::kOpus, .payload_type = 111}, SampleRate::k8kHz},
        std::pair{CodecSpec{.kind = CodecKind::kOpus, .payload_type = 111}, SampleRate::k48kHz},
        std::pair{CodecSpec{.kind = CodecKind::kG722, .payload_type = 9}, SampleRate::k16kHz},
        std::pair{CodecSpec{.kind = CodecKind::kPcmu, .payload_type = 0}, SampleRate::k8kHz},
        std::pair{CodecSpec{.kind = CodecKind::kPcma, .payload_type = 8}, SampleRate::k48kHz}));

TEST(AllocationCount, SeesAnAllocation) {
  const std::size_t before = allocations;
  const std::vector<int> memory(100);
  EXPECT_EQ(memory.back(), 0);
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace sidetone::audio
