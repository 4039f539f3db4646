#include "sip/auth/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace sidetone::sip {

using enum DigestAlgorithm;

TEST(Hash, KnowsTheHashesOfTheEmptyText) {
  Hasher hasher;
  EXPECT_EQ(hasher.joined(kMd5, {""}).view(), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hasher.joined(kSha256, {""}).view(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// [RFC7616 §3.9.1] the example of one request under both algorithms.
TEST(Hash, MakesTheDigestsOfTheRfcsExample) {
  Hasher hasher;
  for (const auto& [algorithm, response] :
       {std::pair(kMd5, "8ca523f5e9506fed4657c9700eebdbec"),
        std::pair(kSha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")}) {
    const auto ha1 =
        hasher.joined(algorithm, {"Mufasa", "http-auth@example.org", "Circle of Life"});
    const auto ha2 = hasher.joined(algorithm, {"GET", "/dir/index.html"});
    EXPECT_EQ(hasher
                  .joined(algorithm,
                          {ha1.view(), "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "00000001",
                           "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "auth", ha2.view()})
                  .view(),
              response);
  }
}

TEST(Hash, AMacDependsOnKeyAndOnWhereItsPartsEnd) {
  Hasher hasher;
  const Mac one{1};
  const Mac two{2};
  const Mac mac = hasher.mac(one, {"ab", "c"});
  EXPECT_EQ(hasher.mac(one, {"ab", "c"}), mac);
  EXPECT_NE(hasher.mac(two, {"ab", "c"}), mac);
  EXPECT_NE(hasher.mac(one, {"a", "bc"}), mac);
}

// The expected value is that of an independent implementation over the same bytes.
TEST(Hash, TheMacIsHmacSha256OverLengthsAndParts) {
  Hasher hasher;
  const std::array<std::uint8_t, 3> key{'k', 'e', 'y'};
  EXPECT_EQ(HexDigest(hasher.mac(key, {"ab"})).view(),
            "3c8525153e9778c5277c1afbeeabe6a12a065916b8a476bff3e64a169bd700a9");
}

TEST(Hash, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(Hash, AlgorithmsHaveTheNamesOfTheRegistry) {
  EXPECT_EQ(algorithm_name(kMd5), "MD5");
  EXPECT_EQ(algorithm_name(kSha256), "SHA-256");
}

}  // namespace sidetone::sip
