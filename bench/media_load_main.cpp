// Talks over many calls at once and judges every packet that comes back.
//
//   media_load floor FIRST_PORT CALLS    over relay_floor
//   media_load phones SIP_PORT CALLS     G.711 over RTP; the accounts' password on the first line
//   media_load browsers HTTP_PORT CALLS  Opus over SRTP; on the first two lines each login's
//                                        "ticket cookie instance", the caller's first
//
// Says "ready" once all calls are up; then for each "run SECONDS" one line of JSON. At the end of
// its input it hangs up.

#include "browser_path.h"
#include "call_maker.h"
#include "media_load.h"
#include "sip_text.h"

#include <chrono>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace sidetone::bench {
namespace {

struct Order {
  std::uint16_t server_port = 0;
  std::uint32_t calls = 0;
};

MediaEnd::Config config_of(const SpeechShape& shape, std::uint32_t id) {
  return {.shape = shape, .id = id, .partner = id ^ 1U};
}

void obey(MediaLoad& load, const std::function<void()>& meanwhile) {
  std::puts("ready");
  std::fflush(stdout);
  std::string word;
  double seconds = 0;
  while (std::cin >> word >> seconds) {
    std::puts(load.run(seconds, meanwhile).to_json().c_str());
    std::fflush(stdout);
  }
}

void run_floor(const Order& order) {
  std::vector<MediaEnd> ends;
  for (std::uint32_t id = 0; id < 2 * order.calls; ++id) {
    Port port;
    port.connect(static_cast<std::uint16_t>(order.server_port + id));
    ends.emplace_back(config_of(kPcmuSpeech, id), std::move(port));
  }
  MediaLoad load(std::move(ends));
  obey(load, [] {});
}

void run_phones(const Order& order) {
  std::string password;
  std::getline(std::cin, password);
  DeskPhones phones(order.server_port, password);
  CallMaker calls(phones.caller, phones.callee);
  calls.enroll();
  std::vector<MediaEnd> ends;
  std::vector<Port> rtcp;  // Reports go there, and nobody reads them.
  for (std::uint32_t call = 0; call < order.calls; ++call) {
    Port a, b, a_rtcp, b_rtcp;
    const auto said = calls.make(
        {.caller = phone_description(a, a_rtcp), .callee = phone_description(b, b_rtcp)});
    a.connect(audio_port(said.caller));
    b.connect(audio_port(said.callee));
    ends.emplace_back(config_of(kPcmuSpeech, 2 * call), std::move(a));
    ends.emplace_back(config_of(kPcmuSpeech, 2 * call + 1), std::move(b));
    rtcp.push_back(std::move(a_rtcp));
    rtcp.push_back(std::move(b_rtcp));
  }
  MediaLoad load(std::move(ends));
  obey(load, [&] { calls.work(); });
  calls.hang_up_all();
}

struct Login {
  std::string ticket, cookie, instance;
};

Login read_login() {
  std::string line;
  std::getline(std::cin, line);
  Login login;
  std::istringstream(line) >> login.ticket >> login.cookie >> login.instance;
  return login;
}

SipUser browser(const std::string& number, const Login& login) {
  return SipUser(
      {.number = number,
       .password = {},
       .via = "WS bench.invalid",
       .contact = fmt::format("sip:{}@bench.invalid;transport=ws", number),
       .contact_extra = fmt::format(";+sip.instance=\"<urn:uuid:{}>\";reg-id=1", login.instance)});
}

void run_browsers(const Order& order) {
  const auto certificate = rtc::DtlsCertificate::generate(
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  if (!certificate) throw std::runtime_error(certificate.error());
  const Login first = read_login(), second = read_login();
  WebSocketLine caller_line({order.server_port, first.ticket, first.cookie});
  WebSocketLine callee_line({order.server_port, second.ticket, second.cookie});
  SipUser caller_user = browser("101", first), callee_user = browser("102", second);
  Party caller(caller_line, caller_user), callee(callee_line, callee_user);
  CallMaker calls(caller, callee);
  calls.enroll();
  std::vector<MediaEnd> ends;
  for (std::uint32_t call = 0; call < order.calls; ++call) {
    BrowserPath a(*certificate, 2 * call), b(*certificate, 2 * call + 1);
    const auto said = calls.make({.caller = a.description(BrowserPath::Role::kOffer),
                                  .callee = b.description(BrowserPath::Role::kAnswer)});
    Port a_port, b_port;
    const auto b_keys = b.open(b_port, said.callee);
    const auto a_keys = a.open(a_port, said.caller);
    ends.emplace_back(config_of(kOpusSpeech, 2 * call), std::move(a_port), a_keys, a.check());
    ends.emplace_back(config_of(kOpusSpeech, 2 * call + 1), std::move(b_port), b_keys, b.check());
  }
  MediaLoad load(std::move(ends));
  obey(load, [&] { calls.work(); });
  calls.hang_up_all();
}

int run(const std::vector<std::string>& words) {
  if (words.size() != 4) {
    std::fputs("usage: media_load floor|phones|browsers PORT CALLS\n", stderr);
    return 2;
  }
  const Order order{.server_port = static_cast<std::uint16_t>(std::stoul(words[2])),
                    .calls = static_cast<std::uint32_t>(std::stoul(words[3]))};
  if (words[1] == "floor") run_floor(order);
  if (words[1] == "phones") run_phones(order);
  if (words[1] == "browsers") run_browsers(order);
  return 0;
}

}  // namespace
}  // namespace sidetone::bench

int main(int count, char** values) {
  try {
    return sidetone::bench::run({values, values + count});
  } catch (const std::exception& error) {
    fmt::print(stderr, "media_load: {}\n", error.what());
    return 1;
  }
}
