#pragma once

#include "audio/codec/codec.h"
#include "audio/frame.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace sidetone::audio {

/// From mouth to network for one RTP stream: 20 ms frames go in, payloads of the negotiated ptime
/// come out. The RTP header around them is the sender's business.
/// After each push(), poll() until it is empty: 10 ms gives two packets a frame, 60 ms one in
/// three.
class Packetizer {
 public:
  struct Packet {
    Payload payload;              ///< Good until the next push() or poll().
    std::uint32_t timestamp = 0;  ///< In ticks of the RTP clock, from 0; add a random offset.
    bool marker = false;          ///< First after silence [RFC3551 §4.1].
  };

  /// Frames are expected at `rate`.
  Packetizer(const CodecSpec& spec, SampleRate rate);

  void push(const Frame& frame);
  [[nodiscard]] std::optional<Packet> poll();
  /// Nothing is said for one frame: the timestamp goes on, the next packet has the marker.
  void skip();
  /// The peer reports this share of packets lost.
  void expect_loss(int percent) { encoder_->expect_loss(percent); }

 private:
  SampleRate rate_;
  std::unique_ptr<Encoder> encoder_;
  std::size_t packet_samples_;
  std::uint32_t packet_ticks_;
  std::uint32_t frame_ticks_;
  std::vector<std::int16_t> waiting_;  ///< The first `size_` are not yet encoded.
  std::size_t size_ = 0;
  std::uint32_t timestamp_ = 0;
  bool marker_ = true;
  std::array<std::uint8_t, kMaxPayloadBytes> payload_{};
};

}  // namespace sidetone::audio
