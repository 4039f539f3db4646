// What phones write, in names and numbers, reaches people as text and SIP as one header each.
#include "base/utf8.h"
#include "call/switchboard.h"
#include "support/world.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using test::ScriptedPhone;
using test::World;
using testing::HasSubstr;
using testing::Not;
using State = ScriptedPhone::State;

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts{
      "102\r\nX-Injected: 1"s,
      "102\nX-Injected: 1"s,
      "102\r\n\r\nX-Injected: 1"s,
      "\"><sip:evil@evil.test>\r\nX-Injected: 1"s,
      "\0\0102"s,
      "\xFF\xFE\xC0\x80"s,
      "\x1B]0;owned\x07"s,
      "\u202E201\u2066"s,
      "<script>alert(1)</script>"s,
      "'; DROP TABLE cdr; --"s,
      std::string(200, 'a'),
      std::string(100, '\n') + "X-Injected: 1",
      "%0d%0aX-Injected: 1"s,
  };
  return texts;
}

/// Fit to be shown: UTF-8, one line, not longer than a number is.
bool is_shown(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) {
    const auto c = take_code_point(text);
    if (!c || *c < 0x20 || (*c >= 0x7F && *c < 0xA0) || *c == 0x202E) return false;
  }
  return count <= 64;
}

class HostileText : public testing::Test {
 protected:
  void SetUp() override { world_.enroll({&ann_, &bob_}); }

  /// Every line of every head that the server and the phones wrote.
  std::vector<std::string> lines() const {
    std::vector<std::string> found;
    for (const std::string& message : world_.wire()) {
      std::string_view head = std::string_view(message).substr(0, message.find("\r\n\r\n"));
      while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        found.emplace_back(head.substr(0, end));
        head.remove_prefix(std::min(end + 1, head.size()));
      }
    }
    return found;
  }
  void expect_nothing_injected() const {
    for (const std::string& line : lines()) {
      ASSERT_FALSE(line.starts_with("X-Injected")) << line;
      ASSERT_TRUE(line.ends_with('\r') || line.find('\r') == std::string::npos) << line;
    }
  }

  World world_;
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& bob_ = world_.phone("102");
};

TEST_F(HostileText, ANumberThatNobodyCanDialIsNoExtensionAndIsRecordedAsText) {
  for (const std::string& number : hostile_texts()) {
    const std::size_t before = world_.cdrs().size();
    ann_.dial(number, world_.now());
    ASSERT_TRUE(world_.run_until([&] { return ann_.last_status() >= 300; }, 40s));
    EXPECT_EQ(ann_.last_status(), 404) << number.substr(0, 40);
    world_.run_for(1s);
    ASSERT_EQ(world_.cdrs().size(), before + 1);
    EXPECT_EQ(world_.cdrs().back().cause, "No such extension");
    EXPECT_TRUE(is_shown(world_.cdrs().back().dialled)) << world_.cdrs().back().dialled;
  }
  for (const CallView& view : world_.views()) EXPECT_TRUE(is_shown(view.peer_number));
  expect_nothing_injected();
}

TEST_F(HostileText, ANumberThatCanBeDialledIsRecordedAsItWasWritten) {
  ann_.dial("(1) 0-2", world_.now());
  ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }));
  bob_.refuse(486, world_.now());
  world_.run_for(1s);
  EXPECT_EQ(world_.cdrs().back().dialled, "(1) 0-2");
}

TEST_F(HostileText, ANameOfOursStaysInsideItsQuotes) {
  for (const std::string& name : hostile_texts()) {
    world_.directory().rename_101(name);
    ann_.dial("102", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }, 40s));
    EXPECT_EQ(bob_.caller().uri.user, "101");
    EXPECT_EQ(bob_.caller().uri.host, "one.test");
    EXPECT_FALSE(bob_.header("X-Injected"));
    bob_.refuse(486, world_.now());
    world_.run_for(1s);
  }
  expect_nothing_injected();
}

TEST_F(HostileText, AContactThatHidesALineIsDialledAsItWasRegistered) {
  ScriptedPhone& eve = world_.phone("103");
  eve.set_contact_user("x\r\nX-Injected: 1\r\n\r\n");
  world_.enroll({&eve});
  ann_.dial("103", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return eve.state() == State::kIncoming; }, 40s));
  EXPECT_THAT(world_.wire(), testing::Contains(HasSubstr("INVITE sip:x%0D%0AX-Injected%3A%201")));
  eve.refuse(486, world_.now());
  world_.run_for(1s);
  expect_nothing_injected();
}

}  // namespace
}  // namespace sidetone::call
