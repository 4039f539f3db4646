#include "sdp/payload_formats.h"

#include "sdp/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sidetone::sdp {
namespace {

/// One rtpmap, with the fmtp of the same payload type.
struct Format {
  std::string_view encoding;
  std::uint32_t clock_rate = 0;
  std::uint32_t channels = 1;
  std::string_view fmtp;
};
/// By payload type; an empty encoding means that nothing is known.
using FormatTable = std::array<Format, 128>;

void read_rtpmap(std::string_view value, FormatTable& table) {
  const auto type = parse_number<std::uint8_t>(take_word(value));
  if (!type || *type >= table.size()) return;
  std::string_view map = take_word(value);
  Format format{.encoding = take_until(map, '/')};
  const auto rate = parse_number<std::uint32_t>(take_until(map, '/'));
  if (!rate) return;
  format.clock_rate = *rate;
  if (!map.empty()) format.channels = parse_number<std::uint32_t>(map).value_or(0);
  format.fmtp = table[*type].fmtp;
  table[*type] = format;
}

void read_fmtp(std::string_view value, FormatTable& table) {
  const auto type = parse_number<std::uint8_t>(take_word(value));
  if (type && *type < table.size()) table[*type].fmtp = value;
}

FormatTable table_of(const Media& media) {
  FormatTable table{};
  table[0] = {.encoding = "PCMU", .clock_rate = 8'000};
  table[8] = {.encoding = "PCMA", .clock_rate = 8'000};
  table[9] = {.encoding = "G722", .clock_rate = 8'000};
  table[13] = {.encoding = "CN", .clock_rate = 8'000};
  for (const Attribute& attribute : media.attributes) {
    if (attribute.name == "rtpmap") read_rtpmap(attribute.value, table);
    if (attribute.name == "fmtp") read_fmtp(attribute.value, table);
  }
  return table;
}

std::optional<CodecKind> codec_of(const Format& format) {
  for (const CodecKind kind :
       {CodecKind::kOpus, CodecKind::kG722, CodecKind::kPcmu, CodecKind::kPcma}) {
    // [RFC7587 §7] "the number of channels MUST be 2" in Opus's rtpmap, whatever is sent.
    const std::uint32_t channels = kind == CodecKind::kOpus ? 2 : 1;
    if (equal_without_case(format.encoding, encoding_name(kind)) &&
        format.clock_rate == clock_rate_hz(kind) && format.channels == channels) {
      return kind;
    }
  }
  return std::nullopt;
}

void understand(std::uint8_t type, const Format& format, PayloadFormats& formats) {
  if (const auto kind = codec_of(format)) {
    if (formats.find(*kind) != nullptr) return;
    Codec codec{.kind = *kind, .payload_type = type, .receive_payload_type = type};
    if (*kind == CodecKind::kOpus) codec.opus = parse_opus_format(format.fmtp);
    formats.codecs.push_back(codec);
  } else if (equal_without_case(format.encoding, "telephone-event")) {
    const auto known = std::ranges::find(formats.events, format.clock_rate, &EventFormat::rate_hz);
    if (known != formats.events.end()) return;
    formats.events.push_back({.payload_type = type, .rate_hz = format.clock_rate});
  } else if (equal_without_case(format.encoding, "CN") && format.clock_rate == 8'000) {
    formats.comfort_noise = type;
  }
}

}  // namespace

const Codec* PayloadFormats::find(CodecKind kind) const {
  const auto found = std::ranges::find(codecs, kind, &Codec::kind);
  return found == codecs.end() ? nullptr : &*found;
}

const EventFormat* PayloadFormats::events_for(CodecKind kind) const {
  if (events.empty()) return nullptr;
  const auto found = std::ranges::find(events, clock_rate_hz(kind), &EventFormat::rate_hz);
  return found == events.end() ? events.data() : &*found;
}

PayloadFormats read_payload_formats(const Media& media) {
  const FormatTable table = table_of(media);
  PayloadFormats formats;
  for (const std::string& word : media.formats) {
    const auto type = parse_number<std::uint8_t>(word);
    if (type && *type < table.size()) understand(*type, table[*type], formats);
  }
  return formats;
}

}  // namespace sidetone::sdp
