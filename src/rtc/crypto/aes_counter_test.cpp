#include "rtc/crypto/aes_counter.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> array_of(std::string_view hex) {
  std::array<std::uint8_t, N> array{};
  std::ranges::copy(from_hex(hex), array.begin());
  return array;
}

std::vector<std::uint8_t> keystream(std::size_t size) {
  AesCounter cipher(array_of<16>("2B7E151628AED2A6ABF7158809CF4F3C"));
  std::vector<std::uint8_t> data(size);
  cipher.apply(array_of<16>("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), data);
  return data;
}

// [RFC3711 appendix B.2] "Keystream segment length: 1044512 octets (65282 AES blocks)"
TEST(AesCounter, MakesTheKeystreamOfRfc3711) {
  const auto stream = keystream(65282 * 16);
  const auto block = [&](std::size_t n) { return to_hex(Bytes(stream).subspan(n * 16, 16)); };
  EXPECT_EQ(block(0x0000), "e03ead0935c95e80e166b16dd92b4eb4");
  EXPECT_EQ(block(0x0001), "d23513162b02d0f72a43a2fe4a5f97ab");
  EXPECT_EQ(block(0x0002), "41e95b3bb0a2e8dd477901e4fca894c0");
  EXPECT_EQ(block(0xfeff), "ec8cdf7398607cb0f2d21675ea9ea1e4");
  EXPECT_EQ(block(0xff00), "362b7c3c6773516318a077d7fc5073ae");
  EXPECT_EQ(block(0xff01), "6a2cc3787889374fbeb4c81b17ba6c44");
}

TEST(AesCounter, StopsWithinABlock) {
  EXPECT_EQ(to_hex(keystream(3)), "e03ead");
  EXPECT_EQ(to_hex(keystream(17)), "e03ead0935c95e80e166b16dd92b4eb4d2");
  EXPECT_TRUE(keystream(0).empty());
}

TEST(AesCounter, ApplyingItTwiceGivesThePlainTextBack) {
  AesCounter cipher(array_of<16>("2B7E151628AED2A6ABF7158809CF4F3C"));
  const auto first = array_of<16>("00112233445566778899aabbccdd0000");
  std::vector<std::uint8_t> data(300, 0x55);
  cipher.apply(first, data);
  EXPECT_NE(data, std::vector<std::uint8_t>(300, 0x55));
  cipher.apply(first, data);
  EXPECT_EQ(data, std::vector<std::uint8_t>(300, 0x55));
}

}  // namespace
}  // namespace sidetone::rtc
