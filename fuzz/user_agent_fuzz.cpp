// Two user agents over a network that does to messages what the input says, with owners that press
// every button at any time: nothing crashes or spins, and when both have hung up and all timers
// have run out, nothing is left.
#include "advance.h"
#include "base/assert.h"
#include "base/random.h"
#include "input.h"
#include "sip/user_agent.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace sidetone;
using namespace sidetone::sip;
using fuzz::Input;
using UA = UserAgent;

constexpr std::array<int, 8> kStatuses{180, 183, 200, 302, 404, 486, 488, 603};
constexpr std::size_t kMaxMemory = 32;

struct Side {
  Side(std::uint8_t last_octet, Random& random)
      : local{IpAddress::v4({192, 0, 2, last_octet}), 5060},
        ua({.max_transactions = 60,
            .max_sessions = 12,
            .session_expires = std::chrono::seconds(90)},
           random) {}
  SocketAddress local;
  UA ua;
  std::vector<SessionId> sessions;
  std::vector<std::pair<ServerTransactionId, Request>> asked;
  std::deque<std::string> outbox;
};

class Driver {
 public:
  explicit Driver(Input input) : input_(input) {}

  void run() {
    transport_ = input_.flip() ? Transport::kWss : Transport::kUdp;
    for (int i = 0; i < 500 && !input_.empty(); ++i) {
      step();
      drain();
      SIDETONE_ASSERT(sides_[0].ua.open_sessions() <= 12);
    }
    finish();
  }

 private:
  Peer peer_of(const Side& side) const {
    const Side& other = &side == sides_.data() ? sides_[1] : sides_[0];
    return {.flow = FlowId(1), .transport = transport_, .remote = other.local, .local = side.local};
  }

  void step() {
    Side& side = sides_[input_.next() % 2];
    switch (input_.next() % 8) {
      case 0:
      case 1:
      case 2:
        return carry(side);
      case 3:
        return call(side);
      case 4:
      case 5:
        return press(side);
      case 6:
        return disturb(side);
      default:
        return advance(now_ + std::chrono::milliseconds(1 << (input_.next() % 17)));
    }
  }

  /// One message from that side arrives: the oldest or the newest, once, twice, changed or never.
  void carry(Side& from) {
    if (from.outbox.empty()) return;
    Side& to = &from == sides_.data() ? sides_[1] : sides_[0];
    const std::uint8_t how = input_.next();
    std::string bytes = how & 1 ? from.outbox.back() : from.outbox.front();
    if (how & 2) {
      how & 1 ? from.outbox.pop_back() : from.outbox.pop_front();
    }
    if (how & 4 && how & 8) return;
    if (how & 16 && how & 32) {
      const std::size_t at = (input_.next() * 256U + input_.next()) % bytes.size();
      bytes[at] = static_cast<char>(input_.next());
    }
    if (how & 64 && how & 128) {
      const std::size_t at = (input_.next() * 256U + input_.next()) % bytes.size();
      bytes.insert(at, input_.take(input_.next() % 64));
    }
    to.ua.handle_bytes(peer_of(to), bytes, now_);
  }

  void call(Side& side) {
    UA::Invite invite;
    invite.target = peer_of(side);
    invite.uri = "sip:x@" + invite.target.remote.to_string();
    invite.from = *parse_name_addr("<sip:a@demo.test>");
    invite.to = *parse_name_addr("<sip:b@demo.test>");
    if (input_.flip()) invite.offer = "offer";
    if (input_.flip()) invite.extra.add(HeaderId::kRequire, "100rel");
    remember(side, side.ua.invite(std::move(invite), now_));
  }

