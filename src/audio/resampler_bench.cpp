#include "audio/resampler.h"
#include "audio/test_sound.h"

#include <benchmark/benchmark.h>

/// One frame of 20 ms an iteration. Arguments: from and to, in Hz.
namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;

SampleRate rate_of(std::int64_t hertz) {
  return static_cast<SampleRate>(static_cast<std::uint16_t>(hertz));
}

void resample(benchmark::State& state) {
  Resampler resampler({.from = rate_of(state.range(0)), .to = rate_of(state.range(1))});
  const testing::Samples said = testing::speech(rate_of(state.range(0)), kFrameTime);
  Frame in{.rate = rate_of(state.range(0))};
  std::ranges::copy(said, in.buffer.begin());
  Frame out;
  for (auto _ : state) {
    resampler.process(in, out);
    benchmark::DoNotOptimize(out.buffer.data());
  }
}
BENCHMARK(resample)
    ->Args({8'000, 48'000})
    ->Args({48'000, 8'000})
    ->Args({16'000, 48'000})
    ->Args({48'000, 16'000})
    ->Args({8'000, 16'000})
    ->Args({16'000, 8'000});

}  // namespace
}  // namespace sidetone::audio
