#include "audio/frame.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;

TEST(Frame, HoldsTwentyMillisecondsAtItsRate) {
  EXPECT_EQ(Frame{.rate = SampleRate::k8kHz}.samples().size(), 160u);
  EXPECT_EQ(Frame{.rate = SampleRate::k16kHz}.samples().size(), 320u);
  EXPECT_EQ(Frame{}.samples().size(), 960u);
}

TEST(Frame, TimeAndSamplesAgree) {
  EXPECT_EQ(samples_in(SampleRate::k48kHz, 2'500us), 120u);
  EXPECT_EQ(time_of(SampleRate::k48kHz, 120), 2'500us);
  EXPECT_EQ(time_of(SampleRate::k8kHz, 1), 125us);
}

}  // namespace
}  // namespace sidetone::audio
