// A phone of one tenant gets nowhere in another, with whatever SIP method it tries.
#include "call/switchboard.h"
#include "sip/auth/hash.h"
#include "support/world.h"

#include <gmock/gmock.h>

#include <fmt/format.h>
#include <sstream>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;
using test::ScriptedPhone;
using test::TestDirectory;
using test::World;
using testing::HasSubstr;
using testing::Not;
using State = ScriptedPhone::State;

/// 101 and 102 of one.test, and 201 of two.test, which has a 101 of its own.
class TenantIsolation : public testing::Test {
 protected:
  void SetUp() override {
    sip::Hasher hasher;
    for (const auto& [number, extension] : {std::pair("201", 4), std::pair("101", 5)}) {
      const auto ha1 = hasher.joined(sip::DigestAlgorithm::kMd5, {number, "two.test", "secret"});
      world_.directory().devices().push_back(
          {.tenant = TestDirectory::kTwo,
           .extension = directory::ExtensionId(static_cast<std::uint64_t>(extension)),
           .username = number,
           .realm = "two.test",
           .ha1_md5 = std::string(ha1.view())});
    }
    world_.enroll({&ann_, &bob_, &stranger_, &other_});
  }
  void call_bob() {
    ann_.dial("102", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }));
  }
  std::size_t registrations() { return world_.board().load().registrations; }
  /// What came back for a message of the stranger's: status lines to it since then.
  std::string answers_to(const std::string& bytes) {
    const std::size_t before = world_.ladder().size();
    world_.inject(stranger_, bytes);
    world_.run_for(200ms);
    return world_.ladder().substr(before);
  }
  std::string request(const std::string& method, const std::string& uri, const std::string& rest) {
    return fmt::format(
        "{0} {1} SIP/2.0\r\n"
        "Via: SIP/2.0/UDP {2};branch=z9hG4bK-stranger-{3}\r\n"
        "Max-Forwards: 70\r\nCSeq: 7 {0}\r\nContact: <sip:x@{2}>\r\n{4}Content-Length: 0\r\n\r\n",
        method, uri, stranger_.line().local.to_string(), ++branch_, rest);
  }
  /// The value of a header of the first message on the wire that begins so.
  std::string seen(const std::string& begin, const std::string& header) {
    for (const std::string& message : world_.wire()) {
      if (!message.starts_with(begin)) continue;
      const std::size_t at = message.find("\r\n" + header + ": ") + header.size() + 4;
      return message.substr(at, message.find('\r', at) - at);
    }
    return {};
  }

  World world_;
  int branch_ = 0;
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& bob_ = world_.phone("102");
  ScriptedPhone& stranger_ = world_.claimant({.number = "201", .domain = "two.test"});
  ScriptedPhone& other_ = world_.claimant({.number = "101", .domain = "two.test"});
};

TEST_F(TenantIsolation, ADeviceOfTwoIsNobodyInOne) {
  const std::size_t before = registrations();
  ScriptedPhone& intruder = world_.claimant({.number = "201", .domain = "one.test"});
  intruder.enroll(world_.now());
  world_.run_for(5s);
  EXPECT_FALSE(intruder.enrolled());
  EXPECT_EQ(registrations(), before);
}

TEST_F(TenantIsolation, TheRightSecretForTheSameNumberInTwoIsWrongInOne) {
  for (auto& device : world_.directory().devices()) {
    if (device.tenant == TestDirectory::kOne) device.ha1_md5 = std::string(32, 'a');
  }
  const std::size_t before = registrations();
  ScriptedPhone& intruder = world_.claimant({.number = "101", .domain = "one.test"});
  intruder.enroll(world_.now());
  world_.run_for(5s);
  EXPECT_FALSE(intruder.enrolled());
  EXPECT_EQ(registrations(), before);
}

TEST_F(TenantIsolation, NobodyRegistersAtAnAddressOfAnotherTenant) {
  const std::size_t before = registrations();
  const std::string authorization =
      "Authorization: " + seen("REGISTER sip:two.test", "Authorization");
  for (const char* parties : {"From: <sip:201@two.test>;tag=1\r\nTo: <sip:101@one.test>\r\n",
                              "From: <sip:101@one.test>;tag=1\r\nTo: <sip:101@one.test>\r\n",
                              "From: <sip:201@one.test>;tag=1\r\nTo: <sip:201@two.test>\r\n"}) {
    const std::string answer =
        answers_to(request("REGISTER", "sip:one.test", std::string("Call-ID: r\r\n") + parties));
    EXPECT_THAT(answer, HasSubstr("SIP/2.0 401")) << parties;
  }
  EXPECT_EQ(registrations(), before);
}

TEST_F(TenantIsolation, AThirdPartyRegistrationIsRefusedEvenWithItsOwnGoodCredentials) {
  const std::size_t before = registrations();
  // The phone answers the challenge for what it asked; the address in To is another's.
  ScriptedPhone& intruder =
      world_.claimant({.number = "201", .domain = "two.test", .registers_for = "sip:101@one.test"});
  intruder.enroll(world_.now());
  EXPECT_TRUE(world_.run_until([&] { return intruder.last_status() == 403; })) << world_.ladder();
  EXPECT_EQ(registrations(), before);
}

