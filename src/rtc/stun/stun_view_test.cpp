#include "rtc/stun/stun_view.h"

#include "rtc/crypto/hmac.h"
#include "rtc/crypto/stun_key.h"
#include "rtc/stun/stun_test_vectors.h"
#include "rtc/stun/stun_writer.h"
#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using Message = std::vector<std::uint8_t>;

StunView view_of(const Message& message) {
  return StunView::parse(message).value();
}

std::optional<StunError> error_of(const Message& message) {
  const auto view = StunView::parse(message);
  return view ? std::nullopt : std::optional(view.error());
}

// [RFC5769 §2.1]
TEST(StunView, ReadsTheSampleRequest) {
  const Message message = rfc5769("00_reqstc.bin");
  const StunView view = view_of(message);
  EXPECT_TRUE(view.is(StunClass::kRequest, StunMethod::kBinding));
  EXPECT_EQ(view.transaction_id(), kRfc5769Transaction);
  EXPECT_EQ(view.text(StunAttribute::kSoftware), "STUN test client");
  EXPECT_EQ(view.u32(StunAttribute::kPriority), 0x6e0001ffu);
  EXPECT_EQ(view.u64(StunAttribute::kIceControlled), 0x932ff9b151263b36u);
  EXPECT_EQ(view.text(StunAttribute::kUsername), "evtj:h6vY");
  EXPECT_TRUE(view.has_integrity(bytes_of(kRfc5769Password)));
  EXPECT_TRUE(view.has_fingerprint());
}

// [RFC5769 §2.2]
TEST(StunView, ReadsTheSampleIpv4Response) {
  const Message message = rfc5769("02_respv4.bin");
  const StunView view = view_of(message);
  EXPECT_TRUE(view.is(StunClass::kSuccess, StunMethod::kBinding));
  EXPECT_EQ(view.text(StunAttribute::kSoftware), "test vector");
  EXPECT_EQ(view.address(StunAttribute::kXorMappedAddress),
            SocketAddress::parse("192.0.2.1:32853"));
  EXPECT_TRUE(view.has_integrity(bytes_of(kRfc5769Password)));
  EXPECT_TRUE(view.has_fingerprint());
}

// [RFC5769 §2.3]
TEST(StunView, ReadsTheSampleIpv6Response) {
  const Message message = rfc5769("03_respv6.bin");
  const StunView view = view_of(message);
  EXPECT_EQ(view.address(StunAttribute::kXorMappedAddress),
            SocketAddress::parse("[2001:db8:1234:5678:11:2233:4455:6677]:32853"));
  EXPECT_TRUE(view.has_integrity(bytes_of(kRfc5769Password)));
  EXPECT_TRUE(view.has_fingerprint());
}

// [RFC5769 §2.4]
TEST(StunView, ReadsTheSampleRequestWithALongTermCredential) {
  const Message message = rfc5769("01_reqltc.bin");
  const StunView view = view_of(message);
  EXPECT_EQ(view.text(StunAttribute::kUsername), kRfc5769Matrix);
  EXPECT_EQ(view.text(StunAttribute::kNonce), "f//499k954d6OL34oL9FSTvy64sA");
  EXPECT_EQ(view.text(StunAttribute::kRealm), "example.org");
  EXPECT_TRUE(view.has_integrity(long_term_stun_key(
      {.username = kRfc5769Matrix, .realm = "example.org", .password = "TheMatrIX"})));
  EXPECT_FALSE(view.has_fingerprint());
}

TEST(StunView, NoticesEachByteThatIsChanged) {
  const Message sample = rfc5769("00_reqstc.bin");
  ASSERT_EQ(sample.size(), 108u);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    Message damaged = sample;
    damaged[i] ^= 0x01;
    const auto view = StunView::parse(damaged);
    const bool intact =
        view && view->has_integrity(bytes_of(kRfc5769Password)) && view->has_fingerprint();
    EXPECT_FALSE(intact) << i;
  }
}

TEST(StunView, RefusesAnotherPassword) {
  const Message message = rfc5769("00_reqstc.bin");
  EXPECT_FALSE(view_of(message).has_integrity(bytes_of("VOkJxbRl1RmTxUk/WvJxBT")));
}

TEST(StunView, RefusesWhatIsCutShort) {
  const Message sample = rfc5769("00_reqstc.bin");
  for (std::size_t size = 0; size < sample.size(); ++size) {
    EXPECT_TRUE(error_of(Message(sample.begin(), sample.begin() + size))) << size;
  }
}

TEST(StunView, SaysWhatIsWrong) {
  const std::string id = "000000000000000000000000";
  EXPECT_EQ(error_of({}), StunError::kTooShort);
  EXPECT_EQ(error_of(from_hex("40010000 2112a442" + id)), StunError::kType);
  EXPECT_EQ(error_of(from_hex("00010000 2112a443" + id)), StunError::kCookie);
  EXPECT_EQ(error_of(from_hex("00010004 2112a442" + id)), StunError::kLength);
  EXPECT_EQ(error_of(from_hex("00010003 2112a442" + id + "000000")), StunError::kLength);
  EXPECT_EQ(error_of(from_hex("00010004 2112a442" + id + "00060001")), StunError::kAttribute);
  EXPECT_EQ(error_of(from_hex("00010004 2112a442" + id + "00060000")), std::nullopt);
}

