#include "rtc/srtp/srtp_receiver.h"

#include "rtc/rtp/rtp_view.h"

namespace sidetone::rtc {
namespace {

std::optional<SrtpError> refusal(const ReplayWindow& window, std::uint64_t index) {
  switch (window.check(index)) {
    case ReplayWindow::Verdict::kFresh:
      return std::nullopt;
    case ReplayWindow::Verdict::kSeen:
      return SrtpError::kReplayed;
    case ReplayWindow::Verdict::kTooOld:
      break;
  }
  return SrtpError::kTooOld;
}

}  // namespace

SrtpReceiver::SrtpReceiver(const SrtpKeys& keys, const SrtpState& state)
    : transform_(make_srtp_transform(keys)), streams_(state) {}

Expected<std::size_t, SrtpError> SrtpReceiver::unprotect_rtp(MutableBytes packet) {
  const std::size_t overhead = std::visit([](auto& t) { return t.rtp_overhead(); }, transform_);
  const auto view = RtpView::parse_protected(packet);
  if (!view || view->header_size() + overhead > packet.size()) {
    return unexpected(SrtpError::kMalformed);
  }
  const Ssrc ssrc = view->ssrc();
  SrtpStream* const known = streams_.find(ssrc);
  const ReplayWindow window = known != nullptr ? known->rtp : ReplayWindow();
  const auto index = estimate_rtp_index(window.highest(), view->sequence());
  if (!index) return unexpected(SrtpError::kTooOld);
  if (const auto error = refusal(window, *index)) return unexpected(*error);
  const SrtpPacket whole{.buffer = packet,
                         .size = packet.size(),
                         .header_size = view->header_size(),
                         .ssrc = ssrc,
                         .index = *index};
  if (!std::visit([&](auto& t) { return t.open_rtp(whole); }, transform_)) {
    return unexpected(SrtpError::kAuthentication);
  }
  (known != nullptr ? *known : streams_.add_or_evict(ssrc)).rtp.mark(*index);
  return packet.size() - overhead;
}

Expected<std::size_t, SrtpError> SrtpReceiver::unprotect_rtcp(MutableBytes packet) {
  const std::size_t overhead = std::visit([](auto& t) { return t.rtcp_overhead(); }, transform_);
  if (packet.size() < kSrtcpHeader + overhead) return unexpected(SrtpError::kMalformed);
  const std::size_t index_at =
      std::visit([&](auto& t) { return t.rtcp_index_at(packet.size()); }, transform_);
  const std::uint64_t index = load_u32(packet, index_at) & ~kSrtcpEncryptedFlag;
  const Ssrc ssrc{load_u32(packet, 4)};
  SrtpStream* const known = streams_.find(ssrc);
  const ReplayWindow window = known != nullptr ? known->rtcp : ReplayWindow();
  if (const auto error = refusal(window, index)) return unexpected(*error);
  const SrtpPacket whole{.buffer = packet,
                         .size = packet.size(),
                         .header_size = kSrtcpHeader,
                         .ssrc = ssrc,
                         .index = index};
  if (!std::visit([&](auto& t) { return t.open_rtcp(whole); }, transform_)) {
    return unexpected(SrtpError::kAuthentication);
  }
  (known != nullptr ? *known : streams_.add_or_evict(ssrc)).rtcp.mark(index);
  return packet.size() - overhead;
}

}  // namespace sidetone::rtc
