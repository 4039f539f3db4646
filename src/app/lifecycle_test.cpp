#include "app/lifecycle.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

namespace sidetone::app {
namespace {

using namespace std::chrono_literals;

class LifecycleTest : public testing::Test {
 protected:
  Lifecycle make() {
    return Lifecycle(loop_, {.reload = [this] { story_ += "reload "; },
                             .drain = [this] { story_ += "drain "; },
                             .hang_up_all =
                                 [this] {
                                   story_ += "hang-up ";
                                   calls_ = calls_after_hang_up_;
                                 },
                             .idle = [this] { return calls_ == 0; },
                             .patience = [this] { return patience_; }});
  }
  /// Runs the loop until the story reads so.
  bool comes_to(const std::string& story) {
    for (int i = 0; i < 100 && story_ != story; ++i) loop_.run_one_for(50ms);
    return story_ == story;
  }

  boost::asio::io_context loop_;
  std::string story_;
  int calls_ = 0;
  int calls_after_hang_up_ = 0;
  std::chrono::seconds patience_{0};
};

TEST_F(LifecycleTest, WithoutCallsItEndsAtOnce) {
  patience_ = 60s;
  Lifecycle lifecycle = make();
  std::raise(SIGTERM);
  EXPECT_GT(loop_.run_for(5s), 0u);
  EXPECT_TRUE(loop_.stopped());
  EXPECT_EQ(story_, "drain ");
}

TEST_F(LifecycleTest, HangsUpWhatIsLeftWhenPatienceIsOver) {
  calls_ = 2;
  Lifecycle lifecycle = make();
  std::raise(SIGINT);
  loop_.run_for(5s);
  EXPECT_TRUE(loop_.stopped());
  EXPECT_EQ(story_, "drain hang-up ");
}

TEST_F(LifecycleTest, DoesNotWaitForPeersThatNeverAnswer) {
  calls_ = calls_after_hang_up_ = 1;
  Lifecycle lifecycle = make();
  lifecycle.end();
  loop_.run_for(5s);
  EXPECT_TRUE(loop_.stopped());
  EXPECT_EQ(story_, "drain hang-up ");
}

TEST_F(LifecycleTest, ASecondSignalHangsUpWithoutWaitingForTheCalls) {
  calls_ = 1;
  patience_ = 60s;
  Lifecycle lifecycle = make();
  std::raise(SIGTERM);
  ASSERT_TRUE(comes_to("drain "));
  EXPECT_TRUE(lifecycle.draining());
  std::raise(SIGTERM);
  ASSERT_TRUE(comes_to("drain hang-up "));
  EXPECT_FALSE(loop_.stopped()) << "our BYEs are still to be sent";
  loop_.run_for(5s);
  EXPECT_TRUE(loop_.stopped());
  EXPECT_EQ(story_, "drain hang-up ");
}

TEST_F(LifecycleTest, AThirdSignalEndsItWhateverIsUp) {
  calls_ = calls_after_hang_up_ = 1;
  patience_ = 60s;
  Lifecycle lifecycle = make();
  lifecycle.end();
  lifecycle.end();
  EXPECT_EQ(story_, "drain hang-up ");
  loop_.poll();
  ASSERT_FALSE(loop_.stopped());
  lifecycle.end();
  EXPECT_TRUE(loop_.stopped());
}

TEST_F(LifecycleTest, ReloadsAsOftenAsItIsTold) {
  Lifecycle lifecycle = make();
  std::raise(SIGHUP);
  EXPECT_TRUE(comes_to("reload "));
  std::raise(SIGHUP);
  EXPECT_TRUE(comes_to("reload reload "));
  EXPECT_FALSE(lifecycle.draining());
}

}  // namespace
}  // namespace sidetone::app
