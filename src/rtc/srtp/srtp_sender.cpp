#include "rtc/srtp/srtp_sender.h"

#include "rtc/rtp/rtp_view.h"

namespace sidetone::rtc {
namespace {

// [RFC3711 §9.2] "when 2^48 SRTP packets or 2^31 SRTCP packets have been secured with the same key
// … the key management MUST be called".
constexpr std::uint64_t kLastRtpIndex = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t kLastRtcpIndex = (std::uint64_t{1} << 31) - 1;

Expected<std::uint64_t, SrtpError> next_rtp_index(const SrtpStream& stream,
                                                  std::uint16_t sequence) {
  const auto index = estimate_rtp_index(stream.rtp.highest(), sequence);
  if (!index) return unexpected(SrtpError::kTooOld);
  if (*index > kLastRtpIndex) return unexpected(SrtpError::kKeyExhausted);
  switch (stream.rtp.check(*index)) {
    case ReplayWindow::Verdict::kFresh:
      return *index;
    case ReplayWindow::Verdict::kSeen:
      return unexpected(SrtpError::kReplayed);
    case ReplayWindow::Verdict::kTooOld:
      break;
  }
  return unexpected(SrtpError::kTooOld);
}

}  // namespace

SrtpSender::SrtpSender(const SrtpKeys& keys, const SrtpState& state)
    : transform_(make_srtp_transform(keys)), streams_(state) {}

SrtpStream* SrtpSender::stream_of(Ssrc ssrc) {
  SrtpStream* const known = streams_.find(ssrc);
  return known != nullptr ? known : streams_.add(ssrc);
}

Expected<std::size_t, SrtpError> SrtpSender::protect_rtp(MutableBytes buffer, std::size_t size) {
  const std::size_t overhead = std::visit([](auto& t) { return t.rtp_overhead(); }, transform_);
  if (size + overhead > buffer.size()) return unexpected(SrtpError::kNoRoom);
  const auto view = RtpView::parse_protected(buffer.first(size));
  if (!view) return unexpected(SrtpError::kMalformed);
  SrtpStream* const stream = stream_of(view->ssrc());
  if (stream == nullptr) return unexpected(SrtpError::kTooManyStreams);
  const auto index = next_rtp_index(*stream, view->sequence());
  if (!index) return unexpected(index.error());
  const SrtpPacket packet{.buffer = buffer,
                          .size = size,
                          .header_size = view->header_size(),
                          .ssrc = view->ssrc(),
                          .index = *index};
  stream->rtp.mark(*index);
  return std::visit([&](auto& t) { return t.seal_rtp(packet); }, transform_);
}

Expected<std::size_t, SrtpError> SrtpSender::protect_rtcp(MutableBytes buffer, std::size_t size) {
  const std::size_t overhead = std::visit([](auto& t) { return t.rtcp_overhead(); }, transform_);
  if (size + overhead > buffer.size()) return unexpected(SrtpError::kNoRoom);
  if (size < kSrtcpHeader) return unexpected(SrtpError::kMalformed);
  const Ssrc ssrc{load_u32(buffer, 4)};
  SrtpStream* const stream = stream_of(ssrc);
  if (stream == nullptr) return unexpected(SrtpError::kTooManyStreams);
  // [RFC3711 §3.4] "MUST be set to zero before the first SRTCP packet is sent, and MUST be
  // incremented by one … after each SRTCP packet is sent".
  const auto last = stream->rtcp.highest();
  const std::uint64_t index = last ? *last + 1 : 0;
  if (index > kLastRtcpIndex) return unexpected(SrtpError::kKeyExhausted);
  const SrtpPacket packet{
      .buffer = buffer, .size = size, .header_size = kSrtcpHeader, .ssrc = ssrc, .index = index};
  stream->rtcp.mark(index);
  return std::visit([&](auto& t) { return t.seal_rtcp(packet); }, transform_);
}

}  // namespace sidetone::rtc
