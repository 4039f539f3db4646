#include "rtc/ice_lite/ice_lite.h"

#include "rtc/stun/stun_writer.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kPassword = "our-password-of-22-chars";
const IceCredentials kLocal{.ufrag = "ours", .password = std::string(kPassword)};

// A browser's checks, and the agent's answers as lines of text.
class Bench {
 public:
  explicit Bench(std::optional<IceCredentials> remote = {}) : agent_(kLocal, std::move(remote)) {}

  struct Check {
    std::string_view username = "ours:theirs";
    std::string_view password = kPassword;
    bool nominates = false;
    bool controlled = false;
  };
  static StunWriter request(const Check& check) {
    StunWriter writer({.message_class = StunClass::kRequest, .transaction_id = {1, 2, 3}});
    writer.add_text(StunAttribute::kUsername, check.username);
    writer.add_u32(StunAttribute::kPriority, 1845501695);
    writer.add_u64(
        check.controlled ? StunAttribute::kIceControlled : StunAttribute::kIceControlling, 7);
    if (check.nominates) writer.add_flag(StunAttribute::kUseCandidate);
    return writer;
  }
  Bench& check(std::uint16_t port, const Check& check) {
    StunWriter writer = request(check);
    writer.add_integrity(bytes_of(check.password)).add_fingerprint();
    return receive(port, writer);
  }
  Bench& check(std::uint16_t port) { return check(port, {}); }
  Bench& nominate(std::uint16_t port) { return check(port, {.nominates = true}); }
  Bench& receive(std::uint16_t port, const StunWriter& message) {
    agent_.handle_message(StunView::parse(message.bytes()).value(), path(port), now_);
    return drain();
  }
  Bench& wait(Duration time) {
    const Instant end = now_ + time;
    while (agent_.deadline() <= end) {
      now_ = std::max(now_, agent_.deadline());
      agent_.handle_time(now_);
      drain();
    }
    now_ = end;
    return *this;
  }

  // The lines since the last call.
  std::string trace() { return std::exchange(trace_, ""); }
  IceLite& agent() { return agent_; }
  const std::vector<std::uint8_t>& last_response() const { return last_response_; }
  static IcePath path(std::uint16_t port) {
    return {.remote = {.ip = IpAddress::v4({192, 0, 2, 1}), .port = port}, .socket = 3};
  }

 private:
  Bench& drain() {
    while (auto output = agent_.poll()) std::visit([&](auto& value) { print(value); }, *output);
    return *this;
  }
  void print(const IceLite::Transmit& transmit) {
    last_response_ = transmit.bytes;
    const StunView view = StunView::parse(last_response_).value();
    EXPECT_TRUE(view.has_fingerprint());
    EXPECT_EQ(transmit.path.socket, 3u);
    const std::string_view sign = view.has_integrity(bytes_of(kPassword)) ? " signed" : "";
    if (const auto code = view.error_code()) {
      line(fmt::format("{} to {}{}", *code, transmit.path.remote.port, sign));
    } else {
      const auto mapped = view.address(StunAttribute::kXorMappedAddress);
      line(fmt::format("success for {}{}", mapped->to_string(), sign));
    }
  }
  void print(const IceLite::Nominated& nominated) {
    line(fmt::format("nominated {}", nominated.path.remote.port));
  }
  void print(const IceLite::ConsentLost&) { line("consent lost"); }
  void line(const std::string& text) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now_.time_since_epoch());
    trace_ += fmt::format("{} {}\n", seconds.count(), text);
  }

  IceLite agent_;
  Instant now_;
  std::string trace_;
  std::vector<std::uint8_t> last_response_;
};

TEST(IceLite, AnswersAnAuthenticCheckWithTheAddressItSaw) {
  Bench bench;
  EXPECT_EQ(bench.check(1000).trace(), "0 success for 192.0.2.1:1000 signed\n");
  const StunView response = StunView::parse(bench.last_response()).value();
  EXPECT_TRUE(response.is(StunClass::kSuccess, StunMethod::kBinding));
  EXPECT_EQ(response.transaction_id(), (StunTransactionId{1, 2, 3}));
  EXPECT_TRUE(bench.agent().is_valid(Bench::path(1000)));
  EXPECT_FALSE(bench.agent().is_valid(Bench::path(1001)));
}

TEST(IceLite, TellsOneSocketFromAnother) {
  Bench bench;
  bench.check(1000);
  IcePath other = Bench::path(1000);
  other.socket = 4;
  EXPECT_FALSE(bench.agent().is_valid(other));
}

TEST(IceLite, NominatesOnceAndTheLatestWins) {
  Bench bench;
  EXPECT_EQ(bench.nominate(1000).nominate(1000).nominate(2000).trace(),
            "0 success for 192.0.2.1:1000 signed\n"
            "0 nominated 1000\n"
            "0 success for 192.0.2.1:1000 signed\n"
            "0 success for 192.0.2.1:2000 signed\n"
            "0 nominated 2000\n");
  EXPECT_EQ(bench.agent().nominated(), Bench::path(2000));
}

