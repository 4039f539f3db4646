#pragma once

#include "audio/codec/codec.h"
#include "audio/packetizer.h"
#include "audio/playout.h"
#include "audio/tone_generator.h"
#include "base/time.h"
#include "media/telephone_events.h"
#include "rtc/rtp/rtp_view.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::test {

/// What a scripted phone says and hears in one call, as plain RTP: every 20 ms a packet. It says
/// either packets with a mark, by which every hearer knows whose they are as long as nobody
/// transcodes them, or a tone, which survives that.
class Talker {
 public:
  struct Config {
    std::uint32_t mark = 0;
    double tone_hz = 0;  ///< 0: marked packets.
    audio::CodecSpec codec;
    std::uint8_t telephone_event = 101;
  };
  /// The rate at which it listens.
  static constexpr audio::SampleRate kRate = audio::SampleRate::k8kHz;

  Talker(const Config& config, Instant now);

  void press(std::string_view digits);
  void hear(rtc::Bytes packet, Instant now);
  void handle_time(Instant now);
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> poll();
  [[nodiscard]] Instant deadline() const { return tick_at_; }

  // What a test may ask.
  [[nodiscard]] const Config& config() const { return config_; }
  /// Packets by their speakers' marks.
  [[nodiscard]] const std::map<std::uint32_t, std::uint64_t>& marks() const { return marks_; }
  [[nodiscard]] std::uint64_t unmarked() const { return unmarked_; }
  [[nodiscard]] Instant first_heard() const { return first_heard_; }
  /// All that came out of its loudspeaker since the call began; tones only.
  [[nodiscard]] const std::vector<std::int16_t>& heard() const { return heard_; }
  [[nodiscard]] const std::string& keys() const { return keys_; }

 private:
  void say(std::uint8_t payload_type, std::uint32_t timestamp, rtc::Bytes payload);
  void say_something();
  void say_mark();
  void listen(Instant now);
  void hear_mark(rtc::Bytes payload);

  Config config_;
  Instant tick_at_;
  std::uint32_t ticks_ = 0;
  std::uint16_t sequence_;
  std::uint32_t timestamp_base_;
  bool marker_ = true;
  std::uint32_t key_timestamp_ = 0;
  media::TelephoneEventWriter keys_out_;
  media::TelephoneEventReader keys_in_;
  std::unique_ptr<audio::ToneGenerator> tone_;
  std::unique_ptr<audio::Packetizer> mouth_;
  std::unique_ptr<audio::Playout> ear_;
  std::deque<std::vector<std::uint8_t>> outbox_;
  std::map<std::uint32_t, std::uint64_t> marks_;
  std::uint64_t unmarked_ = 0;
  Instant first_heard_ = kNever;
  std::vector<std::int16_t> heard_;
  std::string keys_;
};

}  // namespace sidetone::test