  void press(Side& side) {
    if (side.sessions.empty()) return;
    const SessionId id = side.sessions[input_.next() % side.sessions.size()];
    const int status = kStatuses[input_.next() % kStatuses.size()];
    const Sdp sdp = input_.flip() ? "sdp" + std::to_string(status) : "";
    switch (input_.next() % 10) {
      case 0:
        return side.ua.ring(id, {.status = status < 200 ? status : 180, .sdp = sdp, .extra = {}},
                            now_);
      case 1:
        return side.ua.answer(id, {.sdp = sdp, .extra = {}}, now_);
      case 2:
        return side.ua.refuse(id, {.status = status < 300 ? 480 : status, .extra = {}}, now_);
      case 3:
        return side.ua.hang_up(id, input_.flip() ? "SIP;cause=200" : "", now_);
      case 4:
        return side.ua.complete_offer(id, sdp, now_);
      case 5:
        return side.ua.change_session(id, sdp, now_);
      case 6:
      case 7:
        return side.ua.accept_offer(id, sdp, now_);
      case 8:
        return side.ua.refuse_offer(id, 488, now_);
      default:
        return side.ua.send_info(id, "text/plain", sdp, now_);
    }
  }

  void disturb(Side& side) {
    switch (input_.next() % 5) {
      case 0:
        return side.ua.handle_flow_closed(FlowId(1), now_);
      case 1:
        return side.ua.handle_transport_error(peer_of(side), now_);
      case 2:
        return side.ua.handle_bytes(peer_of(side), input_.take(input_.next()), now_);
      case 3:
        return respond(side);
      default: {
        Request options{.method = "OPTIONS", .uri = "sip:x@192.0.2.1", .headers = {}, .body = {}};
        options.headers.add(HeaderId::kFrom, "<sip:a@demo.test>");
        options.headers.add(HeaderId::kTo, "<sip:b@demo.test>");
        (void)side.ua.request(peer_of(side), std::move(options), now_);
      }
    }
  }
  void respond(Side& side) {
    if (side.asked.empty()) return;
    const auto& [id, request] = side.asked[input_.next() % side.asked.size()];
    side.ua.respond(id, make_response(request, kStatuses[input_.next() % 8], "t"), now_);
  }

  void drain() {
    for (Side& side : sides_) {
      while (auto output = side.ua.poll()) note(side, *output);
    }
  }
  void note(Side& side, UA::Output& output) {
    if (auto* transmit = std::get_if<UA::Transmit>(&output)) {
      if (side.outbox.size() < kMaxMemory)
        side.outbox.push_back(std::move(transmit->datagram.bytes));
    } else if (auto* invite = std::get_if<UA::IncomingInvite>(&output)) {
      remember(side, invite->session);
    } else if (auto* request = std::get_if<UA::IncomingRequest>(&output)) {
      if (side.asked.size() < kMaxMemory) {
        side.asked.emplace_back(request->transaction, std::move(request->request));
      }
    } else if (auto* refer = std::get_if<UA::Refer>(&output)) {
      if (side.asked.size() < kMaxMemory) {
        side.asked.emplace_back(refer->transaction, std::move(refer->request));
      }
    }
  }
  static void remember(Side& side, SessionId id) { side.sessions.push_back(id); }

  Instant deadline() const { return std::min(sides_[0].ua.deadline(), sides_[1].ua.deadline()); }
  void advance(Instant end) {
    const auto handle_time = [this] {
      for (Side& side : sides_) side.ua.handle_time(now_);
      drain();
    };
    fuzz::advance(now_, end, [this] { return deadline(); }, handle_time);
  }
  void finish() {
    for (Side& side : sides_) {
      for (const SessionId id : side.sessions) side.ua.hang_up(id, {}, now_);
      drain();
    }
    for (Side& side : sides_) side.outbox.clear();
    advance(now_ + std::chrono::minutes(10));
    for (const Side& side : sides_) {
      SIDETONE_ASSERT(side.ua.open_sessions() == 0);
      SIDETONE_ASSERT(side.ua.open_transactions() == 0);
      SIDETONE_ASSERT(side.ua.deadline() == kNever);
    }
  }

  Input input_;
  SeededRandom random_{1};
  Instant now_{std::chrono::hours(1)};
  Transport transport_ = Transport::kUdp;
  std::array<Side, 2> sides_{Side(1, random_), Side(2, random_)};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  Driver(Input(data, size)).run();
  return 0;
}
