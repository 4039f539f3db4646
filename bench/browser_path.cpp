#include "browser_path.h"

#include "rtc/byte_order.h"
#include "rtc/demux.h"
#include "rtc/stun/stun_view.h"
#include "rtc/stun/stun_writer.h"
#include "sip_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>
#include <variant>

namespace sidetone::bench {
namespace {

using Dtls = rtc::DtlsSession;

constexpr Duration kPatience = std::chrono::seconds(5);
constexpr int kRepeatMs = 200;
constexpr std::uint32_t kPriority = 0x6E00'01FF;  // A peer-reflexive host address.

Instant now() {
  return Instant(
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

/// The port of the first IPv4 host candidate.
std::uint16_t candidate_port(std::string_view sdp) {
  std::string_view rest = sdp_line(sdp, "a=candidate:");
  for (int field = 0; field < 5; ++field)
    rest.remove_prefix(std::min(rest.size(), rest.find(' ') + 1));
  return static_cast<std::uint16_t>(std::atoi(std::string(rest.substr(0, rest.find(' '))).c_str()));
}

}  // namespace

BrowserPath::BrowserPath(const rtc::DtlsCertificate& certificate, std::uint32_t id)
    : certificate_(certificate),
      id_(id),
      ufrag_(fmt::format("bench{}", id)),
      password_(fmt::format("{:0>24}", id)) {}

std::string BrowserPath::description(Role role) const {
  return fmt::format(
      "v=0\r\no=- {} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"
      "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=ice-options:trickle\r\na=fingerprint:{}\r\n"
      "a=setup:{}\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
      "a=fmtp:111 minptime=10;useinbandfec=1\r\n",
      id_ + 1, ufrag_, password_, certificate_.fingerprint().to_string(),
      role == Role::kOffer ? "actpass" : "active");
}

Dtls::Connected BrowserPath::open(Port& port, std::string_view remote) {
  read(port, remote);
  const auto fingerprint = rtc::Fingerprint::parse(sdp_line(remote, "a=fingerprint:"));
  if (!fingerprint) throw std::runtime_error("the server's description has no fingerprint");
  write_check();
  prove(port);
  return shake_hands(port, *fingerprint);
}

void BrowserPath::read(Port& port, std::string_view remote) {
  remote_ufrag_ = sdp_line(remote, "a=ice-ufrag:");
  remote_password_ = sdp_line(remote, "a=ice-pwd:");
  const std::uint16_t number = candidate_port(remote);
  if (number == 0) throw std::runtime_error("the server's description has no candidate");
  port.connect(number);
}

void BrowserPath::write_check() {
  rtc::StunTransactionId transaction{};
  std::copy_n(fmt::format("{:0>12}", id_).begin(), transaction.size(), transaction.begin());
  check_ =
      rtc::StunWriter({.message_class = rtc::StunClass::kRequest, .transaction_id = transaction})
          .add_text(rtc::StunAttribute::kUsername, remote_ufrag_ + ":" + ufrag_)
          .add_u32(rtc::StunAttribute::kPriority, kPriority)
          .add_u64(rtc::StunAttribute::kIceControlling, id_)
          .add_flag(rtc::StunAttribute::kUseCandidate)
          .add_integrity(rtc::bytes_of(remote_password_))
          .add_fingerprint()
          .take();
}

void BrowserPath::prove(const Port& port) const {
  std::array<std::uint8_t, 2'048> buffer;
  for (const Instant end = now() + kPatience; now() < end;) {
    port.send(check_);
    if (!port.wait(kRepeatMs)) continue;
    while (const auto datagram = port.receive(buffer)) {
      const auto answer = rtc::StunView::parse(datagram->bytes);
      const bool success =
          answer && answer->is(rtc::StunClass::kSuccess, rtc::StunMethod::kBinding);
      if (success && answer->has_integrity(rtc::bytes_of(remote_password_))) return;
    }
  }
  throw std::runtime_error("no answer to a connectivity check");
}

Dtls::Connected BrowserPath::shake_hands(const Port& port, const rtc::Fingerprint& server) const {
  Dtls session(certificate_, {.role = Dtls::Role::kClient, .peer_fingerprints = {server}}, now());
  std::optional<Dtls::Connected> keys;
  std::array<std::uint8_t, 2'048> buffer;
  const auto drain = [&] {
    while (const auto output = session.poll()) {
      if (const auto* transmit = std::get_if<Dtls::Transmit>(&*output)) port.send(transmit->bytes);
      if (const auto* connected = std::get_if<Dtls::Connected>(&*output)) keys = *connected;
      if (const auto* failed = std::get_if<Dtls::Failed>(&*output)) {
        throw std::runtime_error("DTLS: " + failed->detail);
      }
    }
  };
  for (const Instant end = now() + kPatience; now() < end;) {
    drain();
    if (keys) return *keys;
    (void)port.wait(10);
    while (const auto datagram = port.receive(buffer)) {
      if (rtc::classify(datagram->bytes) != rtc::DatagramKind::kDtls) continue;
      session.handle_datagram(datagram->bytes, now());
      drain();
    }
    session.handle_time(now());
  }
  throw std::runtime_error("DTLS took too long");
}

}  // namespace sidetone::bench