TEST(IceLite, BeforeANominationTheFreshestPathCounts) {
  Bench bench;
  EXPECT_EQ(bench.agent().selected(), std::nullopt);
  bench.check(1000).wait(1s).check(2000);
  EXPECT_EQ(bench.agent().selected(), Bench::path(2000));
  bench.wait(1s).check(1000);
  EXPECT_EQ(bench.agent().selected(), Bench::path(1000));
  bench.nominate(2000).wait(1s).check(1000);
  EXPECT_EQ(bench.agent().selected(), Bench::path(2000));
}

TEST(IceLite, RefusesAWrongPasswordAndLearnsNothingFromIt) {
  Bench bench;
  EXPECT_EQ(bench.check(1000, {.password = "wrong", .nominates = true}).trace(), "0 401 to 1000\n");
  EXPECT_FALSE(bench.agent().is_valid(Bench::path(1000)));
  EXPECT_EQ(bench.agent().selected(), std::nullopt);
  EXPECT_EQ(bench.agent().counters().unauthorized, 1u);
}

TEST(IceLite, RefusesAnotherUfrag) {
  Bench bench;
  EXPECT_EQ(bench.check(1, {.username = "other:theirs"}).trace(), "0 401 to 1\n");
  EXPECT_EQ(bench.check(1, {.username = "oursX:theirs"}).trace(), "0 401 to 1\n");
  EXPECT_EQ(bench.check(1, {.username = "ours"}).trace(), "0 401 to 1\n");
}

TEST(IceLite, HoldsThePeerToItsUfragOnceItIsKnown) {
  Bench bench;
  EXPECT_EQ(bench.check(1, {.username = "ours:early"}).trace(),
            "0 success for 192.0.2.1:1 signed\n");
  bench.agent().set_remote({.ufrag = "theirs", .password = "x"});
  EXPECT_EQ(bench.check(1, {.username = "ours:early"}).trace(), "0 401 to 1\n");
  EXPECT_EQ(bench.check(1).trace(), "0 success for 192.0.2.1:1 signed\n");
}

TEST(IceLite, RefusesARequestThatIsNotSignedOrNamesNobody) {
  Bench bench;
  EXPECT_EQ(bench.receive(1, Bench::request({}).add_fingerprint()).trace(), "0 400 to 1\n");
  StunWriter nameless({.message_class = StunClass::kRequest});
  nameless.add_integrity(bytes_of(kPassword));
  EXPECT_EQ(bench.receive(1, nameless).trace(), "0 400 to 1\n");
  EXPECT_EQ(bench.agent().counters().malformed, 2u);
}

TEST(IceLite, SendsAPeerThatWantsToBeControlledIntoControl) {
  Bench bench;
  EXPECT_EQ(bench.check(1, {.nominates = true, .controlled = true}).trace(), "0 487 to 1 signed\n");
  EXPECT_FALSE(bench.agent().is_valid(Bench::path(1)));
  EXPECT_EQ(bench.agent().counters().role_conflicts, 1u);
}

TEST(IceLite, NamesTheAttributeItWouldHaveToUnderstand) {
  Bench bench;
  StunWriter writer = Bench::request({});
  writer.add_flag(StunAttribute{0x7abc}).add_integrity(bytes_of(kPassword)).add_fingerprint();
  EXPECT_EQ(bench.receive(1, writer).trace(), "0 420 to 1 signed\n");
  const StunView response = StunView::parse(bench.last_response()).value();
  EXPECT_EQ(load_u16(response.find(StunAttribute::kUnknownAttributes).value(), 0), 0x7abc);
}

TEST(IceLite, DropsADamagedMessageAndWhatIsNoBindingRequest) {
  Bench bench;
  StunWriter damaged = Bench::request({});
  damaged.add_integrity(bytes_of(kPassword)).add_u32(StunAttribute::kFingerprint, 1);
  bench.receive(1, damaged);
  bench.receive(1, StunWriter({.message_class = StunClass::kIndication}));
  bench.receive(1, StunWriter({.message_class = StunClass::kSuccess}));
  bench.receive(
      1, StunWriter({.message_class = StunClass::kRequest, .method = StunMethod::kAllocate}));
  EXPECT_EQ(bench.trace(), "");
  EXPECT_EQ(bench.agent().counters().dropped, 4u);
}

