#include "audio/packetizer.h"
#include "audio/playout.h"
#include "audio/test_sound.h"

#include <array>
#include <benchmark/benchmark.h>
#include <vector>

/// What a transcoding bridge does with one packet beyond the codec itself, and with it.
namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};
constexpr CodecSpec kOpus{.kind = CodecKind::kOpus, .payload_type = 111};
constexpr CodecSpec kPcmu{.kind = CodecKind::kPcmu, .payload_type = 0};

void insert_and_pull(benchmark::State& state) {
  JitterBuffer buffer({});
  const std::array<std::uint8_t, 160> payload{};
  Instant now = kStart;
  std::uint32_t number = 0;
  for (auto _ : state) {
    buffer.insert({.sequence = static_cast<std::uint16_t>(number),
                   .timestamp = 160 * number,
                   .duration = 20ms,
                   .payload = payload},
                  now);
    benchmark::DoNotOptimize(buffer.next(now, 0ms));
    benchmark::DoNotOptimize(buffer.stretch(now, 20ms));
    ++number;
    now += 20ms;
  }
}
BENCHMARK(insert_and_pull);

/// Each packet of one codec to a packet of another: the whole of one direction.
void bridge(benchmark::State& state, const CodecSpec& from, const CodecSpec& to) {
  const std::array<CodecSpec, 2> legs{from, to};
  const SampleRate rate = cheapest_common_rate(legs);
  Packetizer speaker(from, rate);
  std::vector<std::vector<std::uint8_t>> packets;
  const testing::Samples said = testing::speech(rate, 4s);
  Frame frame{.rate = rate};
  for (std::size_t at = 0; at < said.size(); at += frame.samples().size()) {
    std::copy_n(said.begin() + static_cast<std::ptrdiff_t>(at), frame.samples().size(),
                frame.buffer.begin());
    speaker.push(frame);
    while (const auto packet = speaker.poll()) {
      packets.emplace_back(packet->payload.begin(), packet->payload.end());
    }
  }
  const std::uint32_t ticks = static_cast<std::uint32_t>(rtp_clock_hz(from.kind)) / 50;
  Playout playout({.codecs = {from}, .rate = rate});
  Packetizer listener(to, rate);
  Instant now = kStart;
  std::uint32_t number = 0;
  for (auto _ : state) {
    playout.insert({.payload_type = from.payload_type,
                    .sequence = static_cast<std::uint16_t>(number),
                    .timestamp = ticks * number,
                    .payload = packets[number % packets.size()]},
                   now);
    playout.next_frame(now, frame);
    listener.push(frame);
    benchmark::DoNotOptimize(listener.poll());
    ++number;
    now += 20ms;
  }
}
BENCHMARK_CAPTURE(bridge, opus_to_pcmu, kOpus, kPcmu);
BENCHMARK_CAPTURE(bridge, pcmu_to_opus, kPcmu, kOpus);
BENCHMARK_CAPTURE(bridge, opus_to_opus, kOpus, kOpus);

}  // namespace
}  // namespace sidetone::audio
