#include "media/engine.h"

#include "base/deadline_heap.h"
#include "media/leg.h"
#include "media/socket_table.h"
#include "media/tick_wheel.h"
#include "rtc/demux.h"
#include "rtc/rtp/rtp_writer.h"
#include "rtc/stun/stun_view.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sidetone::media {
namespace {

constexpr std::size_t kMaxEvents = 65'536;
/// Addresses of one browser that ICE has proved: several interfaces, now and then a new one.
constexpr std::size_t kMaxAddresses = 16;
/// ICE sessions of one browser that can be answered: restarted while a restart is under way.
constexpr std::size_t kMaxSessions = 3;

}  // namespace

struct Engine::Impl {
  Impl(const EngineConfig& settings, Random& dice) : config(settings), random(dice) {}

  // Commands.
  void handle(const AddLeg& command, Instant now);
  void handle(const UpdateLeg& command, Instant now);
  void handle(const Connect& command, Instant now);
  void handle(const Park& command, Instant now);
  void handle(const Echo& command, Instant now);
  void handle(const PlayTone& command, Instant now);
  void handle(const SendDtmf& command, Instant now);
  void handle(const RemoveLeg& command, Instant now);
  void handle(const AskReport& command, Instant now);

  // Datagrams.
  Leg* owner_of(const Datagram& datagram);
  Leg* owner_by_ufrag(const Datagram& datagram);
  void handle_rtp(Leg& leg, rtc::MutableBytes packet, Instant now);
  struct Heard {
    const rtc::RtpView& packet;
    const Leg::Arrival& arrival;  ///< Audio without a codec: comfort noise.
  };
  void tell(Leg& leg, const Leg::Arrival& arrival);
  void bridge(Leg& from, Leg& to, const Heard& heard, Instant now);
  void deliver(Leg& from, Leg& to, const Heard& heard, Instant now);
  void pass(Leg& to, const rtc::RtpView& packet, std::uint8_t payload_type, Instant now);
  void transcode(Leg& from, Leg& to, const Heard& heard, Instant now);
  void relay_key(Leg& to, const KeyPress& press, Instant now);

  // Turns.
  void tick(Leg& leg, Instant at);
  void update_turns(Leg& leg, Instant now);
  void leave_program(Leg& leg, Instant now);
  void own(const SocketAddress& address, Leg& leg);
  void own_ufrag(const std::string& ufrag, Leg& leg);
  void forget(const SocketAddress& address, const Leg& leg);
  void set_program(Leg& leg, Leg::Program program, Instant now);

  Leg* find(LegId id);
  WireContext context() { return {queue, counters, wire_events}; }
  void settle(Leg& leg, Instant now);
  void handle_wire_events(Leg& leg);
  void emit(Event event);

  EngineConfig config;
  Random& random;
  Counters counters;
  TransmitQueue queue{counters};
  std::vector<WireEvent> wire_events;
  std::deque<Event> events;
  std::unordered_map<LegId, std::unique_ptr<Leg>> legs;
  std::unordered_map<SocketAddress, Leg*> by_address;  ///< Browsers, by a proved address.
  std::map<std::string, Leg*, std::less<>> by_ufrag;
  SocketTable<Leg> by_socket;  ///< Phones.
  DeadlineHeap<LegId> deadlines;
  TickWheel<Leg> wheel;
};

// ---- commands -----------------------------------------------------------------------------------

void Engine::Impl::handle(const AddLeg& command, Instant now) {
  if (legs.contains(command.leg) || legs.size() >= config.max_legs) {
    return emit(LegRemoved{.leg = command.leg});
  }
  auto made = std::make_unique<Leg>(command.leg, command.config, config, random, now);
  Leg& leg = *legs.emplace(command.leg, std::move(made)).first->second;
  if (const auto* webrtc = std::get_if<WebRtcTransport>(&command.config.transport)) {
    own_ufrag(webrtc->local_ufrag, leg);
  } else {
    const auto& rtp = std::get<RtpTransport>(command.config.transport);
    leg.sockets = {rtp.rtp_socket, rtp.rtcp_socket};
    for (const SocketId socket : leg.sockets) {
      if (socket) by_socket.set(socket, leg);
    }
  }
  update_turns(leg, now);
  settle(leg, now);
}

