#include "sip/resolve/name_searches.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

class NameSearchesTest : public testing::Test {
 protected:
  void start(std::uint64_t session, ServerSearch::Target target) {
    searches_.start(SessionId(session), std::move(target), kStart);
  }
  /// What comes out, a line each.
  std::string drain() {
    std::string story;
    while (auto output = searches_.poll()) {
      if (auto* ask = std::get_if<NameSearches::Ask>(&*output)) {
        asked_.push_back(ask->question);
        story += "ask " + ask->question.name + "\n";
        continue;
      }
      const auto& done = std::get<NameSearches::Done>(*output);
      story += "done " + std::to_string(done.session.value());
      for (const auto& server : done.servers) story += " " + server.address.to_string();
      story += "\n";
    }
    return story;
  }
  void answer(NameAnswer records) {
    const std::uint64_t id = asked_.back().id;
    asked_.pop_back();
    searches_.handle_answer(id, std::move(records));
  }
  static std::vector<IpAddress> addresses(const char* text) { return {*IpAddress::parse(text)}; }

  SeededRandom random_{1};
  NameSearches searches_{random_};
  std::vector<NameQuestion> asked_;
};

TEST_F(NameSearchesTest, FindsTheServersOfANameStepByStep) {
  start(7, {.host = "proxy.test", .transport = Transport::kUdp});
  EXPECT_EQ(drain(), "ask _sip._udp.proxy.test\n");
  EXPECT_EQ(asked_.back().records, ServerSearch::Records::kServices);
  answer(std::vector<ServiceRecord>{{.priority = 1, .port = 5070, .target = "a.proxy.test"}});
  EXPECT_EQ(drain(), "ask a.proxy.test\n");
  answer(addresses("192.0.2.9"));
  EXPECT_EQ(drain(), "done 7 192.0.2.9:5070\n");
  EXPECT_EQ(searches_.size(), 0U);
  EXPECT_EQ(searches_.deadline(), kNever);
}

TEST_F(NameSearchesTest, KeepsTheQuestionsOfTwoSessionsApart) {
  start(1, {.host = "one.test", .port = 5060});
  start(2, {.host = "two.test", .port = 5060});
  EXPECT_EQ(drain(), "ask one.test\nask two.test\n");
  answer(addresses("192.0.2.2"));
  EXPECT_EQ(drain(), "done 2 192.0.2.2:5060\n");
  answer(addresses("192.0.2.1"));
  EXPECT_EQ(drain(), "done 1 192.0.2.1:5060\n");
}

TEST_F(NameSearchesTest, GivesUpInTimeAndHearsNoMoreOfIt) {
  start(1, {.host = "slow.test", .port = 5060});
  drain();
  EXPECT_EQ(searches_.deadline(), kStart + 5s);
  searches_.handle_time(kStart + 4s);
  EXPECT_EQ(drain(), "");
  searches_.handle_time(kStart + 5s);
  EXPECT_EQ(drain(), "done 1\n");
  answer(addresses("192.0.2.1"));
  EXPECT_EQ(drain(), "");
}

TEST_F(NameSearchesTest, FindsNothingWhereThereIsNothing) {
  start(1, {.host = "nobody.test", .port = 5060});
  drain();
  answer(std::vector<IpAddress>());
  EXPECT_EQ(drain(), "done 1\n");
}

TEST_F(NameSearchesTest, TakesAnAnswerOfTheWrongKindForNone) {
  start(1, {.host = "odd.test", .port = 5060});
  drain();
  answer(std::vector<NaptrRecord>{{.service = "SIP+D2U"}});
  EXPECT_EQ(drain(), "done 1\n");
}

TEST_F(NameSearchesTest, AsksOnlyForNamesThatCanHaveAnAddress) {
  for (const char* name : {"", "..", "a..b", "x.invalid", "a b", "a\r\nb.test", "-/-"}) {
    EXPECT_FALSE(may_be_asked_for(name)) << name;
    start(1, {.host = name, .port = 5060});
    EXPECT_EQ(drain(), "done 1\n") << name;
  }
  EXPECT_FALSE(may_be_asked_for(std::string(64, 'a') + ".test"));
  std::string long_name = "test";
  while (long_name.size() <= 253) long_name = "a." + long_name;
  EXPECT_FALSE(may_be_asked_for(long_name));
  EXPECT_TRUE(may_be_asked_for("_sip._udp.example.com."));
}

TEST_F(NameSearchesTest, AZoneThatNamesNonsenseIsAnsweredWithNothing) {
  start(1, {.host = "proxy.test", .transport = Transport::kUdp});
  drain();
  answer(
      std::vector<ServiceRecord>{{.port = 1, .target = "a\nb"}, {.port = 2, .target = "c.test"}});
  EXPECT_EQ(drain(), "ask c.test\n");
  answer(addresses("192.0.2.3"));
  EXPECT_EQ(drain(), "done 1 192.0.2.3:2\n");
}

TEST_F(NameSearchesTest, HasABoundAndSaysNoBeyondIt) {
  for (std::uint64_t i = 0; i < NameSearches::kMaxSearches; ++i) {
    start(i + 1, {.host = "a.test", .port = 5060});
  }
  drain();
  start(9'999, {.host = "a.test", .port = 5060});
  EXPECT_EQ(drain(), "done 9999\n");
  EXPECT_EQ(searches_.size(), NameSearches::kMaxSearches);
}

TEST_F(NameSearchesTest, ForgetsASessionThatIsGone) {
  start(1, {.host = "a.test", .port = 5060});
  drain();
  searches_.forget(SessionId(1));
  EXPECT_EQ(searches_.deadline(), kNever);
  answer(addresses("192.0.2.1"));
  EXPECT_EQ(drain(), "");
}

}  // namespace
}  // namespace sidetone::sip
