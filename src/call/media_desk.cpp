#include "call/media_desk.h"

#include <algorithm>
#include <utility>

namespace sidetone::call {
namespace {

constexpr std::size_t kMaxHabits = 20'000;

}  // namespace

MediaDesk::MediaDesk(MediaEnvironment environment, MediaPortSource& ports, Random& random,
                     Outbox& outbox)
    : environment_(std::move(environment)), ports_(ports), random_(random), outbox_(outbox) {}

std::size_t MediaDesk::next_worker() {
  last_worker_ = (last_worker_ + 1) % environment_.webrtc_ports.size();
  return last_worker_;
}

std::optional<LegMedia> MediaDesk::open(sdp::Security security, const sip::Peer& peer,
                                        std::size_t worker) {
  const LegMedia::Identity identity{.id = media::LegId(++last_leg_), .worker = worker};
  return LegMedia::open(identity, security, peer, environment_, ports_, random_);
}

void MediaDesk::add(const LegMedia& leg) {
  known_.emplace(leg.id(), leg.ports());
  tell(leg, media::AddLeg{.leg = leg.id(), .config = leg.config()});
}

void MediaDesk::update(const LegMedia& leg) {
  tell(leg, media::UpdateLeg{.leg = leg.id(), .config = leg.config()});
}

void MediaDesk::remove(const LegMedia& leg) {
  tell(leg, media::RemoveLeg{leg.id()});
}

void MediaDesk::discard(const LegMedia& leg) {
  if (leg.ports()) ports_.close(*leg.ports());
}

void MediaDesk::connect(const LegMedia& a, const LegMedia& b) {
  tell(a, media::Connect{.a = a.id(), .b = b.id()});
}

void MediaDesk::play_ringback(const LegMedia& leg) {
  tell(leg, media::PlayTone{.leg = leg.id(), .tone = media::Tone::kRingback});
}

void MediaDesk::echo(const LegMedia& leg) {
  tell(leg, media::Echo{leg.id()});
}

void MediaDesk::handle_removed(media::LegId leg) {
  const auto found = known_.find(leg);
  if (found == known_.end()) return;
  if (found->second) ports_.close(*found->second);
  known_.erase(found);
}

std::vector<sdp::Security> MediaDesk::securities_for(const sip::Peer& peer,
                                                     const std::string& device) const {
  using enum sdp::Security;
  using enum sip::Transport;
  if (sip::over_web_socket(peer.transport)) return {kDtls};
  // What was encrypted on the way to us is not sent on in the clear unless the phone cannot.
  std::vector<sdp::Security> order =
      peer.transport == kTls ? std::vector{kSdes, kDtls, kNone} : std::vector{kNone, kDtls, kSdes};
  const auto habit = habits_.find(device);
  const bool weaker = habit != habits_.end() && habit->second == kNone && peer.transport == kTls;
  if (habit != habits_.end() && !weaker) {
    const auto used = std::find(order.begin(), order.end(), habit->second);
    std::rotate(order.begin(), used, used + 1);
  }
  return order;
}

void MediaDesk::remember_security(const std::string& device, sdp::Security security) {
  if (habits_.size() >= kMaxHabits) habits_.clear();
  habits_.insert_or_assign(device, security);
}

void MediaDesk::tell(const LegMedia& leg, media::Command command) {
  outbox_.push(Switchboard::ToMedia{.worker = leg.worker(), .command = std::move(command)});
}

}  // namespace sidetone::call
