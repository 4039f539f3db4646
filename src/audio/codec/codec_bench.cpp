#include "audio/codec/codec.h"
#include "audio/test_sound.h"

#include <array>
#include <benchmark/benchmark.h>
#include <vector>

/// One codec, one direction, 20 ms an iteration. Arguments: rate in Hz, and for Opus complexity.
namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;

using Packet = std::vector<std::uint8_t>;

CodecSpec spec_of(CodecKind kind, const benchmark::State& state) {
  CodecSpec spec{.kind = kind};
  if (kind == CodecKind::kOpus) spec.opus.complexity = static_cast<std::uint8_t>(state.range(1));
  return spec;
}

SampleRate rate_of(const benchmark::State& state) {
  return static_cast<SampleRate>(static_cast<std::uint16_t>(state.range(0)));
}

template <CodecKind kKind>
void encode(benchmark::State& state) {
  const auto encoder = make_encoder(spec_of(kKind, state), rate_of(state));
  const testing::Samples said = testing::speech(rate_of(state), 4s);
  const std::size_t frame = frame_samples(rate_of(state));
  std::array<std::uint8_t, kMaxPayloadBytes> payload;
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(encoder->encode(std::span(said).subspan(at, frame), payload));
    at = at + frame < said.size() ? at + frame : 0;
  }
}

template <CodecKind kKind>
void decode(benchmark::State& state) {
  const auto encoder = make_encoder(spec_of(kKind, state), rate_of(state));
  const auto decoder = make_decoder(spec_of(kKind, state), rate_of(state));
  const testing::Samples said = testing::speech(rate_of(state), 4s);
  const std::size_t frame = frame_samples(rate_of(state));
  std::vector<Packet> packets;
  for (std::size_t at = 0; at < said.size(); at += frame) {
    Packet packet(kMaxPayloadBytes);
    packet.resize(encoder->encode(std::span(said).subspan(at, frame), packet));
    packets.push_back(packet);
  }
  testing::Samples out(samples_in(rate_of(state), kMaxPacketTime));
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(decoder->decode(packets[at], out));
    at = at + 1 < packets.size() ? at + 1 : 0;
  }
}

template <CodecKind kKind>
void conceal(benchmark::State& state) {
  const auto encoder = make_encoder(spec_of(kKind, state), rate_of(state));
  const auto decoder = make_decoder(spec_of(kKind, state), rate_of(state));
  const testing::Samples said = testing::speech(rate_of(state), 20ms);
  Packet packet(kMaxPayloadBytes);
  packet.resize(encoder->encode(said, packet));
  testing::Samples out(samples_in(rate_of(state), kMaxPacketTime));
  for (auto _ : state) {
    benchmark::DoNotOptimize(decoder->decode(packet, out));
    decoder->conceal(std::span(out).first(said.size()));
  }
}

constexpr auto kOpus = CodecKind::kOpus;
constexpr auto kG722 = CodecKind::kG722;
constexpr auto kPcmu = CodecKind::kPcmu;
constexpr auto kPcma = CodecKind::kPcma;

BENCHMARK(encode<kOpus>)->ArgsProduct({{8'000, 16'000, 48'000}, {0, 5, 10}});
BENCHMARK(decode<kOpus>)->ArgsProduct({{8'000, 16'000, 48'000}, {5}});
BENCHMARK(conceal<kOpus>)->ArgsProduct({{8'000, 48'000}, {5}});
BENCHMARK(encode<kG722>)->Arg(8'000)->Arg(16'000);
BENCHMARK(decode<kG722>)->Arg(8'000)->Arg(16'000);
BENCHMARK(encode<kPcmu>)->Arg(8'000)->Arg(48'000);
BENCHMARK(decode<kPcmu>)->Arg(8'000)->Arg(48'000);
BENCHMARK(conceal<kPcmu>)->Arg(8'000);
BENCHMARK(encode<kPcma>)->Arg(8'000);
BENCHMARK(decode<kPcma>)->Arg(8'000);

}  // namespace
}  // namespace sidetone::audio
