#include "media/leg.h"

#include "media/e_model.h"
#include "rtc/rtcp/rtcp_reader.h"
#include "rtc/rtcp/rtcp_writer.h"
#include "rtc/rtp/rtp_writer.h"

#include <algorithm>
#include <utility>

namespace sidetone::media {
namespace {

/// [RFC3550 §6.2] "a fixed minimum interval … of 5 seconds", randomised by half to one and a half.
constexpr Duration kReportInterval = std::chrono::seconds(5);
constexpr std::size_t kReportRoom = 512;

audio::CodecKind audio_kind(CodecKind kind) {
  switch (kind) {
    case CodecKind::kOpus:
      return audio::CodecKind::kOpus;
    case CodecKind::kG722:
      return audio::CodecKind::kG722;
    case CodecKind::kPcmu:
      return audio::CodecKind::kPcmu;
    case CodecKind::kPcma:
      return audio::CodecKind::kPcma;
  }
  return audio::CodecKind::kPcmu;
}

double milliseconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1'000;
}

std::variant<WebRtcWire, RtpWire> make_wire(const LegConfig& config, const EngineConfig& engine,
                                            Instant now) {
  if (const auto* webrtc = std::get_if<WebRtcTransport>(&config.transport)) {
    return std::variant<WebRtcWire, RtpWire>(std::in_place_type<WebRtcWire>, *webrtc,
                                             *engine.certificate, now);
  }
  return std::variant<WebRtcWire, RtpWire>(std::in_place_type<RtpWire>,
                                           std::get<RtpTransport>(config.transport), now);
}

}  // namespace

std::uint32_t clock_hz_of(CodecKind kind) {
  return static_cast<std::uint32_t>(audio::rtp_clock_hz(audio_kind(kind)));
}

audio::CodecSpec spec_of(const Codec& codec) {
  audio::CodecSpec spec{.kind = audio_kind(codec.kind),
                        .payload_type = codec.payload_type,
                        .ptime_ms = codec.ptime_ms};
  spec.opus.max_playback_rate = codec.max_playback_rate;
  spec.opus.max_average_bitrate = codec.max_average_bitrate;
  spec.opus.inband_fec = codec.inband_fec;
  spec.opus.dtx = codec.dtx;
  return spec;
}

Leg::Leg(LegId id, const LegConfig& config, const EngineConfig& engine, Random& random, Instant now)
    : id_(id),
      config_(config),
      random_(random),
      media_timeout_(engine.media_timeout),
      dtls_timeout_(engine.dtls_timeout),
      wire_(make_wire(config, engine, now)),
      out_(
          rtc::Ssrc{config.ssrc},
          {.sequence = static_cast<std::uint16_t>(random.below(0x8000)), .timestamp = random.u32()},
          now) {
  expect_media(now);
  schedule_report(now);
}

void Leg::update(const LegConfig& config, const WireContext& context, Instant now) {
  const bool codecs_changed = config.codecs != config_.codecs;
  const bool direction_changed = config.direction != config_.direction;
  const bool sending_changed = config.direction.send != config_.direction.send;
  config_ = config;
  if (expecting_since_ == kNever || direction_changed) expect_media(now);
  if (!config_.telephone_event) {
    for (const KeyPress& key : keys_out_.stop()) {
      say_digits({.leg = id_, .digits = std::string(1, key.digit), .tone = key.duration});
    }
  }
  // What follows a silence stands in time where it is said, and nothing of before it is sent.
  if (codecs_changed || sending_changed) {
    packetizer_.reset();
    out_.change_source();
  }
  if (codecs_changed) stop_decoding();
  if (auto* wire = std::get_if<WebRtcWire>(&wire_)) {
    const bool was_ready = ready();
    if (const auto* to = std::get_if<WebRtcTransport>(&config.transport)) {
      wire->update(*to, context, now);
    }
    if (was_ready && !ready()) expect_media(now);
    return;
  }
  if (const auto* to = std::get_if<RtpTransport>(&config.transport)) {
    std::get<RtpWire>(wire_).update(*to, context, now);
  }
}

