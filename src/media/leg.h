#pragma once

#include "audio/dtmf.h"
#include "audio/packetizer.h"
#include "audio/playout.h"
#include "audio/tone_generator.h"
#include "base/random.h"
#include "base/time.h"
#include "media/control.h"
#include "media/engine.h"
#include "media/outbound_stream.h"
#include "media/rtp_wire.h"
#include "media/telephone_events.h"
#include "media/webrtc_wire.h"
#include "rtc/rtcp/reception_statistics.h"
#include "rtc/rtp/rtp_view.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sidetone::media {

/// One media leg inside an engine: its transport, the stream that comes and the stream that goes,
/// and who is heard on it. The engine owns it and moves packets between legs.
class Leg {
 public:
  /// What the peer of this leg hears.
  struct Silence {};
  struct Itself {};
  struct PlayedTone {
    audio::ToneGenerator generator;
  };
  struct Other {
    Leg* leg = nullptr;
  };
  using Program = std::variant<Silence, Itself, PlayedTone, Other>;

  Leg(LegId id, const LegConfig& config, const EngineConfig& engine, Random& random, Instant now);

  void update(const LegConfig& config, const WireContext& context, Instant now);

  // Transport.
  [[nodiscard]] Received handle_datagram(const Datagram& datagram, const WireContext& context,
                                         Instant now);
  void handle_time(const WireContext& context, Instant now);
  void close(const WireContext& context, Instant now);
  [[nodiscard]] bool ready() const;
  [[nodiscard]] SocketAddress remote() const;
  [[nodiscard]] Instant deadline() const;

  // What came.
  struct Arrival {
    enum class Kind : std::uint8_t { kAudio, kComfortNoise, kEvent, kUnknown };
    Kind kind = Kind::kUnknown;
    const Codec* codec = nullptr;     ///< Of audio.
    std::optional<KeyPress> pressed;  ///< Ended with this packet.
  };
  [[nodiscard]] Arrival handle_rtp(const rtc::RtpView& packet, Instant now);
  void handle_rtcp(rtc::Bytes compound, Instant now);

  // What goes.
  [[nodiscard]] const Codec* codec_of(CodecKind kind) const;
  /// Sends a packet of another leg on, in place: `packet` has kTailRoom bytes behind it.
  struct Passing {
    rtc::MutableBytes packet;
    rtc::RtpHeader header;  ///< With this leg's payload type already.
    std::uint32_t clock_hz = 8'000;
  };
  void pass(const Passing& passing, const WireContext& context, Instant now);
  /// Encodes 20 ms and sends what is complete.
  void speak(const audio::Frame& frame, const WireContext& context, Instant now);
  /// One turn of whatever this leg makes by itself (digits). True: nothing else may be said now.
  bool speak_digits(const WireContext& context, Instant now);
  [[nodiscard]] bool saying_digits() const;
  /// Packets of the other leg's telephone events can be passed on as they are.
  [[nodiscard]] bool takes_events_of(const Leg& other) const;
  void say_digits(const SendDtmf& command);
  [[nodiscard]] audio::SampleRate speaking_rate() const;

  // Decoding for others.
  [[nodiscard]] audio::Playout& playout(audio::SampleRate rate);
  void insert(const rtc::RtpView& packet, Instant now);
  [[nodiscard]] bool decoding() const { return playout_ != nullptr; }
  void stop_decoding();

  [[nodiscard]] LegStatistics statistics() const;
  [[nodiscard]] LegId id() const { return id_; }
  [[nodiscard]] const LegConfig& config() const { return config_; }
  [[nodiscard]] bool negotiated() const { return !config_.codecs.empty(); }
  [[nodiscard]] bool is_phone() const { return std::holds_alternative<RtpWire>(wire_); }
  /// Reports once what the peer's silence means.
  [[nodiscard]] std::optional<Loss> check_liveness(Instant now);
  /// Its patience with a silent peer begins anew: the call was answered, or the direction changed.
  void expect_media(Instant now);

  // The engine's notes about it.
  Program program = Silence{};
  audio::SampleRate bridge_rate = audio::SampleRate::k8kHz;  ///< While transcoding.
  bool transcoding = false;              ///< Another leg's sound is encoded for this one.
  std::vector<SocketAddress> addresses;  ///< Under which the engine finds it, a browser.
  std::vector<std::string> ufrags;       ///< Of its ICE sessions, the newest last.
  std::array<SocketId, 2> sockets;       ///< The same of a phone.
  bool heard_audio = false;
  std::optional<SocketAddress> announced;  ///< The remote of the last LegReady.
  int wheel_slot = -1;

 private:
  void send_report(const WireContext& context, Instant now, bool goodbye);
  void schedule_report(Instant now);
  void handle_blocks(const rtc::RtcpReport& report, Instant now);
  void send_packet(rtc::MutableBytes buffer, const rtc::RtpHeader& header,
                   const WireContext& context, Instant now);
  [[nodiscard]] bool is_event(std::uint8_t payload_type) const;
  /// The negotiated codec that the peer means by this payload type; null without one.
  [[nodiscard]] const Codec* codec_with(std::uint8_t payload_type) const;
  void follow_source(const rtc::RtpView& packet, std::optional<std::uint32_t> clock_hz,
                     Instant now);
  audio::Packetizer& packetizer(audio::SampleRate rate);
  [[nodiscard]] Instant last_heard() const;
  [[nodiscard]] bool may_not_fall_silent() const;

  LegId id_;
  LegConfig config_;
  Random& random_;
  Duration media_timeout_;
  Duration dtls_timeout_;
  Instant expecting_since_ = kNever;
  std::variant<WebRtcWire, RtpWire> wire_;
  OutboundStream out_;

  std::optional<rtc::ReceptionStatistics> in_;
  std::uint64_t received_before_ = 0;  ///< Of sources that are gone.
  std::uint64_t lost_before_ = 0;
  std::uint64_t bytes_received_ = 0;
  std::uint64_t discarded_ = 0;
  std::uint64_t strangers_ = 0;
  std::optional<CodecKind> received_codec_;
  double max_jitter_ms_ = 0;
  double round_trip_ms_ = 0;
  double remote_loss_ = 0;
  bool was_transcoded_ = false;
  TelephoneEventReader keys_in_;

  TelephoneEventWriter keys_out_;
  std::uint32_t key_timestamp_ = 0;
  std::optional<audio::DtmfGenerator> tones_out_;
  std::unique_ptr<audio::Packetizer> packetizer_;
  audio::SampleRate packetizer_rate_ = audio::SampleRate::k8kHz;
  std::unique_ptr<audio::Playout> playout_;
  audio::SampleRate playout_rate_ = audio::SampleRate::k8kHz;

  Instant report_at_ = kNever;
  bool loss_reported_ = false;
};

/// Ticks of the RTP timestamp a second.
[[nodiscard]] std::uint32_t clock_hz_of(CodecKind kind);
[[nodiscard]] audio::CodecSpec spec_of(const Codec& codec);

/// That tone as this leg hears it.
[[nodiscard]] audio::ToneGenerator generator_for(Tone tone, audio::SampleRate rate);

}  // namespace sidetone::media
