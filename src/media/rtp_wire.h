#pragma once

#include "base/expected.h"
#include "media/wire.h"
#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"

#include <optional>

namespace sidetone::media {

/// The transport of a desk phone or trunk: a port pair of its own, plain RTP or SRTP keyed by SDES.
///
/// Phones behind NAT send from another address than their SDP names. Without keys the first packet
/// from the IP address of the SDP or of the signalling fixes the address, and every other source is
/// a stranger until one of those two changes. With keys the phone is wherever its last authentic
/// packet came from that is no replay: it can move without a word of SIP.
class RtpWire {
 public:
  RtpWire(const RtpTransport& config, Instant now);

  void update(const RtpTransport& config, const WireContext& context, Instant now);
  [[nodiscard]] Received handle_datagram(const Datagram& datagram, const WireContext& context,
                                         Instant now);
  void handle_time(const WireContext&, Instant) {}
  void close(const WireContext&) {}

  void send_rtp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context);
  void send_rtcp(rtc::MutableBytes buffer, std::size_t size, const WireContext& context);

  /// There is somewhere to send to.
  [[nodiscard]] bool ready() const { return usable(remote()); }
  [[nodiscard]] Instant deadline() const { return kNever; }
  [[nodiscard]] SocketAddress remote() const { return latched_.value_or(config_.remote_rtp); }
  [[nodiscard]] Instant last_heard() const { return last_heard_; }
  [[nodiscard]] const RtpTransport& config() const { return config_; }

 private:
  [[nodiscard]] static bool usable(const SocketAddress& address) {
    return address.port != 0 && !address.ip.is_unspecified();
  }
  void set_send_key();
  void set_receive_key();
  [[nodiscard]] bool fits(const SocketAddress& source, const SocketAddress& announced) const;
  [[nodiscard]] bool admits(const Datagram& datagram, bool rtcp) const;
  [[nodiscard]] Expected<std::size_t, DropReason> open(const Datagram& datagram, bool rtcp);
  void latch(const Datagram& datagram, bool rtcp, const WireContext& context);
  [[nodiscard]] SocketAddress rtcp_remote() const;

  RtpTransport config_;
  std::optional<SocketAddress> latched_;
  std::optional<SocketAddress> latched_rtcp_;
  std::optional<rtc::SrtpSender> sender_;
  std::optional<rtc::SrtpReceiver> receiver_;
  IpAddress local_;
  Instant last_heard_;
};

}  // namespace sidetone::media
