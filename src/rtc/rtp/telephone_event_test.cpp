#include "rtc/rtp/telephone_event.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

TEST(TelephoneEvent, IsReadAndWritten) {
  const TelephoneEvent event{.event = 11, .end = true, .volume = 10, .duration = 800};
  EXPECT_EQ(to_hex(event.bytes()), "0b8a0320");
  EXPECT_EQ(TelephoneEvent::parse(event.bytes()), event);
}

TEST(TelephoneEvent, TakesTheFirstOfSeveral) {
  EXPECT_EQ(TelephoneEvent::parse(from_hex("010a00a0 020a00a0"))->event, 1);
}

TEST(TelephoneEvent, NeedsFourBytes) {
  EXPECT_FALSE(TelephoneEvent::parse(from_hex("010a00")));
}

TEST(TelephoneEvent, NamesTheKeys) {
  EXPECT_EQ(key_of_event(0), '0');
  EXPECT_EQ(key_of_event(10), '*');
  EXPECT_EQ(key_of_event(15), 'D');
  EXPECT_EQ(key_of_event(16), std::nullopt);
  EXPECT_EQ(event_of_key('#'), 11);
  EXPECT_EQ(event_of_key('9'), 9);
  EXPECT_EQ(event_of_key('E'), std::nullopt);
}

}  // namespace
}  // namespace sidetone::rtc
