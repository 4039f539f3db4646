#include "audio/codec/opus.h"

#include "base/assert.h"

#include <opus/opus.h>

#include <algorithm>
#include <utility>

namespace sidetone::audio {
namespace {

constexpr Duration kConcealed = std::chrono::milliseconds(10);
constexpr std::size_t kMaxFrames = 48;  // Of 2.5 ms in 120 ms [RFC6716 §3.2.5].

opus_int32 size_of(Payload payload) {
  return static_cast<opus_int32>(payload.size());
}
int size_of(std::span<std::int16_t> samples) {
  return static_cast<int>(samples.size());
}

::OpusDecoder* new_decoder(SampleRate rate) {
  int error = OPUS_OK;
  ::OpusDecoder* state = opus_decoder_create(hz(rate), 1, &error);
  SIDETONE_ASSERT(error == OPUS_OK);
  return state;
}

::OpusEncoder* new_encoder(SampleRate rate) {
  int error = OPUS_OK;
  ::OpusEncoder* state = opus_encoder_create(hz(rate), 1, OPUS_APPLICATION_VOIP, &error);
  SIDETONE_ASSERT(error == OPUS_OK);
  return state;
}

// What Opus can do at all [RFC6716 §2.1.1].
constexpr int kLowestBitrate = 6'000;
constexpr int kHighestBitrate = 510'000;

int default_bitrate(std::uint32_t heard_hz) {
  if (heard_hz <= 8'000) return 16'000;
  return heard_hz <= 16'000 ? 24'000 : 32'000;
}

int limit(std::uint32_t max_average_bitrate) {
  if (max_average_bitrate == 0) return kHighestBitrate;
  const auto wish = std::min<std::uint32_t>(max_average_bitrate, kHighestBitrate);
  return std::max(static_cast<int>(wish), kLowestBitrate);
}

// What the peer hears of an encoder that is fed at that rate.
std::uint32_t heard_hz(const OpusParameters& parameters, SampleRate rate) {
  return std::min(parameters.max_playback_rate, static_cast<std::uint32_t>(hz(rate)));
}

opus_int32 bandwidth_for(std::uint32_t playback_hz) {
  if (playback_hz <= 8'000) return OPUS_BANDWIDTH_NARROWBAND;
  if (playback_hz <= 12'000) return OPUS_BANDWIDTH_MEDIUMBAND;
  if (playback_hz <= 16'000) return OPUS_BANDWIDTH_WIDEBAND;
  return playback_hz <= 24'000 ? OPUS_BANDWIDTH_SUPERWIDEBAND : OPUS_BANDWIDTH_FULLBAND;
}

// SILK frames of up to 20 ms in one Opus frame; none where the frame is CELT only.
int silk_frames(Payload payload) {
  const int configuration = payload[0] >> 3;
  if (configuration >= 16) return 0;
  return std::max(1, opus_packet_get_samples_per_frame(payload.data(), 48'000) / 960);
}

}  // namespace

bool opus_has_fec(Payload payload) {
  std::array<const unsigned char*, kMaxFrames> frames{};
  std::array<opus_int16, kMaxFrames> sizes{};
  if (payload.empty()) return false;
  const int count = opus_packet_parse(payload.data(), size_of(payload), nullptr, frames.data(),
                                      sizes.data(), nullptr);
  const int voiced_flags = silk_frames(payload);
  if (count <= 0 || voiced_flags == 0 || sizes[0] == 0) return false;
  // [RFC6716 §4.2.3] "Because these are the first symbols decoded by the range coder and because
  // they are coded as binary values with uniform probability, they can be extracted directly from
  // the most significant bits of the first byte of compressed data." One flag a SILK frame says
  // whether it holds speech; then, for each channel, comes the LBRR flag.
  const int mid = 0x80 >> voiced_flags;
  const bool stereo = (payload[0] & 4) != 0;
  const int side = stereo ? 0x80 >> (2 * voiced_flags + 1) : 0;
  return (frames[0][0] & (mid | side)) != 0;
}

void OpusPacketDecoder::Free::operator()(::OpusDecoder* state) const {
  opus_decoder_destroy(state);
}
void OpusPacketEncoder::Free::operator()(::OpusEncoder* state) const {
  opus_encoder_destroy(state);
}

OpusPacketDecoder::OpusPacketDecoder(SampleRate rate) : rate_(rate), state_(new_decoder(rate)) {}

Duration OpusPacketDecoder::duration_of(Payload payload) const {
  if (payload.empty()) return Duration::zero();
  const int samples = opus_packet_get_nb_samples(payload.data(), size_of(payload), 48'000);
  if (samples <= 0) return Duration::zero();
  return time_of(SampleRate::k48kHz, static_cast<std::size_t>(samples));
}

bool OpusPacketDecoder::begins_silence(Payload payload) const {
  // An encoder in DTX writes a bare table of contents; libopus calls two bytes or fewer "not
  // needed to be transmitted".
  return payload.size() <= 2;
}

Expected<std::size_t, DecodeError> OpusPacketDecoder::decode(Payload payload,
                                                             std::span<std::int16_t> out) {
  const Duration duration = duration_of(payload);
  if (duration == Duration::zero()) return unexpected(DecodeError::kMalformed);
  const int samples = opus_decode(state_.get(), payload.data(), size_of(payload), out.data(),
                                  static_cast<int>(samples_in(rate_, duration)), 0);
  if (samples <= 0) return unexpected(DecodeError::kMalformed);
  join(out.first(static_cast<std::size_t>(samples)));
  return static_cast<std::size_t>(samples);
}

bool OpusPacketDecoder::decode_fec(Payload next, std::span<std::int16_t> out) {
  if (!opus_has_fec(next)) return false;
  const int samples =
      opus_decode(state_.get(), next.data(), size_of(next), out.data(), size_of(out), 1);
  if (samples != size_of(out)) return false;
  join(out);
  return true;
}

void OpusPacketDecoder::conceal(std::span<std::int16_t> out) {
  out = out.subspan(take_tail(out));
  const std::size_t unit = samples_in(rate_, kConcealed);
  const std::size_t whole = out.size() - out.size() % unit;
  conceal_whole(out.first(whole));
  out = out.subspan(whole);
  if (out.empty()) return;
  tail_size_ = unit;
  conceal_whole(std::span(tail_).first(unit));
  take_tail(out);
}

void OpusPacketDecoder::conceal_whole(std::span<std::int16_t> out) {
  for (const std::size_t unit = samples_in(rate_, kConcealed); !out.empty();) {
    const int samples =
        opus_decode(state_.get(), nullptr, 0, out.data(), static_cast<int>(unit), 0);
    SIDETONE_ASSERT(static_cast<std::size_t>(samples) == unit);
    out = out.subspan(unit);
  }
}

std::size_t OpusPacketDecoder::take_tail(std::span<std::int16_t> out) {
  const std::size_t unit = samples_in(rate_, kConcealed);
  const std::size_t taken = std::min(out.size(), tail_size_);
  std::ranges::copy(std::span(tail_).subspan(unit - tail_size_, taken), out.begin());
  tail_size_ -= taken;
  return taken;
}

void OpusPacketDecoder::join(std::span<std::int16_t> out) {
  const std::size_t length = std::min(out.size(), tail_size_);
  const std::size_t start = samples_in(rate_, kConcealed) - tail_size_;
  for (std::size_t i = 0; i < length; ++i) {
    const float in = static_cast<float>(i + 1) / static_cast<float>(length + 1);
    const float sum =
        in * static_cast<float>(out[i]) + (1.0F - in) * static_cast<float>(tail_[start + i]);
    out[i] = static_cast<std::int16_t>(sum);
  }
  tail_size_ = 0;
}

void OpusPacketDecoder::reset() {
  opus_decoder_ctl(state_.get(), OPUS_RESET_STATE);
  tail_size_ = 0;
}

OpusPacketEncoder::OpusPacketEncoder(const OpusParameters& parameters, SampleRate rate)
    : rate_(rate),
      bitrate_(default_bitrate(heard_hz(parameters, rate))),
      max_bitrate_(limit(parameters.max_average_bitrate)),
      state_(new_encoder(rate)) {
  configure(parameters);
  expect_loss(0);
}

void OpusPacketEncoder::configure(const OpusParameters& parameters) {
  const auto set = [&](int request, opus_int32 value) {
    SIDETONE_ASSERT(opus_encoder_ctl(state_.get(), request, value) == OPUS_OK);
  };
  // [RFC7587 §6.1] "an encoder SHOULD NOT encode frequencies above the audio bandwidth specified
  // by maxplaybackrate."
  set(OPUS_SET_MAX_BANDWIDTH_REQUEST, bandwidth_for(heard_hz(parameters, rate_)));
  set(OPUS_SET_COMPLEXITY_REQUEST, std::min<opus_int32>(parameters.complexity, 10));
  set(OPUS_SET_INBAND_FEC_REQUEST, parameters.inband_fec ? 1 : 0);
  set(OPUS_SET_DTX_REQUEST, parameters.dtx ? 1 : 0);
  set(OPUS_SET_VBR_REQUEST, parameters.constant_bitrate ? 0 : 1);
}

std::size_t OpusPacketEncoder::encode(std::span<const std::int16_t> pcm,
                                      std::span<std::uint8_t> payload) {
  SIDETONE_ASSERT(payload.size() >= kMaxPayloadBytes);
  const opus_int32 bytes = opus_encode(state_.get(), pcm.data(), static_cast<int>(pcm.size()),
                                       payload.data(), static_cast<opus_int32>(kMaxPayloadBytes));
  SIDETONE_ASSERT(bytes > 0);
  // The first of the tiny packets goes out, so that the far end knows the pause for one; the
  // rest need not [RFC7587 §3.1.3].
  const bool was_silent = std::exchange(silent_, bytes <= 2);
  return silent_ && was_silent ? 0 : static_cast<std::size_t>(bytes);
}

void OpusPacketEncoder::expect_loss(int percent) {
  percent = std::clamp(percent, 0, 100);
  // At its usual rate libopus would find no room for the copies.
  const int wanted = percent > 0 ? bitrate_ * 5 / 4 : bitrate_;
  opus_encoder_ctl(state_.get(), OPUS_SET_PACKET_LOSS_PERC(percent));
  opus_encoder_ctl(state_.get(), OPUS_SET_BITRATE(std::min(wanted, max_bitrate_)));
}

void OpusPacketEncoder::reset() {
  opus_encoder_ctl(state_.get(), OPUS_RESET_STATE);
  silent_ = false;
}

}  // namespace sidetone::audio