void Engine::Impl::handle(const UpdateLeg& command, Instant now) {
  Leg* leg = find(command.leg);
  if (leg == nullptr) return;
  leg->update(command.config, context(), now);
  if (const auto* webrtc = std::get_if<WebRtcTransport>(&command.config.transport)) {
    own_ufrag(webrtc->local_ufrag, *leg);
  }
  // What was encoded for the old codecs is decided anew by the next packet.
  leg->transcoding = false;
  if (auto* other = std::get_if<Leg::Other>(&leg->program)) other->leg->transcoding = false;
  update_turns(*leg, now);
  settle(*leg, now);
}

void Engine::Impl::handle(const Connect& command, Instant now) {
  Leg* a = find(command.a);
  Leg* b = find(command.b);
  if (a == nullptr || b == nullptr || a == b) return;
  leave_program(*a, now);
  leave_program(*b, now);
  set_program(*a, Leg::Other{b}, now);
  set_program(*b, Leg::Other{a}, now);
}

void Engine::Impl::handle(const Park& command, Instant now) {
  if (Leg* leg = find(command.leg)) set_program(*leg, Leg::Silence{}, now);
}

void Engine::Impl::handle(const Echo& command, Instant now) {
  if (Leg* leg = find(command.leg)) set_program(*leg, Leg::Itself{}, now);
}

void Engine::Impl::handle(const PlayTone& command, Instant now) {
  Leg* leg = find(command.leg);
  if (leg == nullptr || !leg->negotiated()) return;
  set_program(*leg, Leg::PlayedTone{generator_for(command.tone, leg->speaking_rate())}, now);
}

void Engine::Impl::handle(const SendDtmf& command, Instant now) {
  Leg* leg = find(command.leg);
  if (leg == nullptr) return;
  leg->say_digits(command);
  update_turns(*leg, now);
}

void Engine::Impl::handle(const RemoveLeg& command, Instant now) {
  Leg* leg = find(command.leg);
  if (leg == nullptr) return emit(LegRemoved{.leg = command.leg});
  leave_program(*leg, now);
  wheel.remove(*leg);
  deadlines.remove(command.leg);
  leg->close(context(), now);
  for (const SocketAddress& address : leg->addresses) forget(address, *leg);
  for (const std::string& ufrag : leg->ufrags) by_ufrag.erase(ufrag);
  for (const SocketId socket : leg->sockets) {
    if (by_socket.find(socket) == leg) by_socket.erase(socket);
  }
  emit(LegRemoved{.leg = command.leg, .statistics = leg->statistics()});
  legs.erase(command.leg);
}

void Engine::Impl::handle(const AskReport& command, Instant) {
  if (const Leg* leg = find(command.leg)) {
    emit(LegReport{.leg = command.leg, .statistics = leg->statistics()});
  }
}

// ---- who is heard by whom -----------------------------------------------------------------------

void Engine::Impl::leave_program(Leg& leg, Instant now) {
  const auto* other = std::get_if<Leg::Other>(&leg.program);
  if (other == nullptr) return;
  Leg& former = *other->leg;
  for (Leg* each : {&leg, &former}) {
    each->program = Leg::Silence{};
    each->transcoding = false;
    each->stop_decoding();
    update_turns(*each, now);
  }
}

void Engine::Impl::set_program(Leg& leg, Leg::Program program, Instant now) {
  leave_program(leg, now);
  leg.program = program;
  leg.expect_media(now);
  update_turns(leg, now);
}

