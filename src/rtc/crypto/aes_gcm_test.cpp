#include "rtc/crypto/aes_gcm.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

// Test case 4 of the GCM specification (McGrew, Viega), also in NIST SP 800-38D's validation set.
class AesGcmTest : public testing::Test {
 protected:
  AesGcmTest() : cipher_(key()) {
    std::ranges::copy(from_hex("cafebabefacedbaddecaf888"), nonce_.begin());
  }

  static AesGcm::Key key() {
    AesGcm::Key key;
    std::ranges::copy(from_hex("feffe9928665731c6d6a8f9467308308"), key.begin());
    return key;
  }
  AesGcm::Associated associated() const {
    return {.first = Bytes(associated_).first(8), .second = Bytes(associated_).subspan(8)};
  }

  AesGcm cipher_;
  AesGcm::Nonce nonce_{};
  std::vector<std::uint8_t> data_ = from_hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  std::vector<std::uint8_t> associated_ = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  std::array<std::uint8_t, AesGcm::kTagSize> tag_{};
};

TEST_F(AesGcmTest, SealsTheSpecificationsExample) {
  cipher_.seal(nonce_, associated(), data_, tag_);
  EXPECT_EQ(to_hex(data_),
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
            "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091");
  EXPECT_EQ(to_hex(tag_), "5bc94fbc3221a5db94fae95ae7121a47");
}

TEST_F(AesGcmTest, OpensWhatItSealed) {
  const auto plain = data_;
  cipher_.seal(nonce_, associated(), data_, tag_);
  EXPECT_TRUE(cipher_.open(nonce_, associated(), data_, tag_));
  EXPECT_EQ(data_, plain);
}

TEST_F(AesGcmTest, RefusesAChangedTag) {
  cipher_.seal(nonce_, associated(), data_, tag_);
  tag_[15] ^= 1;
  EXPECT_FALSE(cipher_.open(nonce_, associated(), data_, tag_));
}

TEST_F(AesGcmTest, RefusesChangedAssociatedData) {
  cipher_.seal(nonce_, associated(), data_, tag_);
  associated_[19] ^= 1;
  EXPECT_FALSE(cipher_.open(nonce_, associated(), data_, tag_));
}

TEST_F(AesGcmTest, WorksAgainAfterARefusal) {
  cipher_.seal(nonce_, associated(), data_, tag_);
  auto damaged = data_;
  damaged[0] ^= 1;
  EXPECT_FALSE(cipher_.open(nonce_, associated(), damaged, tag_));
  EXPECT_TRUE(cipher_.open(nonce_, associated(), data_, tag_));
}

TEST_F(AesGcmTest, SignsAlsoWithoutData) {
  cipher_.seal(nonce_, associated(), {}, tag_);
  EXPECT_TRUE(cipher_.open(nonce_, associated(), {}, tag_));
  tag_[0] ^= 1;
  EXPECT_FALSE(cipher_.open(nonce_, associated(), {}, tag_));
}

}  // namespace
}  // namespace sidetone::rtc
