#include "rtc/dtls/fingerprint.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

// [RFC8122 §5]'s example.
constexpr std::string_view kSha1 =
    "sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB";

TEST(Fingerprint, IsReadAndWritten) {
  const auto fingerprint = Fingerprint::parse(kSha1);
  ASSERT_TRUE(fingerprint);
  EXPECT_EQ(fingerprint->hash, FingerprintHash::kSha1);
  EXPECT_EQ(fingerprint->size, 20u);
  EXPECT_EQ(fingerprint->digest[0], 0x4a);
  EXPECT_EQ(fingerprint->digest[19], 0xab);
  EXPECT_EQ(fingerprint->to_string(), kSha1);
  EXPECT_EQ(fingerprint->hash_name(), "sha-1");
  EXPECT_EQ(fingerprint->value(), "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB");
}

TEST(Fingerprint, MindsNoCase) {
  EXPECT_EQ(Fingerprint::parse("SHA-1 4a:ad:b9:b1:3f:82:18:3b:54:02:12:df:3e:5d:49:6b:19:e5:7c:ab"),
            Fingerprint::parse(kSha1));
}

TEST(Fingerprint, KnowsTheLengthOfEachHash) {
  const auto text = [](std::string_view name, int bytes) {
    std::string made = std::string(name) + " 00";
    for (int i = 1; i < bytes; ++i) made += ":00";
    return made;
  };
  EXPECT_TRUE(Fingerprint::parse(text("sha-256", 32)));
  EXPECT_TRUE(Fingerprint::parse(text("sha-384", 48)));
  EXPECT_TRUE(Fingerprint::parse(text("sha-512", 64)));
  EXPECT_FALSE(Fingerprint::parse(text("sha-256", 31)));
  EXPECT_FALSE(Fingerprint::parse(text("sha-256", 33)));
  EXPECT_FALSE(Fingerprint::parse(text("md5", 16)));
}

TEST(Fingerprint, RefusesWhatIsNoFingerprint) {
  EXPECT_FALSE(Fingerprint::parse(""));
  EXPECT_FALSE(Fingerprint::parse("sha-1"));
  EXPECT_FALSE(
      Fingerprint::parse("sha-1 4A-AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB"));
  EXPECT_FALSE(
      Fingerprint::parse("sha-1 4G:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB"));
}

}  // namespace
}  // namespace sidetone::rtc