/// An address belongs to the leg that has proved it last.
void Engine::Impl::own(const SocketAddress& address, Leg& leg) {
  by_address.insert_or_assign(address, &leg);
  auto& known = leg.addresses;
  if (std::find(known.begin(), known.end(), address) != known.end()) return;
  if (known.size() == kMaxAddresses) {
    forget(known.front(), leg);
    known.erase(known.begin());
  }
  known.push_back(address);
}

/// The session before an ICE restart counts until the new one is used.
void Engine::Impl::own_ufrag(const std::string& ufrag, Leg& leg) {
  if (!by_ufrag.try_emplace(ufrag, &leg).second) return;
  if (leg.ufrags.size() == kMaxSessions) {
    by_ufrag.erase(leg.ufrags.front());
    leg.ufrags.erase(leg.ufrags.begin());
  }
  leg.ufrags.push_back(ufrag);
}

/// An address can change hands: who has it now keeps it.
void Engine::Impl::forget(const SocketAddress& address, const Leg& leg) {
  const auto found = by_address.find(address);
  if (found != by_address.end() && found->second == &leg) by_address.erase(found);
}

/// A leg has a turn every 20 ms while something must be made for it.
void Engine::Impl::update_turns(Leg& leg, Instant now) {
  // A parked phone gets silence so that it, and NAT boxes on the way, know that we are there.
  const bool silence =
      std::holds_alternative<Leg::Silence>(leg.program) && leg.is_phone() && leg.negotiated();
  const bool tone = std::holds_alternative<Leg::PlayedTone>(leg.program);
  if (silence || tone || leg.transcoding || leg.saying_digits()) {
    wheel.add(leg, now);
  } else {
    wheel.remove(leg);
  }
}

void Engine::Impl::tick(Leg& leg, Instant at) {
  if (leg.speak_digits(context(), at)) return;
  audio::Frame frame;
  if (auto* tone = std::get_if<Leg::PlayedTone>(&leg.program)) {
    tone->generator.next_frame(frame);
    return leg.speak(frame, context(), at);
  }
  if (auto* other = std::get_if<Leg::Other>(&leg.program); other != nullptr && leg.transcoding) {
    other->leg->playout(leg.bridge_rate).next_frame(at, frame);
    return leg.speak(frame, context(), at);
  }
  if (std::holds_alternative<Leg::Silence>(leg.program) && leg.is_phone() && leg.negotiated()) {
    frame.rate = leg.speaking_rate();
    return leg.speak(frame, context(), at);
  }
  update_turns(leg, at);
}

// ---- datagrams ----------------------------------------------------------------------------------

Leg* Engine::Impl::owner_of(const Datagram& datagram) {
  if (datagram.socket != kWebRtcSocket) {
    Leg* owner = by_socket.find(datagram.socket);
    if (owner == nullptr) counters.drop(DropReason::kUnknownSocket);
    return owner;
  }
  const bool stun = rtc::classify(datagram.bytes) == rtc::DatagramKind::kStun;
  // A check says itself whom it is for: an address can change hands.
  if (stun) return owner_by_ufrag(datagram);
  const auto found = by_address.find(datagram.remote);
  if (found != by_address.end()) return found->second;
  counters.drop(DropReason::kStranger);
  return nullptr;
}

Leg* Engine::Impl::owner_by_ufrag(const Datagram& datagram) {
  const auto view = rtc::StunView::parse(datagram.bytes);
  if (!view) {
    counters.drop(DropReason::kBadStun);
    return nullptr;
  }
  const auto found = by_ufrag.find(rtc::local_ufrag_of(*view));
  if (found != by_ufrag.end()) return found->second;
  counters.drop(DropReason::kStranger);
  return nullptr;
}

