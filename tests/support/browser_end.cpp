#include "support/browser_end.h"

#include "rtc/demux.h"
#include "rtc/stun/stun_view.h"
#include "rtc/stun/stun_writer.h"

#include <algorithm>
#include <utility>

namespace sidetone::test {
namespace {

constexpr Duration kCheckPace = std::chrono::milliseconds(100);
constexpr Duration kConsentPace = std::chrono::seconds(4);  // [RFC7675 §5.1] 4 s to 6 s.
constexpr std::uint32_t kHostPriority = 2'130'706'431;
constexpr std::size_t kRoomForSrtp = 64;

rtc::DtlsCertificate make_certificate() {
  return rtc::DtlsCertificate::generate(
             std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000)))
      .value();
}

}  // namespace

const rtc::DtlsCertificate& server_certificate() {
  static const rtc::DtlsCertificate kCertificate = make_certificate();
  return kCertificate;
}

const rtc::DtlsCertificate& browser_certificate() {
  static const rtc::DtlsCertificate kCertificate = make_certificate();
  return kCertificate;
}

BrowserEnd::BrowserEnd(const Talker::Config& talker, Transport transport, Instant now)
    : MediaEnd(talker, now),
      transport_(std::move(transport)),
      random_(talker.mark),
      check_at_(now) {}

void BrowserEnd::check(Instant now) {
  rtc::StunTransactionId id{};
  random_.fill(id);
  rtc::StunWriter request({rtc::StunClass::kRequest, rtc::StunMethod::kBinding, id});
  request
      .add_text(rtc::StunAttribute::kUsername,
                transport_.remote_ufrag + ":" + transport_.local_ufrag)
      .add_u32(rtc::StunAttribute::kPriority, kHostPriority)
      .add_u64(rtc::StunAttribute::kIceControlling, talker().config().mark)
      .add_flag(rtc::StunAttribute::kUseCandidate)
      .add_integrity(rtc::bytes_of(transport_.remote_password))
      .add_fingerprint();
  outbox_.push_back(request.take());
  check_at_ = now + (proved_ ? kConsentPace : kCheckPace);
}

void BrowserEnd::handle_datagram(std::span<std::uint8_t> bytes, Instant now) {
  switch (rtc::classify(bytes)) {
    case rtc::DatagramKind::kStun:
      return handle_stun(bytes, now);
    case rtc::DatagramKind::kDtls:
      if (!dtls_) start_dtls(now);
      dtls_->handle_datagram(bytes, now);
      return drain_dtls();
    case rtc::DatagramKind::kRtp:
      break;
    default:
      return;
  }
  if (!receiver_) return;
  if (const auto size = receiver_->unprotect_rtp(bytes)) {
    talker().hear(bytes.first(*size), now);
  }
}

void BrowserEnd::handle_stun(rtc::Bytes bytes, Instant now) {
  const auto message = rtc::StunView::parse(bytes);
  if (!message || !message->is(rtc::StunClass::kSuccess, rtc::StunMethod::kBinding)) return;
  if (!message->has_integrity(rtc::bytes_of(transport_.remote_password)) || proved_) return;
  proved_ = true;
  check_at_ = now + kConsentPace;
  if (!dtls_) start_dtls(now);
}

void BrowserEnd::start_dtls(Instant now) {
  const auto fingerprint = rtc::Fingerprint::parse(transport_.remote_fingerprint);
  if (!fingerprint) return;
  dtls_ = std::make_unique<rtc::DtlsSession>(
      browser_certificate(),
      rtc::DtlsSession::Config{.role = transport_.dtls_client ? rtc::DtlsSession::Role::kClient
                                                              : rtc::DtlsSession::Role::kServer,
                               .peer_fingerprints = {*fingerprint}},
      now);
  drain_dtls();
}

void BrowserEnd::drain_dtls() {
  while (auto output = dtls_->poll()) {
    if (auto* transmit = std::get_if<rtc::DtlsSession::Transmit>(&*output)) {
      outbox_.push_back(std::move(transmit->bytes));
    } else if (const auto* keys = std::get_if<rtc::DtlsSession::Connected>(&*output)) {
      sender_ = std::make_unique<rtc::SrtpSender>(keys->send);
      receiver_ = std::make_unique<rtc::SrtpReceiver>(keys->receive);
    } else if (std::holds_alternative<rtc::DtlsSession::Closed>(*output)) {
      closed_ = true;
    }
  }
}

void BrowserEnd::handle_time(Instant now) {
  if (check_at_ <= now) check(now);
  if (dtls_ && dtls_->deadline() <= now) {
    dtls_->handle_time(now);
    drain_dtls();
  }
  if (talker().deadline() <= now) talker().handle_time(now);
  drain_talker();
}

void BrowserEnd::drain_talker() {
  while (auto packet = talker().poll()) {
    if (!sender_ || closed_) continue;
    const std::size_t size = packet->size();
    packet->resize(size + kRoomForSrtp);
    const auto sealed = sender_->protect_rtp(*packet, size);
    if (!sealed) continue;
    packet->resize(*sealed);
    outbox_.push_back(std::move(*packet));
  }
}

std::optional<std::vector<std::uint8_t>> BrowserEnd::poll() {
  if (outbox_.empty()) return std::nullopt;
  std::vector<std::uint8_t> datagram = std::move(outbox_.front());
  outbox_.pop_front();
  return datagram;
}

Instant BrowserEnd::deadline() const {
  const Instant next = std::min(check_at_, talker().deadline());
  return dtls_ ? std::min(next, dtls_->deadline()) : next;
}

}  // namespace sidetone::test
