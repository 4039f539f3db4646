#include "media_end.h"

#include "rtc/demux.h"

#include <utility>

namespace sidetone::bench {
namespace {

// A check every 2.5 s, which is what Chromium sends on a connection that works.
constexpr std::uint32_t kPacketsPerCheck = 125;

}  // namespace

MediaEnd::MediaEnd(const Config& config, Port port)
    : port_(std::move(port)),
      speaker_(config.shape, config.id),
      listener_(config.shape, config.partner) {}

MediaEnd::MediaEnd(const Config& config, Port port, const rtc::DtlsSession::Connected& keys,
                   std::vector<std::uint8_t> check)
    : MediaEnd(config, std::move(port)) {
  secret_.emplace(Secret{.sender = rtc::SrtpSender(keys.send),
                         .receiver = rtc::SrtpReceiver(keys.receive),
                         .check = std::move(check)});
}

void MediaEnd::say() {
  const auto packet = speaker_.next();
  if (!secret_) return port_.send(packet);
  if (speaker_.packets() % kPacketsPerCheck == 0) port_.send(secret_->check);
  const rtc::MutableBytes buffer(packet.data(), packet.size() + Speaker::kTail);
  if (const auto size = secret_->sender.protect_rtp(buffer, packet.size())) {
    port_.send(buffer.first(*size));
  }
}

void MediaEnd::listen(Port::Inbox& inbox, Delays& delays) {
  std::size_t count = Port::Inbox::kDatagrams;
  while (count == Port::Inbox::kDatagrams) {
    const auto datagrams = port_.receive(inbox);
    for (const Port::Datagram& datagram : datagrams) hear(datagram, delays);
    count = datagrams.size();
  }
}

void MediaEnd::hear(const Port::Datagram& datagram, Delays& delays) {
  // STUN's answers and RTCP are no audio.
  if (rtc::classify(datagram.bytes) != rtc::DatagramKind::kRtp) return;
  std::span<const std::uint8_t> packet = datagram.bytes;
  if (secret_) {
    const auto size = secret_->receiver.unprotect_rtp(datagram.bytes);
    // What does not open is heard as it is, and judged wrong.
    if (size) packet = packet.first(*size);
  }
  listener_.hear(packet, datagram.at_ns, delays);
}

}  // namespace sidetone::bench