void Engine::Impl::handle_rtp(Leg& leg, rtc::MutableBytes bytes, Instant now) {
  const auto packet = rtc::RtpView::parse(bytes);
  if (!packet) return counters.drop(DropReason::kMalformed);
  const Leg::Arrival arrival = leg.handle_rtp(*packet, now);
  if (arrival.kind == Leg::Arrival::Kind::kUnknown) {
    return counters.drop(DropReason::kUnknownPayload);
  }
  tell(leg, arrival);
  if (!leg.config().direction.receive) return counters.drop(DropReason::kNobodyListens);
  if (std::holds_alternative<Leg::Itself>(leg.program)) {
    const bool heard = arrival.codec != nullptr && leg.config().direction.send;
    if (heard) pass(leg, *packet, arrival.codec->payload_type, now);
    return;
  }
  const auto* other = std::get_if<Leg::Other>(&leg.program);
  if (other == nullptr) return counters.drop(DropReason::kNobodyListens);
  bridge(leg, *other->leg, {*packet, arrival}, now);
}

/// What the owner wants to know of it.
void Engine::Impl::tell(Leg& leg, const Leg::Arrival& arrival) {
  if (arrival.pressed) {
    emit(DtmfReceived{leg.id(), arrival.pressed->digit, arrival.pressed->duration});
  }
  if (!leg.heard_audio && arrival.kind == Leg::Arrival::Kind::kAudio) {
    leg.heard_audio = true;
    emit(FirstAudio{leg.id()});
  }
}

void Engine::Impl::bridge(Leg& from, Leg& to, const Heard& heard, Instant now) {
  if (!to.config().direction.send || !to.negotiated()) {
    return counters.drop(DropReason::kNobodyListens);
  }
  const auto& [packet, arrival] = heard;
  const bool events_pass = to.takes_events_of(from);
  // A press whose end was lost is known only by the sound that follows it.
  if (arrival.pressed && !events_pass) relay_key(to, *arrival.pressed, now);
  if (arrival.kind == Leg::Arrival::Kind::kEvent) {
    if (events_pass) return pass(to, packet, *to.config().telephone_event, now);
    if (from.decoding()) from.insert(packet, now);
    return;
  }
  deliver(from, to, heard, now);
}

void Engine::Impl::deliver(Leg& from, Leg& to, const Heard& heard, Instant now) {
  // Its own digits come first: speech between them would tear them apart.
  if (to.saying_digits()) return counters.drop(DropReason::kNobodyListens);
  if (heard.arrival.codec == nullptr) {
    if (to.transcoding) return from.insert(heard.packet, now);
    if (!to.config().comfort_noise) return counters.drop(DropReason::kUnknownPayload);
    return pass(to, heard.packet, *to.config().comfort_noise, now);
  }
  const Codec* same = to.codec_of(heard.arrival.codec->kind);
  if (same == nullptr) return transcode(from, to, heard, now);
  if (to.transcoding) {
    to.transcoding = false;
    from.stop_decoding();
    update_turns(to, now);
  }
  pass(to, heard.packet, same->payload_type, now);
}

void Engine::Impl::pass(Leg& to, const rtc::RtpView& packet, std::uint8_t payload_type,
                        Instant now) {
  rtc::RtpHeader header = rtc::header_of(packet);
  header.payload_type = payload_type;
  const bool event = payload_type == to.config().telephone_event;
  const Codec* codec = &to.config().codecs.front();
  for (const Codec& each : to.config().codecs) {
    if (each.payload_type == payload_type) codec = &each;
  }
  const std::uint32_t clock_hz =
      event ? to.config().telephone_event_rate_khz * 1'000U : clock_hz_of(codec->kind);
  // The view lies in a buffer that may be changed and has kTailRoom bytes behind it.
  const rtc::MutableBytes bytes(const_cast<std::uint8_t*>(packet.bytes().data()),
                                packet.bytes().size());
  to.pass({.packet = bytes, .header = header, .clock_hz = clock_hz}, context(), now);
}

void Engine::Impl::transcode(Leg& from, Leg& to, const Heard& heard, Instant now) {
  if (!to.transcoding) {
    const std::array specs{spec_of(to.config().codecs.front()), spec_of(*heard.arrival.codec)};
    to.bridge_rate = audio::cheapest_common_rate(specs);
    to.transcoding = true;
    update_turns(to, now);
  }
  (void)from.playout(to.bridge_rate);
  from.insert(heard.packet, now);
}

