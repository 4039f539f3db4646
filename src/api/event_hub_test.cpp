#include "api/event_hub.h"

#include "api/test_api.h"

namespace sidetone::api {
namespace {

constexpr std::int64_t kStartUs = 1'000'000'000'000;

class EventHubTest : public testing::Test {
 protected:
  void listen(FakeSocket& socket, std::optional<std::uint64_t> since, std::int64_t now_us) {
    hub_.add(
        ann_, {.socket = &socket, .session = "s"}, since, [] { return Json::object(); }, now_us);
  }
  static std::uint64_t sequence_of(const FakeSocket& socket) {
    return socket.frames.back().at("seq");
  }

  const EventHub::User ann_{directory::TenantId(1), directory::UserId(1)};
  EventHub hub_;
};

TEST_F(EventHubTest, KeepsWhatAPageMissesForTwoMinutes) {
  FakeSocket first, again;
  listen(first, std::nullopt, kStartUs);
  hub_.remove(ann_, first, kStartUs);
  hub_.publish(ann_, {{"type", "call"}});
  const std::int64_t later = kStartUs + EventHub::kKeptAloneUs - 1;
  hub_.handle_time(later);
  listen(again, sequence_of(first), later);
  ASSERT_EQ(again.frames.size(), 1U);
  EXPECT_EQ(again.frames[0].at("type"), "call");
}

TEST_F(EventHubTest, GivesWhoComesBackLaterASnapshotWithAHigherNumber) {
  FakeSocket first, again;
  listen(first, std::nullopt, kStartUs);
  hub_.remove(ann_, first, kStartUs);
  hub_.publish(ann_, {{"type", "call"}});
  const std::int64_t later = kStartUs + EventHub::kKeptAloneUs;
  hub_.handle_time(later);
  EXPECT_EQ(hub_.feeds(), 0U);
  listen(again, sequence_of(first), later);
  ASSERT_EQ(again.frames.size(), 1U);
  EXPECT_EQ(again.frames[0].at("type"), "snapshot");
  EXPECT_GT(sequence_of(again), sequence_of(first));
}

TEST_F(EventHubTest, ForgetsNoFeedThatSomebodyListensTo) {
  FakeSocket gone, stays;
  listen(gone, std::nullopt, kStartUs);
  listen(stays, std::nullopt, kStartUs);
  hub_.remove(ann_, gone, kStartUs);
  hub_.handle_time(kStartUs + 10 * EventHub::kKeptAloneUs);
  hub_.publish(ann_, {{"type", "call"}});
  EXPECT_EQ(stays.frames.back().at("type"), "call");
}

}  // namespace
}  // namespace sidetone::api
