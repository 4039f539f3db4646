#pragma once

#include "base/random.h"
#include "base/time.h"
#include "call/ports.h"
#include "call/switchboard.h"
#include "support/counted_ports.h"
#include "support/media_plane.h"
#include "support/scripted_phone.h"
#include "support/test_directory.h"
#include "support/virtual_net.h"
#include "support/wire_watch.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::test {

struct WorldOptions {
  NetConditions sip;
  std::uint64_t seed = 1;
  std::optional<NetConditions> media;  ///< Set: media goes through a real engine.
};

/// A switchboard, a network and phones in one virtual time: one call of run_for() jumps from
/// deadline to deadline. Everything that went over the wire is in ladder().
class World {
 public:
  explicit World(NetConditions conditions = {}, std::uint64_t seed = 1);
  explicit World(const WorldOptions& options);
  ~World();

  /// A desk phone on UDP, TCP or TLS; its account is made. Not yet registered.
  ScriptedPhone& phone(const std::string& number, sip::Transport transport = sip::Transport::kUdp);
  /// A browser whose WebSocket was let in for this extension's user.
  ScriptedPhone& browser(const std::string& number, const std::string& session = "session");
  /// A desk phone that says it is this account; none is made for it.
  ScriptedPhone& claimant(ScriptedPhone::Account account);
  /// Puts bytes on the wire as if this phone had sent them.
  void inject(const ScriptedPhone& from, std::string bytes);
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
  /// It is back, as it was: what happened meanwhile it does not know.
  void plug(ScriptedPhone& phone);
  void media_event(const media::Event& event);

  [[nodiscard]] Instant now() const { return now_; }
  /// All that were made, in that order.
  [[nodiscard]] std::vector<ScriptedPhone*> phones() const;
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
  /// The same messages whole.
  [[nodiscard]] const std::vector<std::string>& wire() const { return wire_; }
  /// Sessions, transactions, calls, media legs and ports that should be gone.
  [[nodiscard]] std::string leaks() const;
  /// Once all phones are idle and all timers ran out: what is wrong with all that happened, one
  /// word each for leaks, answers, records, and what was heard. Empty: nothing.
  [[nodiscard]] std::string complaints() const;
  /// Set only with WorldOptions::media.
  [[nodiscard]] MediaPlane& plane() { return *plane_; }
  [[nodiscard]] MediaEnd* end_of(const ScriptedPhone& phone) { return plane_->end_of(phone); }

 private:
  struct Line {
    std::unique_ptr<ScriptedPhone> phone;
    bool plugged = true;
    bool was_unplugged = false;
  };

  bool step(Instant end);
  void settle();
  void settle_media();
  void drain_board();
  void drain_phones();
  void deliver(const VirtualNet::Parcel& parcel);
  void carry(const call::Switchboard::ToMedia& output);
  [[nodiscard]] const Line* line_at(const sip::Peer& peer) const;
  ScriptedPhone& add(ScriptedPhone::Account account, sip::Transport transport);
  void note(const std::string& from, const std::string& to, std::string_view bytes);
  [[nodiscard]] Instant deadline() const;

  Instant now_{std::chrono::hours(1)};
  SeededRandom random_;
  TestDirectory directory_;
  CountedPorts ports_;
  call::Switchboard board_;
  VirtualNet net_;
  std::unique_ptr<MediaPlane> plane_;
  WireWatch watch_;
  std::vector<Line> lines_;
  std::uint64_t last_flow_ = 1;
  std::vector<call::Cdr> cdrs_;
  std::vector<call::CallView> views_;
  std::vector<std::string> counted_;
  std::vector<media::Command> media_;
  std::vector<sip::FlowId> closed_flows_;
  std::string ladder_;
  std::vector<std::string> wire_;
};

}  // namespace sidetone::test
