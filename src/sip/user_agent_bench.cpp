// What SIP itself costs of a REGISTER (P9) and of a whole call with two legs (P8): from the bytes
// of one datagram to the bytes of the next, transactions and their timers included.
#include "base/test_allocations.h"
#include "sip/user_agent.h"

#include <benchmark/benchmark.h>
#include <cstddef>
#include <deque>
#include <string>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;
using UA = UserAgent;

Peer peer(std::uint8_t remote, std::uint8_t local) {
  return {.flow = FlowId(1),
          .transport = Transport::kUdp,
          .remote = {IpAddress::v4({192, 0, 2, remote}), 5060},
          .local = {IpAddress::v4({192, 0, 2, local}), 5060}};
}

/// A browser's session description has about this size.
const std::string& sdp() {
  static const std::string text(1100, 'a');
  return text;
}

std::string register_bytes(int number) {
  const std::string n = std::to_string(number);
  return "REGISTER sip:demo.test SIP/2.0\r\n"
         "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK" +
         n +
         "\r\n"
         "Max-Forwards: 70\r\n"
         "From: <sip:101@demo.test>;tag=4f2b1c\r\n"
         "To: <sip:101@demo.test>\r\n"
         "Call-ID: 7d3a9c0e2b5f41688d0c\r\n"
         "CSeq: " +
         n +
         " REGISTER\r\n"
         "Contact: <sip:101@192.0.2.1:5060>;expires=600\r\n"
         "Authorization: Digest username=\"101\", realm=\"demo.test\", nonce=\"c0ffee\", "
         "uri=\"sip:demo.test\", response=\"0123456789abcdef0123456789abcdef\", algorithm=MD5\r\n"
         "User-Agent: desk phone\r\n"
         "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY\r\n"
         "Content-Length: 0\r\n\r\n";
}

void Register(benchmark::State& state) {
  SeededRandom random(1);
  UA ua({}, random);
  Instant now{1h};
  int number = 0;
  const std::size_t before = allocations;
  for (auto _ : state) {
    state.PauseTiming();
    const std::string bytes = register_bytes(++number);
    state.ResumeTiming();
    ua.handle_bytes(peer(1, 2), bytes, now);
    while (auto output = ua.poll()) {
      auto* incoming = std::get_if<UA::IncomingRequest>(&*output);
      if (incoming == nullptr) continue;
      Response response = make_response(incoming->request, 200, "a1b2c3");
      response.headers.add(HeaderId::kContact, "<sip:101@192.0.2.1:5060>;expires=600");
      ua.respond(incoming->transaction, std::move(response), now);
    }
    now += 1ms;  // A thousand a second: what lingers and what ends are in balance.
    ua.handle_time(now);
  }
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations - before),
                                                     benchmark::Counter::kAvgIterations);
}
BENCHMARK(Register)->Unit(benchmark::kMicrosecond);

/// Caller and callee in one: together they do what a back-to-back user agent does for one call.
class TwoLegs {
 public:
  void call() {
    UA::Invite invite;
    invite.target = peer(2, 1);
    invite.uri = "sip:102@192.0.2.2:5060";
    invite.from.uri.user = "101";
    invite.from.uri.host = "demo.test";
    invite.to.uri.user = "102";
    invite.to.uri.host = "demo.test";
    invite.contact_user = "101";
    invite.offer = sdp();
    caller_session_ = caller_.invite(std::move(invite), now_);
    run();
    callee_.ring(callee_session_, {}, now_);
    run();
    callee_.answer(callee_session_, {.sdp = sdp(), .extra = {}}, now_);
    run();
    caller_.hang_up(caller_session_, "Q.850;cause=16", now_);
    run();
    now_ += 10ms;
    caller_.handle_time(now_);
    callee_.handle_time(now_);
    run();
  }
  [[nodiscard]] std::size_t messages() const { return messages_; }
  [[nodiscard]] std::size_t ended() const { return ended_; }

 private:
  void run() {
    for (bool busy = true; busy;) busy = carry(caller_, callee_, 1) || carry(callee_, caller_, 2);
  }
  bool carry(UA& from, UA& to, std::uint8_t number) {
    bool busy = false;
    while (auto output = from.poll()) {
      busy = true;
      if (auto* transmit = std::get_if<UA::Transmit>(&*output)) {
        ++messages_;
        const auto other = static_cast<std::uint8_t>(3 - number);
        to.handle_bytes(peer(number, other), transmit->datagram.bytes, now_);
      } else if (auto* invite = std::get_if<UA::IncomingInvite>(&*output)) {
        callee_session_ = invite->session;
      } else if (std::holds_alternative<UA::Ended>(*output)) {
        ++ended_;
      }
    }
    return busy;
  }

  SeededRandom random_{1};
  UA caller_{{}, random_};
  UA callee_{{}, random_};
  Instant now_{1h};
  SessionId caller_session_;
  SessionId callee_session_;
  std::size_t messages_ = 0;
  std::size_t ended_ = 0;
};

void CallOfTwoLegs(benchmark::State& state) {
  TwoLegs legs;
  const std::size_t before = allocations;
  for (auto _ : state) legs.call();
  if (legs.ended() != static_cast<std::size_t>(state.iterations())) {
    state.SkipWithError("a call was not carried to its end");
  }
  state.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations - before),
                                                     benchmark::Counter::kAvgIterations);
  state.counters["messages"] =
      benchmark::Counter(static_cast<double>(legs.messages()), benchmark::Counter::kAvgIterations);
}
BENCHMARK(CallOfTwoLegs)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sidetone::sip
