#include "media/webrtc_wire.h"

#include "rtc/demux.h"
#include "rtc/stun/stun_view.h"

#include <algorithm>
#include <utility>

namespace sidetone::media {
namespace {

rtc::IceCredentials local_credentials(const WebRtcTransport& config) {
  return {.ufrag = config.local_ufrag, .password = config.local_password};
}

rtc::IcePath path_of(const Datagram& datagram) {
  return {.remote = datagram.remote};
}

}  // namespace

WebRtcWire::WebRtcWire(const WebRtcTransport& config, const rtc::DtlsCertificate& certificate,
                       Instant now)
    : config_(config),
      certificate_(certificate),
      ice_(local_credentials(config)),
      last_heard_(now) {
  if (!config.remote_ufrag.empty()) {
    ice_.set_remote({.ufrag = config.remote_ufrag, .password = config.remote_password});
  }
}

void WebRtcWire::update(const WebRtcTransport& config, const WireContext& context, Instant now) {
  const WebRtcTransport before = std::exchange(config_, config);
  if (config.local_ufrag != before.local_ufrag) ice_.restart(local_credentials(config));
  if (!config.remote_ufrag.empty()) {
    ice_.set_remote({.ufrag = config.remote_ufrag, .password = config.remote_password});
  }
  const bool other_identity = config.fingerprint != before.fingerprint ||
                              config.fingerprint_hash != before.fingerprint_hash;
  if (dtls_ && other_identity) forget_dtls();
  const bool begins = config.dtls_client && !dtls_ && ice_.selected();
  if ((held_.empty() && !begins) || dtls_ || !start_dtls(now)) return;
  for (const auto& bytes : std::exchange(held_, {})) dtls_->handle_datagram(bytes, now);
  drain_dtls(context, now);
}

/// [RFC8842 §3] another fingerprint is another association: nothing that the former one protected
/// is believed, or said, any more.
void WebRtcWire::forget_dtls() {
  dtls_.reset();
  sender_.reset();
  receiver_.reset();
}

Received WebRtcWire::handle_datagram(const Datagram& datagram, const WireContext& context,
                                     Instant now) {
  const rtc::DatagramKind kind = rtc::classify(datagram.bytes);
  if (kind == rtc::DatagramKind::kStun) {
    handle_stun(datagram, context, now);
    return {};
  }
  if (kind == rtc::DatagramKind::kDtls) {
    handle_dtls(datagram, context, now);
    return {};
  }
  const bool rtp = kind == rtc::DatagramKind::kRtp;
  if (!rtp && kind != rtc::DatagramKind::kRtcp) {
    return context.drop(DropReason::kUnknownDatagram);
  }
  if (!receiver_) return context.drop(DropReason::kNotKeyed);
  const auto size =
      rtp ? receiver_->unprotect_rtp(datagram.bytes) : receiver_->unprotect_rtcp(datagram.bytes);
  if (!size) return context.drop(DropReason::kUnprotect);
  last_heard_ = now;
  return {.kind = rtp ? Received::Kind::kRtp : Received::Kind::kRtcp,
          .plain = datagram.bytes.first(*size)};
}

void WebRtcWire::handle_stun(const Datagram& datagram, const WireContext& context, Instant now) {
  const auto view = rtc::StunView::parse(datagram.bytes);
  if (!view) return context.counters.drop(DropReason::kBadStun);
  const rtc::IcePath path = path_of(datagram);
  const std::uint64_t authentic = ice_.counters().accepted;
  ice_.handle_message(*view, path, now);
  drain_ice(datagram.local, context);
  if (ice_.counters().accepted == authentic) return;
  last_heard_ = now;
  context.events.push_back(WireProved{datagram.remote});
  if (ice_.selected() == path) local_ = datagram.local;
  // We are the DTLS client where the peer said setup:passive: the first proof lets us begin.
  if (config_.dtls_client && !dtls_ && start_dtls(now)) drain_dtls(context, now);
}

void WebRtcWire::drain_ice(const IpAddress& local, const WireContext& context) {
  while (const auto output = ice_.poll()) {
    if (const auto* answer = std::get_if<rtc::IceLite::Transmit>(&*output)) {
      context.queue.push_copy({kWebRtcSocket, answer->path.remote, local}, answer->bytes);
    } else if (std::holds_alternative<rtc::IceLite::ConsentLost>(*output)) {
      context.events.push_back(WireLost{Loss::kConsentExpired});
    } else if (ready()) {
      context.events.push_back(WireReady{std::get<rtc::IceLite::Nominated>(*output).path.remote});
    }
  }
}

void WebRtcWire::handle_dtls(const Datagram& datagram, const WireContext& context, Instant now) {
  // A stranger that speaks first must not win: a record counts only from an address whose owner
  // holds our ICE password.
  if (!ice_.is_valid(path_of(datagram))) {
    return context.counters.drop(DropReason::kDtlsBeforeIce);
  }
  if (!dtls_ && !start_dtls(now)) {
    if (held_.size() >= kMaxHeld) return context.counters.drop(DropReason::kNotKeyed);
    held_.emplace_back(datagram.bytes.begin(), datagram.bytes.end());
    return;
  }
  dtls_->handle_datagram(datagram.bytes, now);
  drain_dtls(context, now);
}

bool WebRtcWire::start_dtls(Instant now) {
  const auto fingerprint =
      rtc::Fingerprint::parse(config_.fingerprint_hash + " " + config_.fingerprint);
  if (!fingerprint) return false;
  using Role = rtc::DtlsSession::Role;
  dtls_.emplace(
      certificate_,
      rtc::DtlsSession::Config{.role = config_.dtls_client ? Role::kClient : Role::kServer,
                               .peer_fingerprints = {*fingerprint}},
      now);
  return true;
}

void WebRtcWire::drain_dtls(const WireContext& context, Instant now) {
  while (const auto output = dtls_->poll()) {
    if (const auto* transmit = std::get_if<rtc::DtlsSession::Transmit>(&*output)) {
      send(transmit->bytes, context);
    } else if (const auto* connected = std::get_if<rtc::DtlsSession::Connected>(&*output)) {
      sender_.emplace(connected->send);
      receiver_.emplace(connected->receive);
      last_heard_ = now;
      context.events.push_back(WireReady{remote()});
    } else if (std::holds_alternative<rtc::DtlsSession::Closed>(*output)) {
      context.events.push_back(WireLost{Loss::kDtlsClosed});
    } else {
      context.events.push_back(WireLost{Loss::kDtlsFailed});
    }
  }
}

void WebRtcWire::handle_time(const WireContext& context, Instant now) {
  if (ice_.deadline() <= now) {
    ice_.handle_time(now);
    drain_ice(local_, context);
  }
  if (dtls_ && dtls_->deadline() <= now) {
    dtls_->handle_time(now);
    drain_dtls(context, now);
  }
}

void WebRtcWire::close(const WireContext& context) {
  if (!dtls_) return;
  dtls_->close();
  while (const auto output = dtls_->poll()) {
    if (const auto* transmit = std::get_if<rtc::DtlsSession::Transmit>(&*output)) {
      send(transmit->bytes, context);
    }
  }
}

void WebRtcWire::send_rtp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context) {
  const auto way = route();
  if (!sender_ || !way) return context.counters.drop(DropReason::kNotKeyed);
  const auto sealed = sender_->protect_rtp(buffer, size);
  if (!sealed) return context.counters.drop(DropReason::kProtect);
  context.queue.push(*way, buffer.first(*sealed));
}

void WebRtcWire::send_rtcp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context) {
  const auto way = route();
  if (!sender_ || !way) return;
  const auto sealed = sender_->protect_rtcp(buffer, size);
  if (sealed) context.queue.push(*way, buffer.first(*sealed));
}

std::optional<Route> WebRtcWire::route() const {
  const auto path = ice_.selected();
  if (!path) return std::nullopt;
  return Route{kWebRtcSocket, path->remote, local_};
}

void WebRtcWire::send(std::span<const std::uint8_t> bytes, const WireContext& context) const {
  const auto way = route();
  if (!way) return context.counters.drop(DropReason::kNoRoute);
  context.queue.push_copy(*way, bytes);
}

SocketAddress WebRtcWire::remote() const {
  const auto path = ice_.selected();
  return path ? path->remote : SocketAddress();
}

Instant WebRtcWire::deadline() const {
  return std::min(ice_.deadline(), dtls_ ? dtls_->deadline() : kNever);
}

}  // namespace sidetone::media
