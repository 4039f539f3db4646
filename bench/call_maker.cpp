#include "call_maker.h"

#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <variant>

namespace sidetone::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(5);

void refuse(const SipUser::Refused& refused) {
  throw std::runtime_error(fmt::format("the server answered {}", refused.status));
}

struct Account {
  std::string number, password;
};

SipUser desk_phone(const UdpLine& line, const Account& account) {
  const std::string place = fmt::format("127.0.0.1:{}", line.number());
  return SipUser({.number = account.number,
                  .password = account.password,
                  .via = "UDP " + place,
                  .contact = fmt::format("sip:{}@{}", account.number, place),
                  .contact_extra = {}});
}

}  // namespace

void Party::work() {
  send();
  while (const auto message = line_.receive()) {
    user_.handle(*message);
    send();
  }
}

void Party::send() {
  while (auto output = user_.poll()) {
    if (const auto* message = std::get_if<SipUser::Send>(&*output)) {
      line_.send(message->message);
    } else {
      news_.push_back(std::move(*output));
    }
  }
}

DeskPhones::DeskPhones(std::uint16_t server_port, const std::string& password)
    : caller_line(server_port),
      callee_line(server_port),
      caller_user(desk_phone(caller_line, {"101", password})),
      callee_user(desk_phone(callee_line, {"102", password})),
      caller(caller_line, caller_user),
      callee(callee_line, callee_user) {}

std::string phone_description(const Port& rtp, const Port& rtcp) {
  return fmt::format(
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
      "m=audio {} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=rtcp:{}\r\n",
      rtp.number(), rtcp.number());
}

template <typename Wanted>
Wanted CallMaker::await(Party& party) {
  for (const auto end = Clock::now() + kPatience; Clock::now() < end;) {
    work();
    while (!party.news().empty()) {
      const SipUser::Output news = std::move(party.news().front());
      party.news().pop_front();
      if (const auto* wanted = std::get_if<Wanted>(&news)) return *wanted;
      if (const auto* refused = std::get_if<SipUser::Refused>(&news)) refuse(*refused);
    }
    wait_for_either(caller_.line(), callee_.line(), 100);
  }
  throw std::runtime_error("the server did not answer in time");
}

void CallMaker::work() {
  caller_.work();
  callee_.work();
}

void CallMaker::enroll() {
  for (Party* party : {&caller_, &callee_}) {
    party->user().enroll();
    (void)await<SipUser::Registered>(*party);
  }
}

CallMaker::Descriptions CallMaker::make(const Descriptions& own) {
  calls_.push_back(caller_.user().call(
      {.to = callee_.user().number(), .sdp = own.caller, .user_agent = "sidetone-bench"}));
  const auto incoming = await<SipUser::Incoming>(callee_);
  callee_.user().answer(incoming.call_id, own.callee);
  const auto answered = await<SipUser::Answered>(caller_);
  (void)await<SipUser::Confirmed>(callee_);
  return {.caller = answered.sdp, .callee = incoming.sdp};
}

void CallMaker::hang_up_all() {
  for (const std::string& call : calls_) {
    caller_.user().hang_up(call);
    (void)await<SipUser::Ended>(caller_);
  }
  calls_.clear();
}

}  // namespace sidetone::bench
