// Two phones, in the browsers of two users, and a stranger on UDP at a whole switchboard: messages
// that fit the state of their calls, most of them changed a little; news from the media workers;
// connections that break; time. Nothing crashes or spins, each call ends in one record, and when
// all is over nothing is left.

#include "advance.h"
#include "base/assert.h"
#include "base/random.h"
#include "call/switchboard.h"
#include "support/counted_ports.h"
#include "support/test_directory.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fuzzer/FuzzedDataProvider.h>
#include <set>
#include <string>
#include <string_view>

using namespace sidetone;
using call::Switchboard;
using test::TestDirectory;

namespace {

constexpr int kMaxSteps = 250;
constexpr std::array<std::string_view, 10> kStatusLines{
    "100 Trying", "180 Ringing",   "183 Session Progress", "200 OK", "200 OK",
    "404 None",   "486 Busy Here", "488 Not Acceptable",   "603 No", "302 Moved"};
constexpr std::string_view kCandidate = "a=candidate:1 1 udp 2130706431 198.18.0.9 30000 typ host";

/// The value of the first header of that name, in a message of ours.
std::string header(std::string_view message, std::string_view name) {
  const std::size_t at = message.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return {};
  const std::size_t value = at + name.size() + 4;
  return std::string(message.substr(value, message.find('\r', value) - value));
}

std::string sdp(std::string_view setup) {
  std::string text =
      "v=0\r\no=- 1 1 IN IP4 198.18.0.9\r\ns=-\r\nc=IN IP4 198.18.0.9\r\nt=0 0\r\n"
      "m=audio 30000 UDP/TLS/RTP/SAVPF 111 0 101\r\na=rtpmap:111 opus/48000/2\r\n"
      "a=rtpmap:101 telephone-event/8000\r\na=mid:0\r\na=rtcp-mux\r\na=ice-ufrag:user\r\n"
      "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\na=fingerprint:sha-256 ";
  for (int i = 0; i < 32; ++i) text += i == 0 ? "BB" : ":BB";
  return text + "\r\na=setup:" + std::string(setup) + "\r\n" + std::string(kCandidate) + "\r\n";
}

std::string finished(std::string message, const std::string& body) {
  if (!body.empty()) message += "Content-Type: application/sdp\r\n";
  return message + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Phone {
  std::string number;
  sip::Peer peer;
  std::string instance;
  std::string invited;   ///< The last INVITE that it got.
  std::string answered;  ///< The last answer to an INVITE of its own.
  int calls = 0;
};

class Driver {
 public:
  explicit Driver(FuzzedDataProvider& input)
      : input_(input),
        board_({.advertise = {IpAddress::v4({198, 18, 0, 1})},
                .webrtc_ports = {40000},
                .dtls_fingerprint = "AA:BB",
                .max_calls = 8},
               directory_, ports_, random_) {
    for (std::uint8_t i = 0; i < 2; ++i) {
      phones_[i] = {.number = "10" + std::to_string(i + 1),
                    .peer = {.flow = sip::FlowId(2U + i),
                             .transport = sip::Transport::kWss,
                             .remote = {IpAddress::v4({198, 18, 0, std::uint8_t(9 + i)}), 5070},
                             .local = {IpAddress::v4({198, 18, 0, 1}), 443}},
                    .instance = "<urn:uuid:phone-" + std::to_string(i) + ">"};
      open(phones_[i], i + 1U);
    }
  }

  void run() {
    for (int i = 0; i < kMaxSteps && input_.remaining_bytes() > 0; ++i) {
      step();
      drain();
    }
    finish();
  }

 private:
  void open(const Phone& phone, std::uint64_t user) {
    board_.handle_flow_opened(phone.peer,
                              call::BrowserIdentity{.tenant = TestDirectory::kOne,
                                                    .user = directory::UserId(user),
                                                    .extension = directory::ExtensionId(user),
                                                    .session = phone.number,
                                                    .instance = phone.instance});
    deliver(phone, register_request(phone));
  }

  void step() {
    Phone& phone = phones_[input_.ConsumeIntegralInRange<std::size_t>(0, 1)];
    switch (input_.ConsumeIntegralInRange(0, 11)) {
      case 0:
        return send(phone, invite(phone));
      case 1:
      case 2:
      case 3:
        return send(phone, response(phone));
      case 4:
        return send(phone, in_dialog(phone, "ACK"));
      case 5:
        return send(phone, in_dialog(phone, "BYE"));
      case 6:
        return send(phone, cancel(phone));
      case 7:
        return send(phone, in_dialog(phone, "INVITE"));
      case 8:
        return media_event();
      case 9:
        return disturb(phone);
      default:
        return advance(now_ + std::chrono::milliseconds(1 << input_.ConsumeIntegralInRange(0, 16)));
    }
  }

  // What phones say.
  std::string register_request(const Phone& phone) {
    return finished(
        "REGISTER sip:one.test SIP/2.0\r\nVia: SIP/2.0/WSS x;branch=z9hG4bKr" + phone.number +
            "\r\nFrom: <sip:" + phone.number + "@one.test>;tag=r\r\nTo: <sip:" + phone.number +
            "@one.test>\r\nCall-ID: r" + phone.number + "\r\nCSeq: " + std::to_string(++cseq_) +
            " REGISTER\r\nMax-Forwards: 70\r\nContact: <sip:" + phone.number +
            "@x.invalid;transport=ws>;expires=600;reg-id=1;+sip.instance=\"" + phone.instance +
            "\"\r\nSupported: outbound, path\r\n",
        "");
  }
  std::string invite(Phone& phone) {
    const std::string call = phone.number + "-" + std::to_string(++phone.calls);
    const std::string dialled = input_.ConsumeBool() ? other(phone).number : "*43";
    return finished("INVITE sip:" + dialled +
                        "@one.test SIP/2.0\r\nVia: SIP/2.0/WSS x;branch=z9hG4bK" + call +
                        "\r\nFrom: <sip:" + phone.number + "@one.test>;tag=f" + call +
                        "\r\nTo: <sip:" + dialled + "@one.test>\r\nCall-ID: " + call +
                        "\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:" + phone.number +
                        "@x.invalid;transport=ws>\r\n",
                    input_.ConsumeBool() ? sdp("actpass") : "");
  }
  std::string response(const Phone& phone) {
    const std::string& request = phone.invited;
    std::string to = header(request, "To");
    if (to.find(";tag=") == std::string::npos) to += ";tag=t" + phone.number;
    return finished("SIP/2.0 " + std::string(input_.PickValueInArray(kStatusLines)) + "\r\nVia: " +
                        header(request, "Via") + "\r\nFrom: " + header(request, "From") +
                        "\r\nTo: " + to + "\r\nCall-ID: " + header(request, "Call-ID") +
                        "\r\nCSeq: " + header(request, "CSeq") +
                        "\r\nContact: <sip:" + phone.number + "@x.invalid;transport=ws>\r\n",
                    input_.ConsumeBool() ? sdp("active") : "");
  }
  /// Of the call that it made last, or of the one that it was called in.
  std::string in_dialog(const Phone& phone, const std::string& method) {
    const bool made = input_.ConsumeBool();
    const std::string& about = made ? phone.answered : phone.invited;
    std::string from = header(about, made ? "From" : "To"),
                to = header(about, made ? "To" : "From");
    if (!made && from.find(";tag=") == std::string::npos) from += ";tag=t" + phone.number;
    const int number = method == "ACK" ? 1 : ++cseq_;
    return finished(method + " sip:x@198.18.0.1 SIP/2.0\r\nVia: SIP/2.0/WSS x;branch=z9hG4bKd" +
                        std::to_string(++branch_) + "\r\nFrom: " + from + "\r\nTo: " + to +
                        "\r\nCall-ID: " + header(about, "Call-ID") +
                        "\r\nCSeq: " + std::to_string(number) + " " + method +
                        "\r\nMax-Forwards: 70\r\nContact: <sip:" + phone.number +
                        "@x.invalid;transport=ws>\r\n",
                    method == "BYE" || input_.ConsumeBool() ? "" : sdp("active"));
  }
  std::string cancel(const Phone& phone) {
    const std::string call = phone.number + "-" + std::to_string(phone.calls);
    return finished("CANCEL sip:102@one.test SIP/2.0\r\nVia: SIP/2.0/WSS x;branch=z9hG4bK" + call +
                        "\r\nFrom: <sip:" + phone.number + "@one.test>;tag=f" + call +
                        "\r\nTo: <sip:102@one.test>\r\nCall-ID: " + call +
                        "\r\nCSeq: 1 CANCEL\r\nMax-Forwards: 70\r\n",
                    "");
  }

  /// Half of what is sent is as it should be; the rest is changed in some places.
  void send(const Phone& phone, std::string message) {
    const int changes = input_.ConsumeBool() ? 0 : input_.ConsumeIntegralInRange(1, 3);
    for (int i = 0; i < changes && !message.empty(); ++i) {
      const auto at = input_.ConsumeIntegralInRange<std::size_t>(0, message.size() - 1);
      switch (input_.ConsumeIntegralInRange(0, 2)) {
        case 0:
          message[at] = static_cast<char>(input_.ConsumeIntegral<std::uint8_t>());
          break;
        case 1:
          message.insert(at, input_.ConsumeRandomLengthString(32));
          break;
        default:
          message.erase(at, input_.ConsumeIntegralInRange<std::size_t>(1, 64));
      }
    }
    deliver(phone, message);
  }
  void deliver(const Phone& phone, const std::string& message) {
    board_.handle_sip(phone.peer, message, now_);
    drain();
  }

  void media_event() {
    const media::LegId leg(input_.ConsumeIntegralInRange<std::uint64_t>(0, 12));
    switch (input_.ConsumeIntegralInRange(0, 4)) {
      case 0:
        return board_.handle_media(media::LegReady{.leg = leg}, now_);
      case 1:
        return board_.handle_media(media::FirstAudio{.leg = leg}, now_);
      case 2:
        return board_.handle_media(media::DtmfReceived{.leg = leg, .digit = '1'}, now_);
      case 3:
        return board_.handle_media(media::LegReport{.leg = leg}, now_);
      default:
        return board_.handle_media(media::LegLost{.leg = leg}, now_);
    }
  }

  void disturb(Phone& phone) {
    switch (input_.ConsumeIntegralInRange(0, 5)) {
      case 0: {
        board_.handle_flow_closed(phone.peer.flow, now_);
        phone.peer.flow = sip::FlowId(++last_flow_);
        return open(phone, phone.number == "101" ? 1 : 2);
      }
      case 1:
        return board_.handle_transport_error(phone.peer, now_);
      case 2:
        return board_.revoke_session(phone.number, now_);
      case 3:
        return deliver(phone, register_request(phone));
      case 4: {
        ports_.limit = input_.ConsumeIntegralInRange<std::size_t>(0, 4);
        return;
      }
      default: {
        sip::Peer stranger = phone.peer;
        stranger.flow = sip::FlowId(1);
        stranger.transport = sip::Transport::kUdp;
        return board_.handle_sip(stranger, invite(phone), now_);
      }
    }
  }

  Phone& other(const Phone& phone) { return &phone == phones_.data() ? phones_[1] : phones_[0]; }

  void drain() {
    while (auto output = board_.poll()) {
      if (const auto* send = std::get_if<Switchboard::Send>(&*output)) {
        note(send->datagram);
      } else if (const auto* media = std::get_if<Switchboard::ToMedia>(&*output)) {
        const auto* removed = std::get_if<media::RemoveLeg>(&media->command);
        if (removed) board_.handle_media(media::LegRemoved{.leg = removed->leg}, now_);
      } else if (const auto* ended = std::get_if<Switchboard::CallEnded>(&*output)) {
        SIDETONE_ASSERT(records_.insert(ended->cdr.id).second);
      }
    }
  }
  void note(const sip::Datagram& datagram) {
    for (Phone& phone : phones_) {
      if (phone.peer.flow != datagram.to.flow) continue;
      const std::string& bytes = datagram.bytes;
      if (bytes.starts_with("INVITE ")) phone.invited = bytes;
      if (bytes.starts_with("SIP/2.0 ") && header(bytes, "CSeq").ends_with("INVITE")) {
        phone.answered = bytes;
      }
    }
  }

  void advance(Instant end) {
    const auto handle_time = [this] {
      board_.handle_time(now_);
      drain();
    };
    fuzz::advance(now_, end, [this] { return board_.deadline(); }, handle_time);
  }

  void finish() {
    board_.hang_up_all(now_);
    drain();
    for (const Phone& phone : phones_) board_.handle_flow_closed(phone.peer.flow, now_);
    drain();
    advance(now_ + std::chrono::hours(2));
    const Switchboard::Load load = board_.load();
    SIDETONE_ASSERT(load.calls == 0);
    SIDETONE_ASSERT(load.sessions == 0);
    SIDETONE_ASSERT(load.transactions == 0);
    SIDETONE_ASSERT(load.media_legs == 0);
    SIDETONE_ASSERT(load.registrations == 0);
    SIDETONE_ASSERT(ports_.in_use() == 0);
    SIDETONE_ASSERT(board_.deadline() == kNever);
  }

  FuzzedDataProvider& input_;
  SeededRandom random_{1};
  Instant now_{std::chrono::hours(1)};
  TestDirectory directory_;
  test::CountedPorts ports_;
  Switchboard board_;
  std::array<Phone, 2> phones_;
  std::set<std::string> records_;
  std::uint64_t last_flow_ = 100;
  int cseq_ = 1;
  int branch_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4'096) return 0;
  FuzzedDataProvider input(data, size);
  Driver(input).run();
  return 0;
}