Received Leg::handle_datagram(const Datagram& datagram, const WireContext& context, Instant now) {
  const Received received =
      std::visit([&](auto& wire) { return wire.handle_datagram(datagram, context, now); }, wire_);
  if (received.dropped == DropReason::kStranger) {
    ++strangers_;
  } else if (received.dropped) {
    ++discarded_;
  }
  return received;
}

void Leg::handle_time(const WireContext& context, Instant now) {
  std::visit([&](auto& wire) { wire.handle_time(context, now); }, wire_);
  if (now < report_at_) return;
  send_report(context, now, false);
  schedule_report(now);
}

void Leg::close(const WireContext& context, Instant now) {
  send_report(context, now, true);
  std::visit([&](auto& wire) { wire.close(context); }, wire_);
}

bool Leg::ready() const {
  return std::visit([](const auto& wire) { return wire.ready(); }, wire_);
}

SocketAddress Leg::remote() const {
  return std::visit([](const auto& wire) { return wire.remote(); }, wire_);
}

Instant Leg::last_heard() const {
  return std::visit([](const auto& wire) { return wire.last_heard(); }, wire_);
}

Instant Leg::deadline() const {
  Instant next = std::visit([](const auto& wire) { return wire.deadline(); }, wire_);
  next = std::min(next, report_at_);
  if (loss_reported_ || !negotiated()) return next;
  if (!is_phone() && !ready()) next = std::min(next, expecting_since_ + dtls_timeout_);
  if (may_not_fall_silent()) {
    next = std::min(next, std::max(last_heard(), expecting_since_) + media_timeout_);
  }
  return next;
}

void Leg::expect_media(Instant now) {
  if (!negotiated()) return;
  expecting_since_ = now;
  loss_reported_ = false;
}

/// A peer that has put us on hold hears nothing of us and may send nothing for hours, whatever its
/// "sendonly" promised (S30): its session timer says whether it is still there.
bool Leg::may_not_fall_silent() const {
  return config_.direction.receive && config_.direction.send;
}

std::optional<Loss> Leg::check_liveness(Instant now) {
  if (loss_reported_ || !negotiated()) return std::nullopt;
  const bool no_handshake = !is_phone() && !ready() && now >= expecting_since_ + dtls_timeout_;
  const bool silent =
      may_not_fall_silent() && now >= std::max(last_heard(), expecting_since_) + media_timeout_;
  if (!no_handshake && !silent) return std::nullopt;
  loss_reported_ = true;
  return no_handshake ? Loss::kDtlsFailed : Loss::kMediaTimeout;
}

Leg::Arrival Leg::handle_rtp(const rtc::RtpView& packet, Instant now) {
  const std::uint8_t type = packet.payload_type();
  bytes_received_ += packet.payload().size();
  if (is_event(type)) {
    const std::uint32_t clock_hz = config_.telephone_event_rate_khz * 1'000U;
    follow_source(packet, std::nullopt, now);
    Arrival arrival{.kind = Arrival::Kind::kEvent};
    if (const auto event = rtc::TelephoneEvent::parse(packet.payload())) {
      arrival.pressed = keys_in_.handle_packet({packet.timestamp(), *event}, clock_hz, now);
    }
    return arrival;
  }
  if (const Codec* codec = codec_with(type)) {
    follow_source(packet, clock_hz_of(codec->kind), now);
    received_codec_ = codec->kind;
    return {.kind = Arrival::Kind::kAudio, .codec = codec, .pressed = keys_in_.handle_audio(now)};
  }
  if (type == config_.comfort_noise) {
    follow_source(packet, std::nullopt, now);
    return {.kind = Arrival::Kind::kComfortNoise};
  }
  ++discarded_;
  return {};
}

bool Leg::is_event(std::uint8_t payload_type) const {
  return config_.telephone_event &&
         payload_type == config_.telephone_event_received.value_or(*config_.telephone_event);
}

const Codec* Leg::codec_with(std::uint8_t payload_type) const {
  const auto codec =
      std::find_if(config_.codecs.begin(), config_.codecs.end(),
                   [&](const Codec& c) { return c.received_type() == payload_type; });
  return codec == config_.codecs.end() ? nullptr : &*codec;
}

