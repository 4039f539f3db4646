#include "rtc/rtp/audio_level.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

std::optional<AudioLevel> level_of(std::string_view packet, std::uint8_t id) {
  const auto bytes = from_hex(packet);
  return audio_level(RtpView::parse(bytes).value(), id);
}

TEST(AudioLevel, IsReadFromItsExtension) {
  const std::string packet = "90000001 00000002 00000003 bede0001 10a51000 ff";
  EXPECT_EQ(level_of(packet, 1), (AudioLevel{.minus_dbov = 0x25, .voice = true}));
  EXPECT_EQ(level_of(packet, 2), std::nullopt);
}

TEST(AudioLevel, IsMissingFromAPacketWithoutExtension) {
  EXPECT_EQ(level_of("80000001 00000002 00000003 ff", 1), std::nullopt);
}

TEST(AudioLevel, IsMissingFromAnEmptyElement) {
  EXPECT_EQ(level_of("90000001 00000002 00000003 10000001 01000000", 1), std::nullopt);
}

}  // namespace
}  // namespace sidetone::rtc
