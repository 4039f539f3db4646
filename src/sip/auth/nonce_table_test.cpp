#include "sip/auth/nonce_table.h"

#include <gtest/gtest.h>

namespace sidetone::sip {

using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1h};
constexpr Duration kLifetime = 5min;

NonceTable::Nonce nonce(std::uint64_t id, Instant issued = kStart) {
  return {.id = id, .issued = issued};
}

}  // namespace

TEST(NonceTable, EachCountIsGoodOnce) {
  NonceTable table(10, kLifetime);
  EXPECT_TRUE(table.use(nonce(1), 1, kStart));
  EXPECT_FALSE(table.use(nonce(1), 1, kStart));
  EXPECT_TRUE(table.use(nonce(1), 2, kStart));
  EXPECT_FALSE(table.use(nonce(1), 2, kStart));
  EXPECT_FALSE(table.use(nonce(1), 1, kStart));
}

TEST(NonceTable, ACountOfZeroIsNoCount) {
  NonceTable table(10, kLifetime);
  EXPECT_FALSE(table.use(nonce(1), 0, kStart));
}

TEST(NonceTable, CountsMayOvertakeEachOther) {
  NonceTable table(10, kLifetime);
  EXPECT_TRUE(table.use(nonce(1), 3, kStart));
  EXPECT_TRUE(table.use(nonce(1), 1, kStart));
  EXPECT_TRUE(table.use(nonce(1), 2, kStart));
  EXPECT_FALSE(table.use(nonce(1), 1, kStart));
}

TEST(NonceTable, TheWindowIs64CountsWide) {
  NonceTable table(10, kLifetime);
  EXPECT_TRUE(table.use(nonce(1), 1, kStart));
  EXPECT_TRUE(table.use(nonce(1), 65, kStart));
  EXPECT_FALSE(table.use(nonce(1), 1, kStart)) << "still remembered, at the far end";
  EXPECT_TRUE(table.use(nonce(1), 2, kStart));
  EXPECT_TRUE(table.use(nonce(1), 200, kStart));
  EXPECT_FALSE(table.use(nonce(1), 135, kStart)) << "older than can be remembered";
  EXPECT_TRUE(table.use(nonce(1), 136, kStart));
  EXPECT_TRUE(table.use(nonce(1), 0xFFFF'FFFF, kStart));
}

TEST(NonceTable, NoncesDoNotKnowEachOther) {
  NonceTable table(10, kLifetime);
  EXPECT_TRUE(table.use(nonce(1), 1, kStart));
  EXPECT_TRUE(table.use(nonce(2), 1, kStart));
}

TEST(NonceTable, ExpiredNoncesMakeRoom) {
  NonceTable table(10, kLifetime);
  EXPECT_TRUE(table.use(nonce(1), 1, kStart));
  EXPECT_TRUE(table.use(nonce(2, kStart + 6min), 1, kStart + 6min));
  EXPECT_EQ(table.size(), 1U);
}

TEST(NonceTable, WhatFellOutOfAFullTableCannotBeReplayed) {
  NonceTable table(2, kLifetime);
  EXPECT_TRUE(table.use(nonce(1, kStart), 1, kStart));
  EXPECT_TRUE(table.use(nonce(2, kStart + 1s), 1, kStart + 1s));
  EXPECT_TRUE(table.use(nonce(3, kStart + 2s), 1, kStart + 2s));
  EXPECT_EQ(table.size(), 2U);
  EXPECT_FALSE(table.use(nonce(1, kStart), 1, kStart + 2s));
  EXPECT_FALSE(table.use(nonce(1, kStart), 2, kStart + 2s));
  EXPECT_TRUE(table.use(nonce(2, kStart + 1s), 2, kStart + 2s));
}

}  // namespace sidetone::sip
