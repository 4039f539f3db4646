#pragma once

#include "port.h"
#include "rtc/dtls/dtls_session.h"
#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"
#include "speech.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace sidetone::bench {

/// The media of one side of one call: says its own packets and judges what it hears of the other.
class MediaEnd {
 public:
  struct Config {
    SpeechShape shape;
    std::uint32_t id = 0;
    std::uint32_t partner = 0;
  };
  /// Plain RTP over a port that is connected already.
  MediaEnd(const Config& config, Port port);
  /// SRTP; `check` is a connectivity check, repeated as Chromium does.
  MediaEnd(const Config& config, Port port, const rtc::DtlsSession::Connected& keys,
           std::vector<std::uint8_t> check);

  /// One packet, every 20 ms.
  void say();
  /// All that came since the last time.
  void listen(Port::Inbox& inbox, Delays& delays);

  [[nodiscard]] std::uint64_t said() const { return speaker_.packets(); }
  [[nodiscard]] const Verdicts& verdicts() const { return listener_.verdicts(); }

 private:
  void hear(const Port::Datagram& datagram, Delays& delays);

  struct Secret {
    rtc::SrtpSender sender;
    rtc::SrtpReceiver receiver;
    std::vector<std::uint8_t> check;
  };

  Port port_;
  Speaker speaker_;
  Listener listener_;
  std::optional<Secret> secret_;
};

}  // namespace sidetone::bench
