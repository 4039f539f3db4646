#include "rtc/dtls/client_hello_reassembler.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace sidetone::rtc {
namespace {

using Datagram = std::vector<std::uint8_t>;

struct Part {
  std::size_t offset = 0;
  std::size_t size = 0;
  std::size_t hello_size = 100;
  std::uint16_t message_sequence = 0;
  std::uint8_t type = 1;
  std::uint64_t record_sequence = 0;
  std::uint8_t fill = 0;  // 0: byte n of the hello is n.
};

Datagram record_of(const Part& part) {
  Datagram datagram(25 + part.size);
  datagram[0] = 22;
  store_u16(datagram, 1, 0xfeff);
  store_u64(datagram, 3, part.record_sequence);
  store_u16(datagram, 11, static_cast<std::uint16_t>(12 + part.size));
  datagram[13] = part.type;
  store_u24(datagram, 14, static_cast<std::uint32_t>(part.hello_size));
  store_u16(datagram, 17, part.message_sequence);
  store_u24(datagram, 19, static_cast<std::uint32_t>(part.offset));
  store_u24(datagram, 22, static_cast<std::uint32_t>(part.size));
  for (std::size_t i = 0; i < part.size; ++i) {
    datagram[25 + i] = part.fill != 0 ? part.fill : static_cast<std::uint8_t>(part.offset + i);
  }
  return datagram;
}

Datagram whole(std::uint64_t record_sequence) {
  return record_of({.size = 100, .record_sequence = record_sequence});
}

class ClientHelloReassemblerTest : public testing::Test {
 protected:
  std::optional<Datagram> feed(const Part& part) {
    return reassembler_.handle_datagram(record_of(part));
  }

  ClientHelloReassembler reassembler_;
};

TEST_F(ClientHelloReassemblerTest, PassesAWholeHelloAsItCame) {
  Datagram datagram = whole(7);
  datagram.push_back(0xff);  // Whatever follows is the library's business.
  EXPECT_EQ(reassembler_.handle_datagram(datagram), datagram);
}

TEST_F(ClientHelloReassemblerTest, PutsFragmentsTogetherInEachOrder) {
  std::vector<Part> parts{{.offset = 0, .size = 40, .record_sequence = 3},
                          {.offset = 40, .size = 30, .record_sequence = 3},
                          {.offset = 70, .size = 30, .record_sequence = 3}};
  std::vector<int> order{0, 1, 2};
  do {
    ClientHelloReassembler reassembler;
    EXPECT_EQ(reassembler.handle_datagram(record_of(parts[order[0]])), std::nullopt);
    EXPECT_EQ(reassembler.handle_datagram(record_of(parts[order[1]])), std::nullopt);
    EXPECT_EQ(reassembler.handle_datagram(record_of(parts[order[2]])), whole(3));
  } while (std::ranges::next_permutation(order).found);
}

TEST_F(ClientHelloReassemblerTest, TakesSeveralFragmentsFromOneDatagram) {
  Datagram datagram = record_of({.offset = 50, .size = 50, .record_sequence = 1});
  const Datagram second = record_of({.offset = 0, .size = 50, .record_sequence = 2});
  datagram.insert(datagram.end(), second.begin(), second.end());
  EXPECT_EQ(reassembler_.handle_datagram(datagram), whole(2));
}

TEST_F(ClientHelloReassemblerTest, TakesSeveralFragmentsFromOneRecord) {
  Datagram datagram = record_of({.offset = 0, .size = 50});
  const Datagram second = record_of({.offset = 50, .size = 50});
  datagram.insert(datagram.end(), second.begin() + 13, second.end());
  store_u16(datagram, 11, 2 * (12 + 50));
  EXPECT_EQ(reassembler_.handle_datagram(datagram), whole(0));
}

TEST_F(ClientHelloReassemblerTest, TakesTheFirstByteWhereFragmentsOverlap) {
  EXPECT_EQ(feed({.offset = 0, .size = 60}), std::nullopt);
  EXPECT_EQ(feed({.offset = 0, .size = 60, .fill = 0xee}), std::nullopt);
  const auto hello = feed({.offset = 40, .size = 60, .fill = 0xee});
  ASSERT_TRUE(hello);
  EXPECT_EQ((*hello)[25 + 59], 59);
  EXPECT_EQ((*hello)[25 + 60], 0xee);
}

TEST_F(ClientHelloReassemblerTest, StartsAnewForAnotherMessage) {
  EXPECT_EQ(feed({.offset = 0, .size = 50}), std::nullopt);
  EXPECT_EQ(feed({.offset = 50, .size = 50, .message_sequence = 1}), std::nullopt);
  EXPECT_EQ(feed({.offset = 50, .size = 60, .hello_size = 110}), std::nullopt);
  EXPECT_EQ(feed({.offset = 50, .size = 50}), std::nullopt);
  EXPECT_TRUE(feed({.offset = 0, .size = 50}));
}

TEST_F(ClientHelloReassemblerTest, BoundsTheFragments) {
  for (std::size_t i = 0; i < ClientHelloReassembler::kMaxFragments; ++i) {
    EXPECT_EQ(feed({.offset = i, .size = 1}), std::nullopt);
  }
  EXPECT_EQ(feed({.offset = 16, .size = 84}), std::nullopt);  // The first sixteen are forgotten,
  EXPECT_TRUE(feed({.offset = 0, .size = 16}));               // but the peer will repeat them.
}

TEST_F(ClientHelloReassemblerTest, BoundsTheSize) {
  constexpr std::size_t kMax = ClientHelloReassembler::kMaxHello;
  EXPECT_EQ(feed({.offset = kMax, .size = 1, .hello_size = kMax + 1}), std::nullopt);
  EXPECT_EQ(feed({.offset = 0, .size = kMax, .hello_size = kMax + 1}), std::nullopt);
  EXPECT_EQ(feed({.offset = 1000, .size = kMax - 1000, .hello_size = kMax}), std::nullopt);
  EXPECT_EQ(feed({.offset = 0, .size = 1000, .hello_size = kMax})->size(), 25 + kMax);
}

TEST_F(ClientHelloReassemblerTest, SkipsWhatIsNoHello) {
  EXPECT_EQ(feed({.offset = 0, .size = 100, .type = 2}), std::nullopt);
  EXPECT_EQ(feed({.offset = 0, .size = 100, .record_sequence = 1ULL << 48}), std::nullopt);
  Datagram alert = whole(0);
  alert[0] = 21;
  EXPECT_EQ(reassembler_.handle_datagram(alert), std::nullopt);
}

TEST_F(ClientHelloReassemblerTest, IgnoresLengthsThatRunOut) {
  EXPECT_EQ(feed({.offset = 90, .size = 20}), std::nullopt);  // Behind the hello's end.
  const Datagram datagram = whole(0);
  for (std::size_t size = 0; size < datagram.size(); ++size) {
    EXPECT_EQ(reassembler_.handle_datagram(Bytes(datagram).first(size)), std::nullopt);
  }
  Datagram longer = whole(0);
  store_u24(longer, 22, 101);
  store_u24(longer, 14, 101);
  EXPECT_EQ(reassembler_.handle_datagram(longer), std::nullopt);
}

}  // namespace
}  // namespace sidetone::rtc
