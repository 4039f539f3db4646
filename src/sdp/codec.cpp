#include "sdp/codec.h"

#include "sdp/text.h"

#include <algorithm>

namespace sidetone::sdp {
namespace {

// [RFC7587 §6.1]
constexpr std::uint32_t kMinOpusBitrate = 6'000;
constexpr std::uint32_t kMaxOpusBitrate = 510'000;
constexpr std::uint32_t kMinPlaybackRate = 8'000;
constexpr std::uint32_t kMaxPlaybackRate = 48'000;

void read_parameter(std::string_view name, std::string_view value, OpusFormat& format) {
  const auto number = parse_number<std::uint32_t>(value);
  if (equal_without_case(name, "useinbandfec")) format.inband_fec = number == 1;
  if (equal_without_case(name, "usedtx")) format.dtx = number == 1;
  if (equal_without_case(name, "stereo")) format.stereo = number == 1;
  if (equal_without_case(name, "maxaveragebitrate") && number && *number >= kMinOpusBitrate &&
      *number <= kMaxOpusBitrate) {
    format.max_average_bitrate = *number;
  }
  if (equal_without_case(name, "maxplaybackrate") && number && *number >= kMinPlaybackRate &&
      *number <= kMaxPlaybackRate) {
    format.max_playback_rate = *number;
  }
}

std::vector<CodecKind> matching_first(std::span<const Codec> other_leg,
                                      std::span<const CodecKind> ours) {
  std::vector<CodecKind> order;
  const auto add = [&](CodecKind kind) {
    if (std::ranges::find(order, kind) == order.end()) order.push_back(kind);
  };
  for (const Codec& codec : other_leg) {
    if (std::ranges::find(ours, codec.kind) != ours.end()) add(codec.kind);
  }
  for (const CodecKind kind : ours) add(kind);
  return order;
}

}  // namespace

std::string_view encoding_name(CodecKind kind) {
  switch (kind) {
    case CodecKind::kOpus:
      return "opus";
    case CodecKind::kG722:
      return "G722";
    case CodecKind::kPcmu:
      return "PCMU";
    case CodecKind::kPcma:
      return "PCMA";
  }
  return "";
}

std::uint32_t clock_rate_hz(CodecKind kind) {
  return kind == CodecKind::kOpus ? 48'000 : 8'000;
}

OpusFormat parse_opus_format(std::string_view fmtp) {
  OpusFormat format;
  while (!fmtp.empty()) {
    std::string_view parameter = take_until(fmtp, ';');
    const std::string_view name = trim(take_until(parameter, '='));
    read_parameter(name, trim(parameter), format);
  }
  return format;
}

std::vector<CodecKind> order_for_callee(std::span<const Codec> caller,
                                        std::span<const CodecKind> ours) {
  return matching_first(caller, ours);
}

std::vector<CodecKind> order_for_caller(std::span<const Codec> callee,
                                        std::span<const CodecKind> ours) {
  return matching_first(callee, ours);
}

}  // namespace sidetone::sdp
