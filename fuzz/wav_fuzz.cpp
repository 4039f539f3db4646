// Any bytes as a WAV file: what is accepted lies inside them, in whole sample groups.

#include "audio/wav.h"
#include "base/assert.h"

#include <cstdint>
#include <span>

using namespace sidetone;
using namespace sidetone::audio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto view = parse_wav(std::span(data, size));
  if (!view) return 0;
  SIDETONE_ASSERT(view->format.channels == 1 || view->format.channels == 2);
  SIDETONE_ASSERT(view->data.size() % (std::size_t{2} * view->format.channels) == 0);
  SIDETONE_ASSERT(view->data.data() >= data);
  SIDETONE_ASSERT(view->data.data() + view->data.size() <= data + size);
  int sum = 0;
  for (std::size_t frame = 0; frame < view->frames(); ++frame) {
    sum ^= view->at(frame, view->format.channels - 1U);
  }
  static_cast<void>(sum);
  return 0;
}
