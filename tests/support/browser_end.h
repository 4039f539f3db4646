#pragma once

#include "base/random.h"
#include "rtc/dtls/dtls_certificate.h"
#include "rtc/dtls/dtls_session.h"
#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"
#include "support/media_end.h"

#include <deque>
#include <memory>
#include <string>

namespace sidetone::test {

/// Certificates are made once in a test binary: one for the server, one for all browsers.
[[nodiscard]] const rtc::DtlsCertificate& server_certificate();
[[nodiscard]] const rtc::DtlsCertificate& browser_certificate();

/// A browser's media: checks of a full, controlling ICE agent, a DTLS handshake of its own, SRTP
/// both ways. Says nothing before the handshake is over. [RFC8445, RFC5764]
class BrowserEnd final : public MediaEnd {
 public:
  struct Transport {
    std::string local_ufrag, remote_ufrag;
    std::string remote_password;
    std::string remote_fingerprint;  ///< "sha-256 AA:…".
    bool dtls_client = true;
  };
  BrowserEnd(const Talker::Config& talker, Transport transport, Instant now);

  void handle_datagram(std::span<std::uint8_t> bytes, Instant now) override;
  void handle_time(Instant now) override;
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> poll() override;
  [[nodiscard]] Instant deadline() const override;

  /// Both directions have keys.
  [[nodiscard]] bool connected() const { return sender_ != nullptr; }

 private:
  void check(Instant now);
  void handle_stun(rtc::Bytes bytes, Instant now);
  void start_dtls(Instant now);
  void drain_dtls();
  void drain_talker();

  Transport transport_;
  SeededRandom random_;
  Instant check_at_;
  bool proved_ = false;
  std::unique_ptr<rtc::DtlsSession> dtls_;
  std::unique_ptr<rtc::SrtpSender> sender_;
  std::unique_ptr<rtc::SrtpReceiver> receiver_;
  std::deque<std::vector<std::uint8_t>> outbox_;
  bool closed_ = false;
};

}  // namespace sidetone::test
