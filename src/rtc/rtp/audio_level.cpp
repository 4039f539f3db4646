#include "rtc/rtp/audio_level.h"

namespace sidetone::rtc {

std::optional<AudioLevel> audio_level(const RtpView& packet, std::uint8_t id) {
  const auto data = packet.extension(id);
  if (!data || data->empty()) return std::nullopt;
  const std::uint8_t byte = data->front();
  return AudioLevel{.minus_dbov = static_cast<std::uint8_t>(byte & 0x7f),
                    .voice = (byte & 0x80) != 0};
}

}  // namespace sidetone::rtc