void Engine::Impl::relay_key(Leg& to, const KeyPress& press, Instant now) {
  constexpr Duration kShortest = std::chrono::milliseconds(100);
  constexpr Duration kLongest = std::chrono::seconds(5);
  to.say_digits({.leg = to.id(),
                 .digits = std::string(1, press.digit),
                 .tone = std::clamp(press.duration, kShortest, kLongest)});
  update_turns(to, now);
}

// ---- bookkeeping --------------------------------------------------------------------------------

Leg* Engine::Impl::find(LegId id) {
  const auto found = legs.find(id);
  return found == legs.end() ? nullptr : found->second.get();
}

void Engine::Impl::settle(Leg& leg, Instant now) {
  handle_wire_events(leg);
  if (const auto loss = leg.check_liveness(now)) emit(LegLost{leg.id(), *loss});
  deadlines.set(leg.id(), leg.deadline());
}

void Engine::Impl::handle_wire_events(Leg& leg) {
  for (const WireEvent& event : wire_events) {
    if (const auto* proved = std::get_if<WireProved>(&event)) {
      own(proved->remote, leg);
    } else if (const auto* ready = std::get_if<WireReady>(&event)) {
      if (leg.announced == ready->remote) continue;
      leg.announced = ready->remote;
      emit(LegReady{leg.id(), ready->remote});
    } else {
      emit(LegLost{leg.id(), std::get<WireLost>(event).loss});
    }
  }
  wire_events.clear();
}

void Engine::Impl::emit(Event event) {
  if (events.size() < kMaxEvents) events.push_back(event);
}

// ---- doors --------------------------------------------------------------------------------------

Engine::Engine(const EngineConfig& config, Random& random, Instant)
    : impl_(std::make_unique<Impl>(config, random)) {}

Engine::~Engine() = default;

void Engine::handle_command(const Command& command, Instant now) {
  std::visit([&](const auto& what) { impl_->handle(what, now); }, command);
}

void Engine::handle_datagram(const Datagram& datagram, Instant now) {
  Impl& self = *impl_;
  ++self.counters.received;
  Leg* leg = self.owner_of(datagram);
  if (leg == nullptr) return;
  const Received received = leg->handle_datagram(datagram, self.context(), now);
  switch (received.kind) {
    case Received::Kind::kRtp:
      self.handle_rtp(*leg, received.plain, now);
      break;
    case Received::Kind::kRtcp:
      leg->handle_rtcp(received.plain, now);
      break;
    case Received::Kind::kNothing:
      self.settle(*leg, now);
      return;
  }
  if (!self.wire_events.empty()) self.settle(*leg, now);
}

void Engine::handle_time(Instant now) {
  Impl& self = *impl_;
  while (!self.queue.nearly_full() &&
         self.wheel.run_one(now, [&](Leg& leg, Instant at) { self.tick(leg, at); })) {}
  while (!self.queue.nearly_full()) {
    const auto due = self.deadlines.pop_due(now);
    if (!due) return;
    Leg* leg = self.find(*due);
    if (leg == nullptr) continue;
    leg->handle_time(self.context(), now);
    self.settle(*leg, now);
  }
}

std::span<const Transmit> Engine::transmits() const {
  return impl_->queue.all();
}

void Engine::clear_transmits() {
  impl_->queue.clear();
}

std::optional<Event> Engine::poll_event() {
  if (impl_->events.empty()) return std::nullopt;
  const Event next = impl_->events.front();
  impl_->events.pop_front();
  return next;
}

Instant Engine::deadline() const {
  return std::min(impl_->deadlines.next(), impl_->wheel.deadline());
}

std::size_t Engine::legs() const {
  return impl_->legs.size();
}

const Counters& Engine::counters() const {
  return impl_->counters;
}

}  // namespace sidetone::media
