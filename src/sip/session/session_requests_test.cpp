#include "sip/session/test_bench.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(SessionRequests, AnswersInfoAndHandsItUp) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INFO", "Signal=5", {{"Content-Type", "application/dtmf-relay"}});
  EXPECT_EQ(bench.trace(), R"(
0 respond 200 to INFO
0 tell Info application/dtmf-relay (Signal=5)
)");
}

TEST(SessionRequests, RefusesInfoPackages) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INFO", "x", {{"Info-Package", "conference"}, {"Content-Type", "text/plain"}});
  EXPECT_EQ(bench.trace(), "\n0 respond 469 to INFO\n");
}

TEST(SessionRequests, AnswersOptionsWithWhatItCanDo) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("OPTIONS");
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to OPTIONS\n");
  EXPECT_EQ(bench.last_header(HeaderId::kAccept), "application/sdp");
  EXPECT_NE(bench.last_header(HeaderId::kAllow), "");
  EXPECT_NE(bench.last_header(HeaderId::kSupported), "");
}

TEST(SessionRequests, PassesReferOnWhenItNamesOneTarget) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("REFER", {}, {{"Refer-To", "<sip:eve@demo.test>"}}).request("REFER");
  EXPECT_EQ(bench.trace(), "\n0 tell Refer\n0 respond 400 to REFER\n");
}

TEST(SessionRequests, PassesOtherUsagesToTheOwner) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("MESSAGE");
  EXPECT_EQ(bench.trace(), "\n0 tell IncomingRequest MESSAGE\n");
}

TEST(SessionRequests, SendsInfoOnlyInACallThatIsUp) {
  SessionBench bench = SessionBench::invited();
  const auto info = [&] {
    bench.order([&](Session& s) { s.send_info("application/dtmf-relay", "Signal=5"); });
  };
  info();
  EXPECT_EQ(bench.trace(), "\n");
  SessionBench up = SessionBench::accepted();
  up.order([&](Session& s) { s.send_info("application/dtmf-relay", "Signal=5"); });
  EXPECT_EQ(up.trace(), "\n0 send INFO (Signal=5)\n");
  EXPECT_EQ(up.last_header(HeaderId::kContentType), "application/dtmf-relay");
}

TEST(SessionRequests, EndsACallWhoseInfoNobodyKnows) {
  SessionBench bench = SessionBench::accepted();
  bench.order([&](Session& s) { s.send_info("text/plain", "x"); });
  bench.receive_for("INFO", 415);
  EXPECT_EQ(bench.trace(), "\n0 send INFO (x)\n");
  bench.order([&](Session& s) { s.send_info("text/plain", "y"); });
  bench.forget().receive_for("INFO", 481);
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n0 tell Ended 481\n");
}

}  // namespace
}  // namespace sidetone::sip
