#include "audio/comfort_noise.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

using Bytes = std::vector<std::uint8_t>;

Samples noise(const Bytes& payload, SampleRate rate = SampleRate::k8kHz) {
  ComfortNoise generator(rate, 42);
  generator.describe(parse_comfort_noise(payload));
  Samples all;
  Samples frame(frame_samples(rate));
  for (int i = 0; i < 100; ++i) {
    generator.generate(frame);
    all.insert(all.end(), frame.begin(), frame.end());
  }
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 4));
  return all;
}

/// Energy below a quarter of the band against that above three quarters, in dB.
double tilt_db(const Samples& sound) {
  double low = 0;
  double high = 0;
  for (double hz = 100; hz < 1'000; hz += 50) {
    low += std::pow(amplitude_at(SampleRate::k8kHz, sound, hz), 2);
    high += std::pow(amplitude_at(SampleRate::k8kHz, sound, 4'000 - hz), 2);
  }
  return 10 * std::log10(low / high);
}

TEST(ComfortNoise, IsAsLoudAsDescribed) {
  EXPECT_NEAR(dbov(noise({40})), -40, 1);
  EXPECT_NEAR(dbov(noise({55})), -55, 1);
}

TEST(ComfortNoise, IsAsLoudAsDescribedWhateverItsSpectrum) {
  EXPECT_NEAR(dbov(noise({40, 20})), -40, 1.5);
  EXPECT_NEAR(dbov(noise({40, 230, 160, 100})), -40, 1.5);
}

TEST(ComfortNoise, IsAsLoudAtEachRate) {
  EXPECT_NEAR(dbov(noise({40}, SampleRate::k16kHz)), -40, 1.5);
  EXPECT_NEAR(dbov(noise({40}, SampleRate::k48kHz)), -40, 1.5);
}

TEST(ComfortNoise, HasTheSpectrumOfItsReflectionCoefficients) {
  EXPECT_NEAR(tilt_db(noise({40})), 0, 3);
  EXPECT_GT(tilt_db(noise({40, 30})), 10);
  EXPECT_LT(tilt_db(noise({40, 224})), -10);
}

TEST(ComfortNoise, NothingDescribedIsSilence) {
  EXPECT_EQ(rms(noise({})), 0);
  EXPECT_EQ(rms(noise({127})), 0);
}

TEST(ComfortNoise, TheTopBitOfTheLevelIsNotUsed) {
  EXPECT_EQ(parse_comfort_noise(Bytes{0xFF}).level, 127);
  EXPECT_EQ(parse_comfort_noise(Bytes{0x80 | 30}).level, 30);
}

TEST(ComfortNoise, HasAtMostTwelveCoefficientsAndTheyStayStable) {
  const NoiseDescription noise_description = parse_comfort_noise(Bytes(1'000, 0x00));
  EXPECT_EQ(noise_description.order, 12u);
  for (const float k : noise_description.reflection) EXPECT_GE(k, -0.98F);
  Bytes loud(13, 0xFF);
  loud[0] = 40;
  EXPECT_NEAR(dbov(noise(loud)), -40, 1.5);
}

TEST(ComfortNoise, ANewLevelComesGently) {
  ComfortNoise generator(SampleRate::k8kHz, 42);
  generator.describe({.level = 20});
  Samples frame(160);
  generator.generate(frame);
  EXPECT_LT(std::abs(int{frame[0]}), 100);
  EXPECT_LT(std::abs(int{frame[1]}), 150);
}

}  // namespace
}  // namespace sidetone::audio
