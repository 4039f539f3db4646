#include "rtc/stun/stun_writer.h"

#include "rtc/crypto/stun_key.h"
#include "rtc/stun/stun_test_vectors.h"
#include "rtc/stun/stun_view.h"
#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

// [RFC5769 §2.4], byte by byte. (The other samples pad with spaces, we with zeros.)
TEST(StunWriter, WritesTheSampleRequestWithALongTermCredential) {
  const auto key = long_term_stun_key(
      {.username = kRfc5769Matrix, .realm = "example.org", .password = "TheMatrIX"});
  StunWriter writer(
      {.message_class = StunClass::kRequest,
       .transaction_id = {0x78, 0xad, 0x34, 0x33, 0xc6, 0xad, 0x72, 0xc0, 0x29, 0xda, 0x41, 0x2e}});
  writer.add_text(StunAttribute::kUsername, kRfc5769Matrix)
      .add_text(StunAttribute::kNonce, "f//499k954d6OL34oL9FSTvy64sA")
      .add_text(StunAttribute::kRealm, "example.org")
      .add_integrity(key);
  EXPECT_EQ(to_hex(writer.bytes()), to_hex(rfc5769("01_reqltc.bin")));
}

// [RFC5769 §2.2] but for the padding, which the signature covers.
TEST(StunWriter, WritesTheSampleIpv4ResponseButForItsPadding) {
  StunWriter writer({.message_class = StunClass::kSuccess, .transaction_id = kRfc5769Transaction});
  writer.add_text(StunAttribute::kSoftware, "test vector ");
  writer.add_address(StunAttribute::kXorMappedAddress,
                     SocketAddress::parse("192.0.2.1:32853").value());
  std::string expected = to_hex(rfc5769("02_respv4.bin")).substr(0, 2 * 48);
  expected.replace(4, 4, "001c");       // Length without integrity and fingerprint.
  expected.replace(2 * 22, 4, "000c");  // Twelve characters.
  EXPECT_EQ(to_hex(writer.bytes()), expected);
}

// [RFC5769 §2.3]
TEST(StunWriter, WritesTheAddressOfTheSampleIpv6Response) {
  StunWriter writer({.message_class = StunClass::kSuccess, .transaction_id = kRfc5769Transaction});
  writer.add_address(StunAttribute::kXorMappedAddress,
                     SocketAddress::parse("[2001:db8:1234:5678:11:2233:4455:6677]:32853").value());
  EXPECT_EQ(to_hex(writer.bytes()).substr(2 * 20),
            to_hex(rfc5769("03_respv6.bin")).substr(2 * 36, 2 * 24));
}

TEST(StunWriter, SignsSoThatTheViewAgrees) {
  StunWriter writer({.message_class = StunClass::kSuccess});
  writer.add_integrity(bytes_of("secret")).add_fingerprint();
  const StunView view = StunView::parse(writer.bytes()).value();
  EXPECT_TRUE(view.has_integrity(bytes_of("secret")));
  EXPECT_TRUE(view.has_fingerprint());
}

TEST(StunWriter, SignsTwiceForThoseWhoKnowOneOnly) {
  StunWriter writer({.message_class = StunClass::kSuccess});
  writer.add_integrity(bytes_of("secret")).add_integrity_sha256(bytes_of("secret"));
  writer.add_fingerprint();
  const StunView view = StunView::parse(writer.bytes()).value();
  EXPECT_TRUE(view.has_integrity(bytes_of("secret")));
  EXPECT_TRUE(view.has_integrity_sha256(bytes_of("secret")));
  EXPECT_TRUE(view.has_fingerprint());
}

TEST(StunWriter, LeavesAMappedAddressPlain) {
  StunWriter writer({.message_class = StunClass::kSuccess});
  const auto address = SocketAddress::parse("192.0.2.1:4660").value();
  writer.add_address(StunAttribute::kMappedAddress, address);
  EXPECT_EQ(to_hex(writer.bytes()).substr(2 * 24), "00011234c0000201");
  EXPECT_EQ(StunView::parse(writer.bytes()).value().address(StunAttribute::kMappedAddress),
            address);
}

TEST(StunWriter, WritesAnErrorWithItsUnknownAttributes) {
  StunWriter writer({.message_class = StunClass::kError});
  const std::array unknown{StunAttribute{0x7001}, StunAttribute{0x7002}, StunAttribute{0x7003}};
  writer.add_error(420, "Unknown Attribute").add_unknown_attributes(unknown);
  const StunView view = StunView::parse(writer.bytes()).value();
  EXPECT_EQ(view.error_code(), 420);
  EXPECT_EQ(to_hex(view.find(StunAttribute::kUnknownAttributes).value()), "700170027003");
}

TEST(StunWriter, WritesNumbers) {
  StunWriter writer({.message_class = StunClass::kRequest});
  writer.add_u32(StunAttribute::kPriority, 0x01020304).add_u64(StunAttribute::kIceControlling, 5);
  const StunView view = StunView::parse(writer.bytes()).value();
  EXPECT_EQ(view.u32(StunAttribute::kPriority), 0x01020304u);
  EXPECT_EQ(view.u64(StunAttribute::kIceControlling), 5u);
}

}  // namespace
}  // namespace sidetone::rtc
