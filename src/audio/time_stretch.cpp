#include "audio/time_stretch.h"

#include "audio/level_meter.h"
#include "audio/pitch.h"
#include "base/assert.h"

#include <algorithm>
#include <array>

namespace sidetone::audio {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kShortest = microseconds(2'500);
constexpr Duration kLookedAt = milliseconds(30);
// Quieter than −50 dBov, a cut is not heard wherever it falls.
constexpr double kQuietRms = 104;
constexpr std::size_t kMaxSeam = samples_in(SampleRate::k48kHz, kMaxStretch);

// How much to take out of, or put into, the beginning of `sound`: zero if it would be heard.
std::size_t piece(SampleRate rate, std::span<const std::int16_t> sound, Likeness wanted) {
  sound = sound.first(std::min(sound.size(), samples_in(rate, kLookedAt)));
  const PeriodRange range{.shortest = samples_in(rate, kShortest), .longest = sound.size() / 2};
  if (range.longest < range.shortest) return 0;
  const Period period = find_period(rate, sound, range);
  if (period.likeness >= wanted.at_least) return period.samples;
  return rms(sound) < kQuietRms ? range.longest : 0;
}

// Over `length` samples `from` makes way for `to`; `out` may be either.
struct Seam {
  const std::int16_t* from;
  const std::int16_t* to;
  std::int16_t* out;
  std::size_t length;
};

void blend(const Seam& seam) {
  const float step = 1.0F / static_cast<float>(seam.length);
  for (std::size_t i = 0; i < seam.length; ++i) {
    const float in = (static_cast<float>(i) + 0.5F) * step;
    seam.out[i] = static_cast<std::int16_t>(static_cast<float>(seam.from[i]) * (1.0F - in) +
                                            static_cast<float>(seam.to[i]) * in);
  }
}

}  // namespace

std::size_t shorten(SampleRate rate, std::span<std::int16_t> pcm, Likeness wanted) {
  const std::size_t out = piece(rate, pcm, wanted);
  if (out == 0) return 0;
  blend({.from = pcm.data(), .to = pcm.data() + out, .out = pcm.data(), .length = out});
  std::ranges::copy(pcm.subspan(2 * out), pcm.begin() + static_cast<std::ptrdiff_t>(out));
  return out;
}

std::size_t lengthen(SampleRate rate, std::span<std::int16_t> pcm, std::size_t size,
                     Likeness wanted) {
  const std::size_t in = piece(rate, pcm.first(size), wanted);
  if (in == 0) return 0;
  SIDETONE_ASSERT(size + in <= pcm.size());
  // After the first period the second begins, and turns into the first, which then leads into
  // the second once more.
  std::array<std::int16_t, kMaxSeam> seam;
  blend({.from = pcm.data() + in, .to = pcm.data(), .out = seam.data(), .length = in});
  const std::span<std::int16_t> rest = pcm.subspan(in, size - in);
  std::ranges::copy_backward(rest, pcm.begin() + static_cast<std::ptrdiff_t>(size + in));
  std::ranges::copy_n(seam.begin(), static_cast<std::ptrdiff_t>(in),
                      pcm.begin() + static_cast<std::ptrdiff_t>(in));
  return in;
}

}  // namespace sidetone::audio
