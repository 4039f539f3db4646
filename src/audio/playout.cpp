#include "audio/playout.h"

#include "audio/time_stretch.h"
#include "base/assert.h"

#include <algorithm>

namespace sidetone::audio {
namespace {

using std::chrono::milliseconds;

constexpr Duration kSmooth = milliseconds(5);
// Packets of the former source that were overtaken by the change are still about for so long.
constexpr Duration kStragglers = milliseconds(500);
constexpr Duration kDecodedRoom = kMaxPacketTime + kFrameTime + kFrameTime + kMaxStretch;
// Each refusal makes the next stretch less choosy: after two seconds it happens in any sound.
constexpr float kLessChoosy = 0.01F;

}  // namespace

Playout::Playout(const PlayoutConfig& config)
    : rate_(config.rate),
      comfort_payload_type_(config.comfort_noise),
      jitter_(config.jitter),
      noise_(config.rate, 1),
      decoded_(samples_in(config.rate, kDecodedRoom)) {
  SIDETONE_ASSERT(config.codecs.size() <= kMaxCodecs);
  entries_.reserve(config.codecs.size());
  for (const CodecSpec& spec : config.codecs) {
    entries_.push_back({.spec = spec, .decoder = make_decoder(spec, rate_)});
  }
}

Playout::Entry* Playout::find(std::uint8_t payload_type) {
  const auto found = std::ranges::find(entries_, payload_type,
                                       [](const Entry& entry) { return entry.spec.payload_type; });
  return found == entries_.end() ? nullptr : &*found;
}

void Playout::insert(const RtpAudio& packet, Instant arrival) {
  if (is_straggler(packet.ssrc, arrival)) return;
  note_source(packet.ssrc, arrival);
  JitterPacket stored{.kind = PacketKind::kOther,
                      .payload_type = packet.payload_type,
                      .sequence = packet.sequence,
                      .timestamp = packet.timestamp,
                      .payload = packet.payload};
  if (packet.payload_type == comfort_payload_type_) {
    stored.kind = PacketKind::kComfortNoise;
    stored.payload =
        packet.payload.first(std::min(packet.payload.size(), NoiseDescription::kMaxOrder + 1));
  } else if (const Entry* entry = find(packet.payload_type); entry == nullptr) {
    ++stats_.unknown_payload;
  } else if (const Duration duration = entry->decoder->duration_of(packet.payload);
             duration == Duration::zero() || packet.payload.size() > kMaxPayloadBytes) {
    ++stats_.undecodable;
  } else {
    const bool last = entry->decoder->begins_silence(packet.payload);
    stored.kind = last ? PacketKind::kLastSpeech : PacketKind::kSpeech;
    stored.clock_hz = static_cast<std::uint32_t>(rtp_clock_hz(entry->spec.kind));
    stored.duration = duration;
  }
  jitter_.insert(stored, arrival);
}

bool Playout::is_straggler(std::uint32_t ssrc, Instant arrival) const {
  return ssrc == former_ssrc_ && arrival < source_changed_ + kStragglers;
}

void Playout::note_source(std::uint32_t ssrc, Instant arrival) {
  if (ssrc == ssrc_) return;
  if (ssrc_) jitter_.restart();
  former_ssrc_ = ssrc_;
  ssrc_ = ssrc;
  source_changed_ = arrival;
}

void Playout::next_frame(Instant now, Frame& out) {
  out.rate = rate_;
  fill(now);
  stretch(now);
  fill(now);
  const std::span<std::int16_t> samples = out.samples();
  const std::span<const std::int16_t> decoded = std::span(decoded_).first(size_);
  std::ranges::copy(decoded.first(samples.size()), samples.begin());
  std::ranges::copy(decoded.subspan(samples.size()), decoded_.begin());
  size_ -= samples.size();
  ++stats_.frames;
}

void Playout::fill(Instant now) {
  while (size_ < frame_samples(rate_)) play(jitter_.next(now, pending()));
}

void Playout::play(const Step& step) {
  switch (step.kind) {
    case Step::Kind::kDecode:
      return play_packet(step);
    case Step::Kind::kDecodeFec:
      return play_fec(step);
    case Step::Kind::kConceal:
      return conceal(samples_in(rate_, step.length));
    case Step::Kind::kComfortNoise:
      return play_comfort(step);
    case Step::Kind::kSilence:
      return play_silence(samples_in(rate_, step.length));
  }
}

void Playout::play_packet(const Step& step) {
  Entry* entry = find(step.payload_type);
  SIDETONE_ASSERT(entry != nullptr);
  if (step.restarted || entry != active_) {
    entry->decoder->reset();
    rough_ = true;
  }
  active_ = entry;
  const std::size_t samples = samples_in(rate_, step.length);
  const auto decoded = entry->decoder->decode(step.payload, room(samples));
  if (!decoded) {
    ++stats_.undecodable;
    return conceal(samples);
  }
  SIDETONE_ASSERT(*decoded == samples);
  added(samples, Source::kDecoder);
}

void Playout::play_fec(const Step& step) {
  const std::size_t samples = samples_in(rate_, step.length);
  const bool same_codec = active_ != nullptr && active_ == find(step.payload_type);
  const bool recovered = same_codec && active_->decoder->decode_fec(step.payload, room(samples));
  jitter_.recovered(recovered);
  if (!recovered) return conceal(samples);
  stats_.fec_samples += samples;
  added(samples, Source::kDecoder);
}

void Playout::conceal(std::size_t samples) {
  if (active_ == nullptr) return play_silence(samples);
  // At most 20 ms at a time, so that every codec can do it in multiples of 2.5 ms.
  for (std::size_t left = samples; left > 0;) {
    const std::size_t part = std::min(left, frame_samples(rate_));
    active_->decoder->conceal(room(part));
    added(part, Source::kDecoder);
    left -= part;
  }
  stats_.concealed_samples += samples;
}

void Playout::play_comfort(const Step& step) {
  const std::size_t samples = samples_in(rate_, step.length);
  stats_.comfort_samples += samples;
  if (!step.payload.empty()) noise_.describe(parse_comfort_noise(step.payload));
  // Opus keeps the noise of its sender in mind and needs no description.
  if (active_ != nullptr && active_->spec.kind == CodecKind::kOpus) {
    active_->decoder->conceal(room(samples));
    added(samples, Source::kDecoder);
  } else {
    noise_.generate(room(samples));
    added(samples, Source::kNoise);
  }
}

void Playout::play_silence(std::size_t samples) {
  stats_.silent_samples += samples;
  std::ranges::fill(room(samples), std::int16_t{0});
  added(samples, Source::kNothing);
}

std::span<std::int16_t> Playout::room(std::size_t samples) {
  SIDETONE_ASSERT(size_ + samples <= decoded_.size());
  return std::span(decoded_).subspan(size_, samples);
}

void Playout::added(std::size_t samples, Source source) {
  if (rough_ || source != source_) smooth(room(samples));
  rough_ = false;
  source_ = source;
  size_ += samples;
  if (size_ > 0) last_sample_ = decoded_[size_ - 1];
}

// The step between the last sample and this one is spread over 5 ms, where it is no click.
void Playout::smooth(std::span<std::int16_t> sound) const {
  const std::size_t length = std::min(sound.size(), samples_in(rate_, kSmooth));
  if (length == 0) return;
  const int step = last_sample_ - sound.front();
  for (std::size_t i = 0; i < length; ++i) {
    const int rest = step * static_cast<int>(length - i) / static_cast<int>(length);
    sound[i] = static_cast<std::int16_t>(std::clamp(sound[i] + rest, -32'768, 32'767));
  }
}

void Playout::stretch(Instant now) {
  const Stretch wanted = jitter_.stretch(now, pending());
  if (wanted == Stretch::kNone) {
    return;
  }
  const Likeness likeness{.at_least = Likeness{}.at_least -
                                      kLessChoosy * static_cast<float>(refused_stretches_)};
  const bool shorter = wanted == Stretch::kShorten;
  const std::span<std::int16_t> sound(decoded_);
  const std::size_t by = shorter ? shorten(rate_, sound.first(size_), likeness)
                                 : lengthen(rate_, sound, size_, likeness);
  refused_stretches_ = by == 0 ? refused_stretches_ + 1 : 0;
  if (by == 0) return;
  size_ = shorter ? size_ - by : size_ + by;
  (shorter ? stats_.removed_samples : stats_.inserted_samples) += by;
  last_sample_ = decoded_[size_ - 1];
  jitter_.stretched();
}

PlayoutStats Playout::stats() const {
  PlayoutStats stats = stats_;
  stats.jitter = jitter_.stats();
  return stats;
}

std::optional<CodecKind> Playout::codec() const {
  if (active_ == nullptr) return std::nullopt;
  return active_->spec.kind;
}

}  // namespace sidetone::audio
