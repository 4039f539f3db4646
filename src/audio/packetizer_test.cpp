#include "audio/packetizer.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <string>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// Pushes frames of a tone and writes down what comes out: bytes@timestamp, * for the marker.
class Bench {
 public:
  Bench(const CodecSpec& spec, SampleRate rate) : packetizer_(spec, rate) {
    frame_.rate = rate;
    const Samples tone = sine(rate, kFrameTime, {.hz = 500, .amplitude = 8'000});
    std::ranges::copy(tone, frame_.buffer.begin());
  }
  Bench& push(int frames) {
    for (int i = 0; i < frames; ++i) {
      packetizer_.push(frame_);
      while (const auto packet = packetizer_.poll()) note(*packet);
    }
    return *this;
  }
  Bench& skip(int frames) {
    for (int i = 0; i < frames; ++i) packetizer_.skip();
    return *this;
  }
  Bench& silence() {
    frame_.buffer.fill(0);
    return *this;
  }
  [[nodiscard]] const std::string& trace() const { return trace_; }
  [[nodiscard]] int sent() const { return sent_; }
  [[nodiscard]] std::uint32_t timestamp() const { return timestamp_; }

 private:
  void note(const Packetizer::Packet& packet) {
    trace_ +=
        fmt::format("{}@{}{} ", packet.payload.size(), packet.timestamp, packet.marker ? "*" : "");
    ++sent_;
    timestamp_ = packet.timestamp;
  }

  Packetizer packetizer_;
  Frame frame_;
  std::string trace_;
  int sent_ = 0;
  std::uint32_t timestamp_ = 0;
};

CodecSpec pcmu(std::uint8_t ptime_ms) {
  return {.kind = CodecKind::kPcmu, .ptime_ms = ptime_ms};
}

TEST(Packetizer, SendsAPacketAFrame) {
  EXPECT_EQ(Bench(pcmu(20), SampleRate::k8kHz).push(3).trace(), "160@0* 160@160 160@320 ");
}

TEST(Packetizer, SendsTwoAFrameWhereThePeerWantsTenMilliseconds) {
  EXPECT_EQ(Bench(pcmu(10), SampleRate::k8kHz).push(2).trace(), "80@0* 80@80 80@160 80@240 ");
}

TEST(Packetizer, GathersFramesWhereThePeerWantsThirtyOrSixty) {
  EXPECT_EQ(Bench(pcmu(30), SampleRate::k8kHz).push(6).trace(), "240@0* 240@240 240@480 240@720 ");
  EXPECT_EQ(Bench(pcmu(60), SampleRate::k8kHz).push(6).trace(), "480@0* 480@480 ");
}

TEST(Packetizer, CountsG722InHalfItsSamples) {
  EXPECT_EQ(Bench({.kind = CodecKind::kG722}, SampleRate::k16kHz).push(2).trace(),
            "160@0* 160@160 ");
}

TEST(Packetizer, CountsOpusIn48KilohertzAtAnyRate) {
  Bench bench({.kind = CodecKind::kOpus}, SampleRate::k8kHz);
  EXPECT_EQ(bench.push(3).timestamp(), 1'920u);
}

TEST(Packetizer, ResamplesWhereTheRoomIsWiderThanTheCodec) {
  EXPECT_EQ(Bench(pcmu(20), SampleRate::k48kHz).push(2).trace(), "160@0* 160@160 ");
}

TEST(Packetizer, TimeGoesOnWhileNothingIsSaidAndTheNextPacketIsMarked) {
  EXPECT_EQ(Bench(pcmu(20), SampleRate::k8kHz).push(1).skip(5).push(2).trace(),
            "160@0* 160@960* 160@1120 ");
}

TEST(Packetizer, HalfAPacketThatIsSkippedStillTookItsTime) {
  EXPECT_EQ(Bench(pcmu(40), SampleRate::k8kHz).push(3).skip(1).push(2).trace(), "320@0* 320@640* ");
}

TEST(Packetizer, DtxLeavesPacketsOutButNotTheirTime) {
  Bench bench({.kind = CodecKind::kOpus, .opus = {.dtx = true}}, SampleRate::k16kHz);
  bench.push(20).silence().push(100);
  EXPECT_LT(bench.sent(), 60);
  EXPECT_GT(bench.timestamp(), 80u * 960);
}

}  // namespace
}  // namespace sidetone::audio
