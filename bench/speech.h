#pragma once

#include "delays.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::bench {

/// What a stream is made of.
struct SpeechShape {
  std::uint8_t payload_type = 0;
  std::size_t payload_bytes = 160;
  std::uint32_t ticks = 160;  ///< Of the RTP clock, a packet.
};
inline constexpr SpeechShape kPcmuSpeech{};
/// 20 ms of Opus at 32 kbit/s. Its bytes are no real Opus: a server that passes it on never knows.
inline constexpr SpeechShape kOpusSpeech{.payload_type = 111, .payload_bytes = 80, .ticks = 960};

/// The packets of one speaker: RTP whose payload says who speaks, the packet's number and when it
/// was sent, and is filled up with bytes that follow from the first two.
class Speaker {
 public:
  static constexpr std::size_t kHeader = 12;
  static constexpr std::size_t kTail = 64;

  Speaker(const SpeechShape& shape, std::uint32_t id) : shape_(shape), id_(id) {}
  /// The next packet of size() bytes, valid until the next call. Behind it kTail bytes are free.
  [[nodiscard]] std::span<std::uint8_t> next();
  [[nodiscard]] std::size_t size() const { return kHeader + shape_.payload_bytes; }
  [[nodiscard]] std::uint32_t packets() const { return number_; }

 private:
  SpeechShape shape_;
  std::uint32_t id_;
  std::uint32_t number_ = 0;
  std::array<std::uint8_t, kHeader + 160 + kTail> packet_{};
};

/// What became of the packets on their way.
struct Verdicts {
  std::uint64_t good = 0;
  std::uint64_t lost = 0;        ///< A later one of the same speaker came.
  std::uint64_t disordered = 0;  ///< Late or twice.
  std::uint64_t wrong = 0;       ///< Another speaker's, or not what was sent.

  Verdicts& operator+=(const Verdicts& other);
  Verdicts& operator-=(const Verdicts& other);
};

/// Listens to one speaker and judges every packet: each byte of the payload, the payload type, and
/// that SSRC, sequence number and timestamp go on as the speaker's did.
class Listener {
 public:
  Listener(const SpeechShape& shape, std::uint32_t speaker) : shape_(shape), speaker_(speaker) {}

  /// `packet` is plain RTP that came at `at_ns` of wall_ns().
  void hear(std::span<const std::uint8_t> packet, std::int64_t at_ns, Delays& delays);
  [[nodiscard]] const Verdicts& verdicts() const { return verdicts_; }

 private:
  struct Place {
    std::uint32_t number = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t ssrc = 0;
  };
  [[nodiscard]] bool is_from_speaker(std::span<const std::uint8_t> packet) const;
  [[nodiscard]] bool follows(const Place& next) const;

  SpeechShape shape_;
  std::uint32_t speaker_;
  bool heard_any_ = false;
  Place newest_;
  Verdicts verdicts_;
};

}  // namespace sidetone::bench
