#pragma once

#include "base/random.h"
#include "call/leg_media.h"
#include "call/outbox.h"
#include "call/ports.h"
#include "sip/transport.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace sidetone::call {

/// Hands out media legs on the workers and takes their ports back when the worker is done.
class MediaDesk {
 public:
  MediaDesk(MediaEnvironment environment, MediaPortSource& ports, Random& random, Outbox& outbox);

  /// Both legs of a call live on one worker: the next in turn.
  [[nodiscard]] std::size_t next_worker();
  /// nullopt: no port is left. The worker does not know the leg before add().
  [[nodiscard]] std::optional<LegMedia> open(sdp::Security security, const sip::Peer& peer,
                                             std::size_t worker);
  void add(const LegMedia& leg);
  void update(const LegMedia& leg);
  void remove(const LegMedia& leg);
  /// A leg that was opened and never added.
  void discard(const LegMedia& leg);
  void connect(const LegMedia& a, const LegMedia& b);
  void echo(const LegMedia& leg);
  void play_ringback(const LegMedia& leg);
  /// The worker is done with it: its ports are free.
  void handle_removed(media::LegId leg);

  [[nodiscard]] std::size_t legs() const { return known_.size(); }

  /// What to offer a device, best first: how it registered says what it can do (S13), and what it
  /// used itself when it called says more. `device` is an account's one contact.
  [[nodiscard]] std::vector<sdp::Security> securities_for(const sip::Peer& peer,
                                                          const std::string& device) const;
  void remember_security(const std::string& device, sdp::Security security);

 private:
  void tell(const LegMedia& leg, media::Command command);

  MediaEnvironment environment_;
  MediaPortSource& ports_;
  Random& random_;
  Outbox& outbox_;
  std::uint64_t last_leg_ = 0;
  std::size_t last_worker_ = 0;
  std::unordered_map<media::LegId, std::optional<MediaPorts>> known_;
  std::unordered_map<std::string, sdp::Security> habits_;  ///< By account and contact; bounded.
};

}  // namespace sidetone::call