TEST_F(TenantIsolation, ANumberOfOneDoesNotExistInTwo) {
  stranger_.dial("102", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return stranger_.last_status() == 404; })) << world_.ladder();
  EXPECT_EQ(bob_.state(), State::kIdle);
  EXPECT_EQ(world_.cdrs().at(0).tenant, TestDirectory::kTwo);
}

TEST_F(TenantIsolation, TheSameNumberRingsInTheCallersOwnTenant) {
  stranger_.dial("101", world_.now());
  ASSERT_TRUE(world_.run_until([&] { return other_.state() == State::kIncoming; }));
  world_.run_for(1s);
  EXPECT_EQ(ann_.state(), State::kIdle);
}

TEST_F(TenantIsolation, ANumberAtAnotherTenantsDomainRingsNobody) {
  ScriptedPhone& curious =
      world_.claimant({.number = "201", .domain = "two.test", .dials_at = "one.test"});
  curious.dial("101", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return curious.last_status() == 404; })) << world_.ladder();
  EXPECT_EQ(ann_.state(), State::kIdle);
  EXPECT_EQ(other_.state(), State::kIdle);
}

TEST_F(TenantIsolation, CallsShowInTheirOwnTenantOnly) {
  call_bob();
  EXPECT_EQ(world_.board().calls_of(TestDirectory::kOne, directory::ExtensionId(1)).size(), 1U);
  for (std::uint64_t extension = 1; extension <= 5; ++extension) {
    EXPECT_TRUE(
        world_.board().calls_of(TestDirectory::kTwo, directory::ExtensionId(extension)).empty());
  }
  for (const CallView& view : world_.views()) EXPECT_EQ(view.tenant, TestDirectory::kOne);
}

TEST_F(TenantIsolation, ACancelFromElsewhereCancelsNothing) {
  call_bob();
  const std::string parties =
      fmt::format("Call-ID: {}\r\nFrom: {}\r\nTo: {}\r\n", seen("INVITE sip:102@", "Call-ID"),
                  seen("INVITE sip:102@", "From"), seen("INVITE sip:102@", "To"));
  EXPECT_THAT(answers_to(request("CANCEL", "sip:102@one.test", parties)), HasSubstr("SIP/2.0 481"));
  EXPECT_EQ(bob_.state(), State::kIncoming);
}

TEST_F(TenantIsolation, NothingWithoutTheTagsOfACallGetsIntoIt) {
  call_bob();
  bob_.answer(world_.now());
  ASSERT_TRUE(world_.run_until([&] { return ann_.state() == State::kTalking; }));
  world_.run_for(1s);
  const std::string parties =
      fmt::format("Call-ID: {}\r\nFrom: {}\r\nTo: <sip:102@one.test>;tag=guessed\r\n",
                  seen("INVITE sip:102@", "Call-ID"), seen("INVITE sip:102@", "From"));
  for (const char* method : {"BYE", "UPDATE", "INFO", "REFER", "PRACK", "INVITE", "NOTIFY"}) {
    EXPECT_THAT(answers_to(request(method, "sip:102@one.test", parties)),
                testing::AnyOf(HasSubstr("SIP/2.0 481"), HasSubstr("SIP/2.0 405")))
        << method;
  }
  EXPECT_EQ(ann_.state(), State::kTalking);
  EXPECT_EQ(bob_.state(), State::kTalking);
}

TEST_F(TenantIsolation, OptionsTellNothingAboutWhoIsThere) {
  const auto options = [&](const std::string& uri) {
    const std::size_t before = world_.wire().size();
    answers_to(
        request("OPTIONS", uri,
                "Call-ID: " + uri + "\r\nFrom: <sip:201@two.test>;tag=1\r\nTo: <" + uri + ">\r\n"));
    std::string answer = world_.wire().at(before + 1);
    for (std::size_t at; (at = answer.find(uri)) != std::string::npos;)
      answer.erase(at, uri.size());
    const std::size_t branch = answer.find("z9hG4bK-stranger-");
    answer.erase(branch, answer.find_first_of(";\r", branch) - branch);
    return answer;
  };
  const std::string known = options("sip:102@one.test");
  EXPECT_THAT(known, HasSubstr("SIP/2.0 200"));
  EXPECT_EQ(known, options("sip:199@one.test"));
  EXPECT_EQ(known, options("sip:101@nowhere.test"));
}

TEST_F(TenantIsolation, NothingOfOneIsEverSentToTwo) {
  call_bob();
  bob_.answer(world_.now());
  world_.run_for(2s);
  ann_.hang_up(world_.now());
  world_.run_for(2s);
  stranger_.dial("102", world_.now());
  world_.run_for(2s);
  for (const Cdr& cdr : world_.cdrs()) {
    const bool of_two = cdr.tenant == TestDirectory::kTwo;
    EXPECT_EQ(of_two, cdr.caller_number == "201");
  }
  std::istringstream lines(world_.ladder());
  for (std::string line; std::getline(lines, line);) {
    if (line.find("-> 201") == std::string::npos) continue;
    EXPECT_THAT(line, Not(HasSubstr("one.test")));
  }
}

}  // namespace
}  // namespace sidetone::call
