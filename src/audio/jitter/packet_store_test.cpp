#include "audio/jitter/packet_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sidetone::audio {
namespace {

void put(PacketStore& store, std::int64_t index) {
  const std::vector<std::uint8_t> payload(3, static_cast<std::uint8_t>(index));
  store.insert({.index = index}, payload);
}

std::string drain(PacketStore& store) {
  std::string order;
  while (!store.empty()) {
    EXPECT_EQ(store.head_payload().front(), static_cast<std::uint8_t>(store.head().index));
    order += std::to_string(store.head().index) + " ";
    store.pop();
  }
  return order;
}

TEST(PacketStore, GivesPacketsInOrderHoweverTheyCame) {
  PacketStore store;
  for (const int index : {5, 3, 9, 4, 7}) put(store, index);
  EXPECT_EQ(drain(store), "3 4 5 7 9 ");
}

TEST(PacketStore, ThePayloadOfAPoppedPacketIsStillThere) {
  PacketStore store;
  put(store, 1);
  const Payload payload = store.head_payload();
  store.pop();
  EXPECT_EQ(payload.size(), 3u);
  EXPECT_EQ(payload[2], 1);
}

TEST(PacketStore, HoldsAsManyAsItSaysAndTheLongestPayload) {
  PacketStore store;
  for (std::int64_t index = 0; index < 64; ++index) {
    EXPECT_FALSE(store.full());
    store.insert({.index = index}, std::vector<std::uint8_t>(kMaxPayloadBytes, 9));
  }
  EXPECT_TRUE(store.full());
  EXPECT_EQ(store.head_payload().size(), kMaxPayloadBytes);
}

TEST(PacketStore, ACalmStreamUsesOneSlotOverAndOver) {
  PacketStore store;
  put(store, 1);
  const std::uint8_t* slot = store.head_payload().data();
  for (std::int64_t index = 2; index < 200; ++index) {
    store.pop();
    put(store, index);
    ASSERT_EQ(store.head_payload().data(), slot);
  }
}

TEST(PacketStore, SlotsAreNeverSharedHoweverTheyAreUsed) {
  PacketStore store;
  std::int64_t next = 0;
  for (int round = 0; round < 500; ++round) {
    const int in = (round * 7) % 5;
    for (int i = 0; i < in && store.size() < 60; ++i) {
      put(store, next + 2 - 3 * (i % 2));
      next += 4;
    }
    const int out = (round * 3) % 5;
    for (int i = 0; i < out && !store.empty(); ++i) {
      ASSERT_EQ(store.head_payload().front(), static_cast<std::uint8_t>(store.head().index));
      store.pop();
    }
  }
}

}  // namespace
}  // namespace sidetone::audio
