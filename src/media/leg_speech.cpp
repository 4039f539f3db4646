// The half of Leg that makes, passes and decodes sound.
#include "media/leg.h"
#include "rtc/rtp/rtp_writer.h"

#include <algorithm>
#include <array>

namespace sidetone::media {

audio::ToneGenerator generator_for(Tone tone, audio::SampleRate rate) {
  constexpr auto kStyle = audio::ToneStyle::kUnitedStates;
  switch (tone) {
    case Tone::kRingback:
      return {audio::ringback_tone(kStyle), rate};
    case Tone::kBusy:
      return {audio::busy_tone(kStyle), rate};
    case Tone::kCongestion:
      return {audio::congestion_tone(kStyle), rate};
    case Tone::kError:
      return {audio::error_tone(), rate};
  }
  return {audio::error_tone(), rate};
}

const Codec* Leg::codec_of(CodecKind kind) const {
  const auto found = std::find_if(config_.codecs.begin(), config_.codecs.end(),
                                  [&](const Codec& codec) { return codec.kind == kind; });
  return found == config_.codecs.end() ? nullptr : &*found;
}

void Leg::send_packet(rtc::MutableBytes buffer, const rtc::RtpHeader& header,
                      const WireContext& context, Instant now) {
  const std::size_t size = buffer.size() - kTailRoom;
  const std::size_t payload_size = size - rtc::kRtpFixedHeader;
  if (header.payload_type == config_.telephone_event) {
    out_.handle_event_sent(header, payload_size, now);
  } else {
    out_.handle_sent(header, payload_size, now);
  }
  std::visit([&](auto& wire) { wire.send_rtp(buffer, size, context); }, wire_);
}

void Leg::pass(const Passing& passing, const WireContext& context, Instant now) {
  if (!ready()) return context.counters.drop(DropReason::kNoRoute);
  const auto header = out_.pass(passing.header, passing.clock_hz, now);
  if (!header) return context.counters.drop(DropReason::kLate);
  // What the other side negotiated about header extensions means nothing to this one.
  constexpr std::uint8_t kPaddingExtensionCsrc = 0x3F;
  rtc::MutableBytes packet = passing.packet;
  if ((packet[0] & kPaddingExtensionCsrc) != 0) packet = rtc::strip_rtp(packet);
  rtc::rewrite_rtp_header(packet, *header);
  ++context.counters.passed_through;
  send_packet(rtc::MutableBytes(packet.data(), packet.size() + kTailRoom), *header, context, now);
}

audio::SampleRate Leg::speaking_rate() const {
  const std::array<audio::CodecSpec, 1> specs{spec_of(config_.codecs.front())};
  return audio::cheapest_common_rate(specs);
}

audio::Packetizer& Leg::packetizer(audio::SampleRate rate) {
  if (packetizer_ && packetizer_rate_ == rate) return *packetizer_;
  packetizer_ = std::make_unique<audio::Packetizer>(spec_of(config_.codecs.front()), rate);
  packetizer_rate_ = rate;
  out_.change_source();
  return *packetizer_;
}

void Leg::speak(const audio::Frame& frame, const WireContext& context, Instant now) {
  if (!negotiated() || !ready() || !config_.direction.send) return;
  audio::Packetizer& packets = packetizer(frame.rate);
  packets.push(frame);
  const Codec& codec = config_.codecs.front();
  while (const auto packet = packets.poll()) {
    const std::size_t size = rtc::kRtpFixedHeader + packet->payload.size();
    const auto room = context.queue.room(size + kTailRoom);
    if (room.empty()) return context.counters.drop(DropReason::kQueueFull);
    const rtc::RtpHeader header = out_.make(
        {.payload_type = codec.payload_type, .ticks = packet->timestamp, .marker = packet->marker},
        clock_hz_of(codec.kind), now);
    rtc::write_rtp_header(room, header);
    std::copy(packet->payload.begin(), packet->payload.end(), room.begin() + rtc::kRtpFixedHeader);
    ++context.counters.encoded;
    send_packet(room, header, context, now);
  }
}

void Leg::say_digits(const SendDtmf& command) {
  if (config_.telephone_event) {
    (void)keys_out_.press(command.digits, command.tone);  // Too many at once: none is said.
    return;
  }
  if (!negotiated()) return;
  if (!tones_out_) tones_out_.emplace(speaking_rate());
  (void)tones_out_->press(command.digits, command.tone);
}

bool Leg::saying_digits() const {
  return !keys_out_.idle() || (tones_out_ && !tones_out_->idle());
}

bool Leg::takes_events_of(const Leg& other) const {
  return config_.telephone_event && !transcoding &&
         config_.telephone_event_rate_khz == other.config_.telephone_event_rate_khz;
}

bool Leg::speak_digits(const WireContext& context, Instant now) {
  if (tones_out_ && !tones_out_->idle()) {
    audio::Frame frame;
    tones_out_->next_frame(frame);
    speak(frame, context, now);
    return true;
  }
  if (keys_out_.idle() || !config_.telephone_event) return false;
  const std::uint32_t clock_hz = config_.telephone_event_rate_khz * 1'000U;
  const auto key = keys_out_.tick(clock_hz);
  if (!key || !ready() || !config_.direction.send) return true;
  if (key->begins) key_timestamp_ = out_.timestamp_at(now);
  const auto room = context.queue.room(rtc::kRtpFixedHeader + rtc::kTelephoneEventSize + kTailRoom);
  if (room.empty()) return true;
  const rtc::RtpHeader header = out_.make_event(
      {.payload_type = *config_.telephone_event, .ticks = key_timestamp_, .marker = key->begins});
  rtc::write_rtp_header(room, header);
  const auto payload = key->event.bytes();
  std::copy(payload.begin(), payload.end(), room.begin() + rtc::kRtpFixedHeader);
  send_packet(room, header, context, now);
  return true;
}

audio::Playout& Leg::playout(audio::SampleRate rate) {
  if (playout_ && playout_rate_ == rate) return *playout_;
  audio::PlayoutConfig config{.comfort_noise = config_.comfort_noise, .rate = rate};
  for (const Codec& codec : config_.codecs) {
    if (config.codecs.size() == audio::Playout::kMaxCodecs) break;
    config.codecs.push_back(spec_of(codec));
    config.codecs.back().payload_type = codec.received_type();
  }
  playout_ = std::make_unique<audio::Playout>(config);
  playout_rate_ = rate;
  was_transcoded_ = true;
  return *playout_;
}

void Leg::insert(const rtc::RtpView& packet, Instant now) {
  if (!playout_) return;
  playout_->insert({.payload_type = packet.payload_type(),
                    .sequence = packet.sequence(),
                    .timestamp = packet.timestamp(),
                    .ssrc = rtc::value_of(packet.ssrc()),
                    .payload = packet.payload()},
                   now);
}

void Leg::stop_decoding() {
  playout_.reset();
}

}  // namespace sidetone::media