TEST(StunView, BoundsTheNumberOfAttributes) {
  StunWriter writer({.message_class = StunClass::kRequest});
  for (std::size_t i = 0; i < StunView::kMaxAttributes; ++i) {
    writer.add_flag(StunAttribute::kUseCandidate);
  }
  EXPECT_EQ(error_of(writer.bytes()), std::nullopt);
  EXPECT_EQ(error_of(writer.add_flag(StunAttribute::kUseCandidate).bytes()), StunError::kAttribute);
}

TEST(StunView, DoesNotSeeWhatFollowsTheIntegrity) {
  StunWriter writer({.message_class = StunClass::kRequest});
  writer.add_integrity(bytes_of("secret"));
  writer.add_flag(StunAttribute::kUseCandidate);
  const StunView view = view_of(writer.bytes());
  EXPECT_TRUE(view.has_integrity(bytes_of("secret")));
  EXPECT_EQ(view.find(StunAttribute::kUseCandidate), std::nullopt);
  EXPECT_TRUE(view.unknown_attributes({}).size() == 1);  // The integrity itself.
}

TEST(StunView, TakesTheFirstOfTwo) {
  StunWriter writer({.message_class = StunClass::kRequest});
  writer.add_text(StunAttribute::kUsername, "a:b").add_text(StunAttribute::kUsername, "c:d");
  EXPECT_EQ(view_of(writer.bytes()).text(StunAttribute::kUsername), "a:b");
}

TEST(StunView, ListsWhatItMustUnderstandAndDoesNot) {
  StunWriter writer({.message_class = StunClass::kRequest});
  writer.add_flag(StunAttribute{0x7001}).add_flag(StunAttribute{0xC001});
  writer.add_flag(StunAttribute{0x7001}).add_flag(StunAttribute::kUseCandidate);
  const std::array known{StunAttribute::kUseCandidate};
  EXPECT_EQ(view_of(writer.bytes()).unknown_attributes(known), std::vector{StunAttribute{0x7001}});
}

TEST(StunView, ReadsMethodAndClassAcrossTheirBits) {
  for (const StunMethod method : {StunMethod::kChannelBind, StunMethod{0xfff}, StunMethod{0xa5a}}) {
    for (const StunClass message_class :
         {StunClass::kRequest, StunClass::kIndication, StunClass::kSuccess, StunClass::kError}) {
      const StunWriter writer({.message_class = message_class, .method = method});
      EXPECT_TRUE(view_of(writer.bytes()).is(message_class, method));
    }
  }
}

TEST(StunView, RefusesValuesOfAWrongLength) {
  StunWriter writer({.message_class = StunClass::kRequest});
  writer.add_text(StunAttribute::kPriority, "abcde");
  writer.add_text(StunAttribute::kIceControlled, "abcd");
  writer.add_text(StunAttribute::kMappedAddress, std::string("\0\1\0\0\0\0\0\0\0", 9));
  writer.add_text(StunAttribute::kXorMappedAddress, std::string("\0\3\0\0\0\0\0\0", 8));
  writer.add_text(StunAttribute::kErrorCode, std::string("\0\0\2\0", 4));
  writer.add_text(StunAttribute::kMessageIntegrity, "short");
  writer.add_text(StunAttribute::kFingerprint, "short");
  const StunView view = view_of(writer.bytes());
  EXPECT_EQ(view.u32(StunAttribute::kPriority), std::nullopt);
  EXPECT_EQ(view.u64(StunAttribute::kIceControlled), std::nullopt);
  EXPECT_EQ(view.address(StunAttribute::kMappedAddress), std::nullopt);
  EXPECT_EQ(view.address(StunAttribute::kXorMappedAddress), std::nullopt);
  EXPECT_EQ(view.error_code(), std::nullopt);
  EXPECT_FALSE(view.has_integrity({}));
  EXPECT_FALSE(view.has_fingerprint());
}

TEST(StunView, ChecksASha256SignatureOfItsFullLengthOnly) {
  StunWriter whole({.message_class = StunClass::kRequest});
  whole.add_integrity_sha256(bytes_of("secret"));
  EXPECT_TRUE(view_of(whole.bytes()).has_integrity_sha256(bytes_of("secret")));
  EXPECT_FALSE(view_of(whole.bytes()).has_integrity_sha256(bytes_of("other")));

  Message truncated(whole.bytes().begin(), whole.bytes().begin() + kStunHeader);
  store_u16(truncated, 2, 4 + 28);
  const auto right = HmacSha256(bytes_of("secret")).sign(truncated);
  const auto head = from_hex("001c001c");
  truncated.insert(truncated.end(), head.begin(), head.end());
  truncated.insert(truncated.end(), right.begin(), right.begin() + 28);
  EXPECT_FALSE(view_of(truncated).has_integrity_sha256(bytes_of("secret")));
}

TEST(LocalUfrag, IsWhatStandsBeforeTheColon) {
  const Message message = rfc5769("00_reqstc.bin");
  EXPECT_EQ(local_ufrag_of(view_of(message)), "evtj");
  StunWriter nobody({.message_class = StunClass::kRequest});
  EXPECT_EQ(local_ufrag_of(view_of(nobody.bytes())), "");
}

}  // namespace
}  // namespace sidetone::rtc
