#pragma once

#include "base/random.h"
#include "base/time.h"
#include "call/ports.h"
#include "call/switchboard.h"
#include "support/scripted_phone.h"
#include "support/test_directory.h"
#include "support/virtual_net.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace sidetone::test {

/// Ports without sockets: as many as are left.
class CountedPorts : public call::MediaPortSource {
 public:
  std::optional<call::MediaPorts> open(const IpAddress& address) override;
  void close(const call::MediaPorts& ports) override;
  std::size_t in_use() const { return open_.size(); }
  std::size_t limit = 1'000;

 private:
  std::set<std::uint16_t> open_;
  std::uint64_t last_ = 0;
};

/// A switchboard, a network and phones in one virtual time: one call of run_for() jumps from
/// deadline to deadline. Everything that went over the wire is in ladder().
class World {
 public:
  explicit World(NetConditions conditions = {}, std::uint64_t seed = 1);
  ~World();

  /// A desk phone on UDP, TCP or TLS; its account is made. Not yet registered.
  ScriptedPhone& phone(const std::string& number, sip::Transport transport = sip::Transport::kUdp);
  /// A browser whose WebSocket was let in for this extension's user.
  ScriptedPhone& browser(const std::string& number, const std::string& session = "session");
  /// Makes both register and fails loudly if they do not.
  void enroll(std::initializer_list<ScriptedPhone*> phones);

  void run_for(Duration span);
  /// Runs until `condition` holds or `limit` passed; says whether it holds.
  template <typename Condition>
  bool run_until(Condition condition, Duration limit = std::chrono::seconds(10)) {
    const Instant end = now_ + limit;
    while (!condition() && step(end)) {}
    return condition();
  }
  /// The connection of that phone breaks.
  void cut(ScriptedPhone& phone);
  /// The phone is gone without a word: nothing reaches it or comes from it any more.
  void unplug(ScriptedPhone& phone);
  void media_event(const media::Event& event);

  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] call::Switchboard& board() { return board_; }
  [[nodiscard]] TestDirectory& directory() { return directory_; }
  [[nodiscard]] CountedPorts& ports() { return ports_; }
  [[nodiscard]] const std::vector<call::Cdr>& cdrs() const { return cdrs_; }
  [[nodiscard]] const std::vector<call::CallView>& views() const { return views_; }
  [[nodiscard]] const std::vector<std::string>& counted() const { return counted_; }
  [[nodiscard]] const std::vector<media::Command>& media() const { return media_; }
  [[nodiscard]] const std::vector<sip::FlowId>& closed_flows() const { return closed_flows_; }
  /// Legs whose media reach each other at this moment.
  [[nodiscard]] std::size_t bridges() const;
  [[nodiscard]] std::string ladder() const { return ladder_; }
  /// Sessions, transactions, calls, media legs and ports that should be gone.
  [[nodiscard]] std::string leaks() const;

 private:
  struct Line {
    std::unique_ptr<ScriptedPhone> phone;
    bool plugged = true;
  };

  bool step(Instant end);
  void settle();
  void drain_board();
  void drain_phones();
  void deliver(const VirtualNet::Parcel& parcel);
  void carry(const call::Switchboard::ToMedia& output);
  ScriptedPhone& add(ScriptedPhone::Account account, sip::Transport transport);
  void note(const std::string& from, const std::string& to, std::string_view bytes);
  [[nodiscard]] Instant deadline() const;

  Instant now_{std::chrono::hours(1)};
  SeededRandom random_;
  TestDirectory directory_;
  CountedPorts ports_;
  call::Switchboard board_;
  VirtualNet net_;
  std::vector<Line> lines_;
  std::uint64_t last_flow_ = 1;
  std::vector<call::Cdr> cdrs_;
  std::vector<call::CallView> views_;
  std::vector<std::string> counted_;
  std::vector<media::Command> media_;
  std::vector<sip::FlowId> closed_flows_;
  std::string ladder_;
};

}  // namespace sidetone::test
