#pragma once

#include "base/random.h"
#include "sip/user_agent.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace sidetone::sip {

/// What a network does to datagrams; over a stream transport nothing is lost or overtaken.
struct NetConditions {
  std::uint64_t seed = 1;
  Transport transport = Transport::kUdp;
  std::uint32_t loss_percent = 0;
  std::uint32_t duplicate_percent = 0;
  Duration min_delay = std::chrono::milliseconds(5);
  Duration max_delay = std::chrono::milliseconds(5);  ///< More than min_delay: reordering.
};

/// One user agent, its address, and what it told and nobody has looked at yet.
struct TestAgent {
  TestAgent(std::string agent_name, SocketAddress address, UserAgent::Config config, Random& random)
      : name(std::move(agent_name)), local(address), ua(std::move(config), random) {}

  std::string name;
  SocketAddress local;
  UserAgent ua;
  std::deque<UserAgent::Output> news;
};

/// Two user agents, ann and bob, joined by a network in virtual time. Everything that goes over the
/// wire is written down for the reader of a failed test.
class TestNet {
 public:
  explicit TestNet(NetConditions conditions = {}, UserAgent::Config config = {})
      : conditions_(conditions),
        random_(conditions.seed),
        ann("ann", *SocketAddress::parse("192.0.2.1:5060"), config, random_),
        bob("bob", *SocketAddress::parse("192.0.2.2:5060"), config, random_) {}

  [[nodiscard]] Instant now() const { return now_; }
  /// Where `from` sends to in order to reach the other.
  [[nodiscard]] Peer peer_of(const TestAgent& from) const {
    const TestAgent& to = &from == &ann ? bob : ann;
    const bool stream = reliable(conditions_.transport);
    return {.flow = FlowId(stream ? 7 : 1),
            .transport = conditions_.transport,
            .remote = to.local,
            .local = from.local};
  }

  UserAgent::Invite invitation(const TestAgent& from, Sdp offer = "offer") const {
    const TestAgent& to = &from == &ann ? bob : ann;
    UserAgent::Invite invite;
    invite.target = peer_of(from);
    invite.uri = "sip:" + to.name + "@" + to.local.to_string();
    invite.from = *parse_name_addr("<sip:" + from.name + "@demo.test>");
    invite.to = *parse_name_addr("<sip:" + to.name + "@demo.test>");
    invite.contact_user = from.name;
    invite.offer = std::move(offer);
    return invite;
  }

  /// Runs until `agent` tells news of that kind; what it tells before is dropped.
  template <typename News>
  News await(TestAgent& agent, Duration limit = std::chrono::seconds(120)) {
    const Instant end = now_ + limit;
    for (;;) {
      drain();
      while (!agent.news.empty()) {
        UserAgent::Output output = std::move(agent.news.front());
        agent.news.pop_front();
        if (auto* found = std::get_if<News>(&output)) return std::move(*found);
      }
      if (!step(end)) break;
    }
    ADD_FAILURE() << agent.name << " never told what was awaited\n" << ladder_;
    return News{};
  }

  void run_for(Duration span) {
    const Instant end = now_ + span;
    drain();
    while (step(end)) drain();
    now_ = end;
  }

  /// Has that agent told news of that kind that nobody has looked at?
  template <typename News>
  [[nodiscard]] static bool told(const TestAgent& agent) {
    for (const UserAgent::Output& output : agent.news) {
      if (std::holds_alternative<News>(output)) return true;
    }
    return false;
  }

  /// Every timer runs out; nothing may be left.
  void expect_all_settled() {
    run_for(std::chrono::minutes(5));
    EXPECT_EQ(ann.ua.open_transactions(), 0U) << ladder_;
    EXPECT_EQ(bob.ua.open_transactions(), 0U) << ladder_;
    EXPECT_EQ(ann.ua.open_sessions(), 0U) << ladder_;
    EXPECT_EQ(bob.ua.open_sessions(), 0U) << ladder_;
  }