/// Without a clock for what is no audio: it is counted, and tells nothing about the jitter.
void Leg::follow_source(const rtc::RtpView& packet, std::optional<std::uint32_t> clock_hz,
                        Instant now) {
  if (in_ && in_->source() != packet.ssrc()) {
    received_before_ += in_->packets_received();
    lost_before_ += in_->packets_lost();
    in_.reset();
  }
  if (!in_) in_.emplace(packet.ssrc(), clock_hz.value_or(8'000));
  if (clock_hz) in_->set_clock_rate(*clock_hz);
  in_->handle_packet({.sequence = packet.sequence(),
                      .timestamp = packet.timestamp(),
                      .at = now,
                      .timed = clock_hz.has_value()});
  max_jitter_ms_ = std::max(max_jitter_ms_, milliseconds(in_->jitter()));
}

void Leg::handle_rtcp(rtc::Bytes compound, Instant now) {
  auto reader = rtc::RtcpReader::open(compound);
  if (!reader) return;
  while (const auto packet = reader->next()) {
    const bool report = packet->type == rtc::RtcpType::kSenderReport ||
                        packet->type == rtc::RtcpType::kReceiverReport;
    if (!report) continue;
    const auto parsed = rtc::parse_report(*packet);
    if (!parsed) return;
    if (parsed->info && in_ && in_->source() == parsed->sender) {
      in_->handle_sender_report(*parsed->info, now);
    }
    handle_blocks(*parsed, now);
  }
}

void Leg::handle_blocks(const rtc::RtcpReport& report, Instant now) {
  for (const rtc::ReportBlock& block : report.blocks.all()) {
    if (block.source != out_.ssrc()) continue;
    remote_loss_ = block.fraction_lost / 256.0;
    if (packetizer_) packetizer_->expect_loss(static_cast<int>(remote_loss_ * 100));
    if (const auto trip = rtc::SenderStatistics::round_trip(block, now)) {
      round_trip_ms_ = milliseconds(*trip);
    }
  }
}

void Leg::schedule_report(Instant now) {
  const auto interval = static_cast<std::uint32_t>(kReportInterval.count());
  report_at_ = now + Duration(interval / 2 + random_.below(interval));
}

void Leg::send_report(const WireContext& context, Instant now, bool goodbye) {
  if (!ready()) return;
  const auto room = context.queue.room(kReportRoom);
  if (room.empty()) return;
  rtc::RtcpWriter writer(room.first(kReportRoom - kTailRoom));
  rtc::RtcpReport report{.sender = out_.ssrc(), .info = out_.info(now)};
  if (in_) report.blocks.add(in_->report(now));
  writer.add_report(report);
  writer.add_source_description({.source = out_.ssrc(), .cname = config_.cname});
  if (goodbye) {
    rtc::Goodbye bye{.count = 1};
    bye.sources[0] = out_.ssrc();
    writer.add_goodbye(bye);
  }
  std::visit([&](auto& wire) { wire.send_rtcp(room, writer.size(), context); }, wire_);
}

LegStatistics Leg::statistics() const {
  LegStatistics s{.packets_received = received_before_,
                  .packets_sent = out_.packets_sent(),
                  .bytes_received = bytes_received_,
                  .bytes_sent = out_.octets_sent(),
                  .packets_lost = lost_before_,
                  .packets_discarded = discarded_,
                  .stranger_packets = strangers_,
                  .max_jitter_ms = max_jitter_ms_,
                  .round_trip_ms = round_trip_ms_,
                  .remote_loss = remote_loss_,
                  .codec = received_codec_,
                  .transcoded = was_transcoded_,
                  .remote = remote()};
  if (in_) {
    s.packets_received += in_->packets_received();
    s.packets_lost += in_->packets_lost();
    s.jitter_ms = milliseconds(in_->jitter());
  }
  if (negotiated() && s.packets_sent > 0) s.sent_codec = config_.codecs.front().kind;
  const std::uint64_t expected = s.packets_received + s.packets_lost;
  if (expected > 0 && received_codec_) {
    // One way is half the round trip, a packet, and a jitter buffer of about twice the jitter.
    s.mos = mean_opinion_score(
        {.codec = *received_codec_,
         .loss = static_cast<double>(s.packets_lost) / static_cast<double>(expected),
         .one_way_delay_ms = s.round_trip_ms / 2 + 40 + 2 * s.jitter_ms});
  }
  return s;
}

}  // namespace sidetone::media