TEST(IceLite, AnswersASha256SignatureInKind) {
  Bench bench;
  StunWriter writer = Bench::request({});
  writer.add_integrity_sha256(bytes_of(kPassword)).add_fingerprint();
  EXPECT_EQ(bench.receive(1, writer).trace(), "0 success for 192.0.2.1:1\n");
  EXPECT_TRUE(StunView::parse(bench.last_response())->has_integrity_sha256(bytes_of(kPassword)));

  StunWriter forged = Bench::request({});
  forged.add_integrity_sha256(bytes_of("wrong")).add_fingerprint();
  EXPECT_EQ(bench.receive(1, forged).trace(), "0 401 to 1\n");
}

TEST(IceLite, LosesConsentThirtySecondsAfterTheLastCheck) {
  Bench bench;
  EXPECT_EQ(bench.agent().deadline(), kNever);
  bench.nominate(1).wait(20s).check(1).wait(29s);
  bench.trace();
  EXPECT_EQ(bench.wait(1h).trace(), "50 consent lost\n");
  EXPECT_EQ(bench.agent().selected(), std::nullopt);
  EXPECT_EQ(bench.agent().deadline(), kNever);
}

TEST(IceLite, TakesThePeerBackWhenItChecksAgain) {
  Bench bench;
  bench.nominate(1).wait(60s);
  bench.trace();
  EXPECT_EQ(bench.nominate(1).trace(), "60 success for 192.0.2.1:1 signed\n60 nominated 1\n");
}

TEST(IceLite, FallsBackToAPathThatIsStillChecked) {
  Bench bench;
  bench.nominate(1).wait(20s).check(2);
  bench.trace();
  EXPECT_EQ(bench.wait(20s).trace(), "30 nominated 2\n");
  EXPECT_EQ(bench.wait(20s).trace(), "50 consent lost\n");
}

TEST(IceLite, RemembersABoundedNumberOfPathsAndNeverForgetsTheNominee) {
  Bench bench;
  bench.nominate(1);
  for (std::uint16_t port = 100; port < 200; ++port) bench.wait(1ms).check(port);
  EXPECT_TRUE(bench.agent().is_valid(Bench::path(1)));
  EXPECT_TRUE(bench.agent().is_valid(Bench::path(199)));
  EXPECT_TRUE(bench.agent().is_valid(Bench::path(200 - 15)));
  EXPECT_FALSE(bench.agent().is_valid(Bench::path(200 - 16)));
}

TEST(IceLite, AnEarlyWakeUpIsHarmless) {
  Bench bench;
  bench.nominate(1);
  bench.agent().handle_time(Instant(29s));
  EXPECT_TRUE(bench.agent().is_valid(Bench::path(1)));
  EXPECT_FALSE(bench.agent().poll());
}

constexpr std::string_view kNewPassword = "our-later-password-of-28-chars";

TEST(IceLite, TakesChecksOfBothSessionsUntilThePeerHasUsedTheNewOne) {
  Bench bench(IceCredentials{.ufrag = "theirs", .password = "unused"});
  bench.nominate(1000).trace();
  bench.agent().restart({.ufrag = "new", .password = std::string(kNewPassword)});
  bench.agent().set_remote({.ufrag = "other", .password = "unused"});
  EXPECT_EQ(bench.check(1000).trace(), "0 success for 192.0.2.1:1000 signed\n");
  EXPECT_EQ(bench.agent().selected(), Bench::path(1000)) << "media goes on";

  const Bench::Check restarted{
      .username = "new:other", .password = kNewPassword, .nominates = true};
  bench.check(2000, restarted);
  EXPECT_TRUE(StunView::parse(bench.last_response())->has_integrity(bytes_of(kNewPassword)));
  EXPECT_EQ(bench.agent().selected(), Bench::path(2000));
  bench.trace();
  EXPECT_EQ(bench.check(1000).trace(), "0 401 to 1000\n");
}

TEST(IceLite, TakesNoMixtureOfTwoSessions) {
  Bench bench(IceCredentials{.ufrag = "theirs", .password = "unused"});
  bench.agent().restart({.ufrag = "new", .password = std::string(kNewPassword)});
  bench.agent().set_remote({.ufrag = "other", .password = "unused"});
  EXPECT_EQ(bench.check(1000, {.username = "new:theirs", .password = kNewPassword}).trace(),
            "0 401 to 1000\n");
  EXPECT_EQ(bench.check(1000, {.username = "new:other"}).trace(), "0 401 to 1000\n");
}

TEST(IceLite, KeepsTheSessionThatWorksHoweverOftenThePeerBeginsAnew) {
  Bench bench(IceCredentials{.ufrag = "theirs", .password = "unused"});
  bench.check(1000).trace();
  for (int i = 0; i < 3; ++i) {
    bench.agent().restart({.ufrag = "new", .password = std::string(kNewPassword)});
  }
  EXPECT_EQ(bench.check(1000).trace(), "0 success for 192.0.2.1:1000 signed\n");
}

}  // namespace
}  // namespace sidetone::rtc
