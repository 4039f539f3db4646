#include "sip/session/session_timer.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;
using Due = SessionTimer::Due;
using Refresher = SessionTimer::Refresher;
constexpr Instant kStart{1h};

TimerLines lines(std::string_view expires, std::string_view supported = "timer") {
  HeaderFields headers;
  if (!expires.empty()) headers.add(HeaderId::kSessionExpires, std::string(expires));
  if (!supported.empty()) headers.add(HeaderId::kSupported, std::string(supported));
  return timer_lines_of(headers);
}

TEST(SessionTimer, RefreshesAtHalfTimeAndEndsShortlyBeforeTheEnd) {
  SessionTimer timer;
  timer.start(1800s, Refresher::kUs, kStart);
  EXPECT_EQ(timer.deadline(), kStart + 900s);
  EXPECT_EQ(timer.handle_time(kStart + 899s), Due::kNothing);
  EXPECT_EQ(timer.handle_time(kStart + 900s), Due::kRefresh);
  EXPECT_EQ(timer.handle_time(kStart + 901s), Due::kNothing);
  EXPECT_EQ(timer.deadline(), kStart + 1768s);
  EXPECT_EQ(timer.handle_time(kStart + 1768s), Due::kExpired);
}

TEST(SessionTimer, LeavesAThirdOfAShortInterval) {
  SessionTimer timer;
  timer.start(90s, Refresher::kPeer, kStart);
  EXPECT_EQ(timer.deadline(), kStart + 60s);
  EXPECT_EQ(timer.handle_time(kStart + 60s), Due::kExpired);
}

TEST(SessionTimer, TriesAFailedRefreshAgainBeforeItEnds) {
  SessionTimer timer;
  timer.start(1800s, Refresher::kUs, kStart);
  EXPECT_EQ(timer.handle_time(kStart + 900s), Due::kRefresh);
  timer.refresh_again(kStart + 910s);
  EXPECT_EQ(timer.handle_time(kStart + 910s), Due::kRefresh);
}

TEST(SessionTimer, NeverRunsWithoutARefresherOrOnceStopped) {
  SessionTimer timer;
  timer.start(1800s, Refresher::kNobody, kStart);
  EXPECT_EQ(timer.deadline(), kNever);
  timer.start(1800s, Refresher::kUs, kStart);
  timer.stop();
  EXPECT_EQ(timer.deadline(), kNever);
  EXPECT_EQ(timer.handle_time(kStart + 10h), Due::kNothing);
}

TEST(SessionTimer, NeverTrustsAnIntervalBelowTheAbsoluteMinimum) {
  SessionTimer timer;
  timer.start(1s, Refresher::kUs, kStart);
  EXPECT_EQ(timer.interval(), 90s);
}

TEST(SessionTimer, ReadsTheLines) {
  const TimerLines read = lines("1800 ;refresher=UAS");
  EXPECT_EQ(read.interval, 1800s);
  EXPECT_EQ(read.refresher, "uas");
  EXPECT_TRUE(read.supported);
  EXPECT_EQ(lines("soon").interval, std::nullopt);
  EXPECT_EQ(lines("").interval, std::nullopt);
}

TEST(SessionTimer, LetsACallerThatKnowsTimersRefreshIfItDoesNotObject) {
  const auto answer = answer_timer(lines("600"), {.interval = 1800s, .min_se = 90s});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->interval, 600s);
  EXPECT_TRUE(answer->peer_refreshes);
  EXPECT_FALSE(answer_timer(lines("600;refresher=uas"), {})->peer_refreshes);
}

TEST(SessionTimer, RefreshesByItselfForACallerWithoutTimers) {
  const auto answer = answer_timer(lines("", ""), {.interval = 1800s, .min_se = 90s});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->interval, 1800s);
  EXPECT_FALSE(answer->peer_refreshes);
}

TEST(SessionTimer, NeverRaisesTheCallersIntervalNorGoesBelowItsMinimum) {
  EXPECT_EQ(answer_timer(lines("7200"), {.interval = 1800s, .min_se = 90s})->interval, 1800s);
  TimerLines wish = lines("7200");
  wish.min_se = 3600s;
  EXPECT_EQ(answer_timer(wish, {.interval = 1800s, .min_se = 90s})->interval, 3600s);
}

TEST(SessionTimer, RefusesAnIntervalThatIsTooShort) {
  const auto answer = answer_timer(lines("60"), {.interval = 1800s, .min_se = 90s});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), 90s);
  EXPECT_TRUE(answer_timer(lines("60", ""), {.interval = 1800s, .min_se = 90s}));
}

TEST(SessionTimer, WritesRequestsAndAnswers) {
  HeaderFields request;
  put_timer_request(request, {.interval = 1800s, .min_se = 90s}, Refresher::kPeer);
  EXPECT_EQ(request.find(HeaderId::kSessionExpires), "1800;refresher=uas");
  EXPECT_EQ(request.find(HeaderId::kMinSe), "90");
  HeaderFields theirs;
  put_timer_answer(theirs, {.interval = 600s, .peer_refreshes = true});
  EXPECT_EQ(theirs.find(HeaderId::kSessionExpires), "600;refresher=uac");
  EXPECT_TRUE(theirs.has_token(HeaderId::kRequire, "timer"));
  HeaderFields ours;
  put_timer_answer(ours, {.interval = 600s, .peer_refreshes = false});
  EXPECT_EQ(ours.find(HeaderId::kSessionExpires), "600;refresher=uas");
  EXPECT_FALSE(ours.has(HeaderId::kRequire));
}

}  // namespace
}  // namespace sidetone::sip
