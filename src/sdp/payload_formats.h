#pragma once

#include "sdp/codec.h"
#include "sdp/session.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace sidetone::sdp {

/// telephone-event [RFC4733] under one payload type; it has the clock of the audio beside it.
struct EventFormat {
  std::uint8_t payload_type = 0;  ///< What we send with: the peer's number.
  std::uint32_t rate_hz = 8'000;
  /// What the peer sends with where that is another number: the one that we offered.
  std::optional<std::uint8_t> receive_payload_type;
};

/// What of an audio m-line we understand, in the order of the line.
struct PayloadFormats {
  std::vector<Codec> codecs;        ///< Each kind once: its first payload type.
  std::vector<EventFormat> events;  ///< Each clock rate once.
  std::optional<std::uint8_t> comfort_noise;

  [[nodiscard]] const Codec* find(CodecKind kind) const;
  /// The events that go with a codec: same clock rate if there is one, else the first.
  [[nodiscard]] const EventFormat* events_for(CodecKind kind) const;
};

/// Static payload types need no rtpmap [RFC3551 §6].
[[nodiscard]] PayloadFormats read_payload_formats(const Media& media);

}  // namespace sidetone::sdp
