#pragma once

#include "media/wire.h"
#include "rtc/dtls/dtls_certificate.h"
#include "rtc/dtls/dtls_session.h"
#include "rtc/ice_lite/ice_lite.h"
#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace sidetone::media {

/// The transport of a browser's leg: ICE proves the address, DTLS the keys, SRTP each packet
/// (S13). Nothing but a connectivity check is believed from an address that none has proved.
class WebRtcWire {
 public:
  WebRtcWire(const WebRtcTransport& config, const rtc::DtlsCertificate& certificate, Instant now);

  /// The answer came, or a later offer with a new ICE session or another DTLS identity.
  void update(const WebRtcTransport& config, const WireContext& context, Instant now);
  [[nodiscard]] Received handle_datagram(const Datagram& datagram, const WireContext& context,
                                         Instant now);
  void handle_time(const WireContext& context, Instant now);
  void close(const WireContext& context);

  /// Protects the packet of `size` bytes at the start of `buffer`, which has kTailRoom more, and
  /// queues it in place.
  void send_rtp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context);
  void send_rtcp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context);

  [[nodiscard]] bool ready() const { return sender_.has_value(); }
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] SocketAddress remote() const;
  [[nodiscard]] Instant last_heard() const { return last_heard_; }

 private:
  static constexpr std::size_t kMaxHeld = 4;

  void handle_stun(const Datagram& datagram, const WireContext& context, Instant now);
  void handle_dtls(const Datagram& datagram, const WireContext& context, Instant now);
  [[nodiscard]] bool start_dtls(Instant now);
  void forget_dtls();
  void drain_ice(const IpAddress& local, const WireContext& context);
  void drain_dtls(const WireContext& context, Instant now);
  [[nodiscard]] std::optional<Route> route() const;
  void send(std::span<const std::uint8_t> bytes, const WireContext& context) const;

  WebRtcTransport config_;
  const rtc::DtlsCertificate& certificate_;
  rtc::IceLite ice_;
  std::optional<rtc::DtlsSession> dtls_;
  std::optional<rtc::SrtpSender> sender_;
  std::optional<rtc::SrtpReceiver> receiver_;
  /// The peer's first flight where it overtook its own answer: without the fingerprint in that
  /// answer nobody can be believed yet.
  std::vector<std::vector<std::uint8_t>> held_;
  IpAddress local_;
  Instant last_heard_;
};

}  // namespace sidetone::media
