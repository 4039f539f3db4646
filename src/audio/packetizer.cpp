#include "audio/packetizer.h"

#include "base/assert.h"

#include <algorithm>

namespace sidetone::audio {
namespace {

using std::chrono::milliseconds;

std::uint32_t ticks_in(CodecKind kind, Duration time) {
  return static_cast<std::uint32_t>(time.count() * rtp_clock_hz(kind) / 1'000'000);
}

}  // namespace

Packetizer::Packetizer(const CodecSpec& spec, SampleRate rate)
    : rate_(rate),
      encoder_(make_encoder(spec, rate)),
      packet_samples_(samples_in(rate, milliseconds(spec.ptime_ms))),
      packet_ticks_(ticks_in(spec.kind, milliseconds(spec.ptime_ms))),
      frame_ticks_(ticks_in(spec.kind, kFrameTime)),
      waiting_(packet_samples_ + frame_samples(rate)) {
  SIDETONE_ASSERT(spec.ptime_ms > 0 && spec.ptime_ms % 10 == 0 && spec.ptime_ms <= 120);
}

void Packetizer::push(const Frame& frame) {
  SIDETONE_ASSERT(frame.rate == rate_ && size_ < packet_samples_);
  std::ranges::copy(frame.samples(), waiting_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += frame.samples().size();
}

std::optional<Packetizer::Packet> Packetizer::poll() {
  while (size_ >= packet_samples_) {
    const std::span<const std::int16_t> waiting = std::span(waiting_).first(size_);
    const std::size_t bytes = encoder_->encode(waiting.first(packet_samples_), payload_);
    std::ranges::copy(waiting.subspan(packet_samples_), waiting_.begin());
    size_ -= packet_samples_;
    const Packet packet{
        .payload = Payload(payload_).first(bytes), .timestamp = timestamp_, .marker = marker_};
    timestamp_ += packet_ticks_;
    marker_ = bytes == 0;
    if (bytes > 0) return packet;
  }
  return std::nullopt;
}

void Packetizer::skip() {
  timestamp_ += frame_ticks_ + static_cast<std::uint32_t>(size_ * packet_ticks_ / packet_samples_);
  size_ = 0;
  marker_ = true;
}

}  // namespace sidetone::audio
