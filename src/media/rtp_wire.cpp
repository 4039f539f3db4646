#include "media/rtp_wire.h"

#include "rtc/demux.h"

namespace sidetone::media {
namespace {

rtc::SrtpProfile profile_of(SrtpProfile profile) {
  switch (profile) {
    case SrtpProfile::kAesCm128HmacSha1_80:
      return rtc::SrtpProfile::kAesCm128HmacSha1_80;
    case SrtpProfile::kAesCm128HmacSha1_32:
      return rtc::SrtpProfile::kAesCm128HmacSha1_32;
    case SrtpProfile::kAeadAes128Gcm:
      return rtc::SrtpProfile::kAeadAes128Gcm;
  }
  return rtc::SrtpProfile::kAesCm128HmacSha1_80;
}

std::optional<rtc::SrtpKeys> keys_of(const std::optional<SrtpKey>& key) {
  if (!key) return std::nullopt;
  return rtc::srtp_keys_from_sdes(profile_of(key->profile), key->key_and_salt);
}

bool same_key(const std::optional<SrtpKey>& a, const std::optional<SrtpKey>& b) {
  if (!a || !b) return !a && !b;
  return a->profile == b->profile && a->key_and_salt == b->key_and_salt;
}

}  // namespace

RtpWire::RtpWire(const RtpTransport& config, Instant now) : config_(config), last_heard_(now) {
  set_send_key();
  set_receive_key();
}

void RtpWire::set_send_key() {
  sender_.reset();
  if (const auto keys = keys_of(config_.send_key)) sender_.emplace(*keys);
}

void RtpWire::set_receive_key() {
  receiver_.reset();
  if (const auto keys = keys_of(config_.receive_key)) receiver_.emplace(*keys);
}

void RtpWire::update(const RtpTransport& config, const WireContext&, Instant now) {
  const RtpTransport before = config_;
  config_ = config;
  if (config.remote_rtp != before.remote_rtp || config.signalling_ip != before.signalling_ip) {
    latched_.reset();
    latched_rtcp_.reset();
    last_heard_ = now;
  }
  // [RFC3711 §9.1] A key that stands goes on with its counters and its replay list, whatever
  // becomes of the other direction's: an index must never be used twice.
  if (!same_key(before.send_key, config.send_key)) set_send_key();
  if (!same_key(before.receive_key, config.receive_key)) set_receive_key();
}

bool RtpWire::fits(const SocketAddress& source, const SocketAddress& announced) const {
  if (source == announced) return true;
  if (!config_.latch) return false;
  return source.ip == announced.ip || source.ip == config_.signalling_ip;
}

bool RtpWire::admits(const Datagram& datagram, bool rtcp) const {
  if (receiver_) return true;  // Its authentication decides.
  const auto& latched = rtcp && !config_.rtcp_mux ? latched_rtcp_ : latched_;
  if (latched) return *latched == datagram.remote;
  return fits(datagram.remote,
              rtcp && !config_.rtcp_mux ? config_.remote_rtcp : config_.remote_rtp);
}

Received RtpWire::handle_datagram(const Datagram& datagram, const WireContext& context,
                                  Instant now) {
  const rtc::DatagramKind kind = rtc::classify(datagram.bytes);
  const bool rtcp = kind == rtc::DatagramKind::kRtcp;
  if (!rtcp && kind != rtc::DatagramKind::kRtp) {
    return context.drop(DropReason::kUnknownDatagram);
  }
  if (!admits(datagram, rtcp)) return context.drop(DropReason::kStranger);
  const auto size = open(datagram, rtcp);
  if (!size) return context.drop(size.error());
  latch(datagram, rtcp, context);
  last_heard_ = now;
  return {.kind = rtcp ? Received::Kind::kRtcp : Received::Kind::kRtp,
          .plain = datagram.bytes.first(*size)};
}

Expected<std::size_t, DropReason> RtpWire::open(const Datagram& datagram, bool rtcp) {
  if (!receiver_) {
    // A key was negotiated but could not be used: nothing is taken in the clear instead.
    if (!config_.receive_key) return datagram.bytes.size();
    return unexpected(DropReason::kNotKeyed);
  }
  const auto size =
      rtcp ? receiver_->unprotect_rtcp(datagram.bytes) : receiver_->unprotect_rtp(datagram.bytes);
  if (size) return *size;
  return unexpected(DropReason::kUnprotect);
}

void RtpWire::latch(const Datagram& datagram, bool rtcp, const WireContext& context) {
  if (rtcp && !config_.rtcp_mux) {
    latched_rtcp_ = datagram.remote;
    return;
  }
  local_ = datagram.local;
  if (latched_ == datagram.remote) return;
  latched_ = datagram.remote;
  context.events.push_back(WireReady{datagram.remote});
}

SocketAddress RtpWire::rtcp_remote() const {
  if (config_.rtcp_mux) return remote();
  return latched_rtcp_.value_or(config_.remote_rtcp);
}

void RtpWire::send_rtp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context) {
  const SocketAddress to = remote();
  if (!usable(to)) return context.counters.drop(DropReason::kNoRoute);
  if (config_.send_key && !sender_) return context.counters.drop(DropReason::kNotKeyed);
  if (sender_) {
    const auto sealed = sender_->protect_rtp(buffer, size);
    if (!sealed) return context.counters.drop(DropReason::kProtect);
    size = *sealed;
  }
  context.queue.push({config_.rtp_socket, to, local_}, buffer.first(size));
}

void RtpWire::send_rtcp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context) {
  const SocketAddress to = rtcp_remote();
  if (!usable(to) || (config_.send_key && !sender_)) return;
  if (sender_) {
    const auto sealed = sender_->protect_rtcp(buffer, size);
    if (!sealed) return;
    size = *sealed;
  }
  const SocketId socket = config_.rtcp_mux ? config_.rtp_socket : config_.rtcp_socket;
  context.queue.push({socket, to, local_}, buffer.first(size));
}

}  // namespace sidetone::media