  /// Nothing from `from` arrives any more, or again.
  void cut(const TestAgent& from, bool is_cut = true) {
    (&from == &ann ? ann_cut_ : bob_cut_) = is_cut;
  }
  /// Bytes from nowhere, as if `from` had sent them.
  void inject(const TestAgent& from, std::string bytes) { deliver(from, {}, std::move(bytes)); }
  void inject(const TestAgent& from, const Peer& source, std::string bytes) {
    TestAgent& to = &from == &ann ? bob : ann;
    to.ua.handle_bytes(source, bytes, now_);
  }

  [[nodiscard]] const std::string& ladder() const { return ladder_; }
  /// How many messages with that start (a method, or "SIP/2.0 200") `from` has sent.
  [[nodiscard]] int sent(const TestAgent& from, std::string_view start) const {
    int count = 0;
    for (std::size_t at = 0;
         (at = ladder_.find(from.name + " " + std::string(start), at)) != std::string::npos; ++at) {
      ++count;
    }
    return count;
  }
  /// The last message that `from` sent, whole.
  [[nodiscard]] const std::string& last_from(const TestAgent& from) const {
    return &from == &ann ? ann_last_ : bob_last_;
  }
  [[nodiscard]] Random& random() { return random_; }

 private:
  struct InFlight {
    bool to_bob;
    std::string bytes;
  };

  bool step(Instant end) {
    const Instant arrival = in_flight_.empty() ? kNever : in_flight_.begin()->first;
    const Instant next = std::min({arrival, ann.ua.deadline(), bob.ua.deadline()});
    if (next > end) return false;
    now_ = std::max(now_, next);
    if (arrival == next) {
      const InFlight message = std::move(in_flight_.begin()->second);
      in_flight_.erase(in_flight_.begin());
      TestAgent& to = message.to_bob ? bob : ann;
      to.ua.handle_bytes(peer_of(to), message.bytes, now_);
      return true;
    }
    ann.ua.handle_time(now_);
    bob.ua.handle_time(now_);
    return true;
  }

  void drain() {
    drain(ann);
    drain(bob);
  }
  void drain(TestAgent& agent) {
    while (auto output = agent.ua.poll()) {
      if (auto* transmit = std::get_if<UserAgent::Transmit>(&*output)) {
        transmit_from(agent, std::move(transmit->datagram));
      } else {
        agent.news.push_back(std::move(*output));
      }
    }
  }

  void transmit_from(const TestAgent& from, Datagram datagram) {
    note(from, datagram.bytes);
    (&from == &ann ? ann_last_ : bob_last_) = datagram.bytes;
    if (&from == &ann ? ann_cut_ : bob_cut_) return;
    const bool stream = reliable(conditions_.transport);
    if (!stream && random_.below(100) < conditions_.loss_percent) return;
    const bool twice = !stream && random_.below(100) < conditions_.duplicate_percent;
    if (twice) deliver(from, delay(), datagram.bytes);
    deliver(from, stream ? conditions_.min_delay : delay(), std::move(datagram.bytes));
  }
  void deliver(const TestAgent& from, Duration delay, std::string bytes) {
    in_flight_.emplace(now_ + delay, InFlight{&from == &ann, std::move(bytes)});
  }
  Duration delay() {
    const auto spread = (conditions_.max_delay - conditions_.min_delay).count();
    return conditions_.min_delay + Duration(random_.below(static_cast<std::uint32_t>(spread) + 1));
  }
  void note(const TestAgent& from, std::string_view bytes) {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(now_ - kStart).count();
    ladder_ += std::to_string(at) + " " + from.name + " " +
               std::string(bytes.substr(0, bytes.find('\r'))) + "\n";
  }

  static constexpr Instant kStart{std::chrono::hours(1)};
  NetConditions conditions_;
  SeededRandom random_;
  Instant now_ = kStart;
  std::multimap<Instant, InFlight> in_flight_;
  bool ann_cut_ = false;
  bool bob_cut_ = false;
  std::string ladder_ = "\n";
  std::string ann_last_;
  std::string bob_last_;

 public:
  TestAgent ann;
  TestAgent bob;
};

}  // namespace sidetone::sip
