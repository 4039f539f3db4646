#include "store/cdr_json.h"

#include <nlohmann/json.hpp>

namespace sidetone::store {
namespace {

using nlohmann::json;

std::string_view codec_name(media::CodecKind kind) {
  switch (kind) {
    case media::CodecKind::kOpus:
      return "opus";
    case media::CodecKind::kG722:
      return "G722";
    case media::CodecKind::kPcmu:
      return "PCMU";
    case media::CodecKind::kPcma:
      return "PCMA";
  }
  return "";
}

std::optional<media::CodecKind> codec_of(const json& name) {
  if (!name.is_string()) return std::nullopt;
  for (auto kind : {media::CodecKind::kOpus, media::CodecKind::kG722, media::CodecKind::kPcmu,
                    media::CodecKind::kPcma}) {
    if (name.get_ref<const std::string&>() == codec_name(kind)) return kind;
  }
  return std::nullopt;
}

json optional_codec(const std::optional<media::CodecKind>& kind) {
  return kind ? json(codec_name(*kind)) : json(nullptr);
}

json statistics_to_json(const media::LegStatistics& s) {
  return {{"packetsReceived", s.packets_received},
          {"packetsSent", s.packets_sent},
          {"packetsLost", s.packets_lost},
          {"packetsDiscarded", s.packets_discarded},
          {"strangerPackets", s.stranger_packets},
          {"jitterMs", s.jitter_ms},
          {"maxJitterMs", s.max_jitter_ms},
          {"roundTripMs", s.round_trip_ms},
          {"remoteLoss", s.remote_loss},
          {"mos", s.mos},
          {"codec", optional_codec(s.codec)},
          {"sentCodec", optional_codec(s.sent_codec)},
          {"transcoded", s.transcoded},
          {"remote", s.remote.to_string()}};
}

media::LegStatistics statistics_of(const json& j) {
  return {
      .packets_received = j.at("packetsReceived"),
      .packets_sent = j.at("packetsSent"),
      .packets_lost = j.at("packetsLost"),
      .packets_discarded = j.at("packetsDiscarded"),
      .stranger_packets = j.at("strangerPackets"),
      .jitter_ms = j.at("jitterMs"),
      .max_jitter_ms = j.at("maxJitterMs"),
      .round_trip_ms = j.at("roundTripMs"),
      .remote_loss = j.at("remoteLoss"),
      .mos = j.at("mos"),
      .codec = codec_of(j.at("codec")),
      .sent_codec = codec_of(j.at("sentCodec")),
      .transcoded = j.at("transcoded"),
      .remote = SocketAddress::parse(j.at("remote").get<std::string>()).value_or(SocketAddress())};
}

json leg_to_json(const call::CdrLeg& leg) {
  return {{"extension", leg.extension},
          {"number", leg.number},
          {"transport", leg.transport},
          {"userAgent", leg.user_agent},
          {"signalling", leg.signalling.to_string()},
          {"path", leg.path},
          {"answered", leg.answered},
          {"elsewhere", leg.elsewhere},
          {"sipStatus", leg.sip_status},
          {"media", statistics_to_json(leg.media)}};
}

call::CdrLeg leg_of(const json& j) {
  return {.extension = j.at("extension"),
          .number = j.at("number"),
          .transport = j.at("transport"),
          .user_agent = j.at("userAgent"),
          .signalling =
              SocketAddress::parse(j.at("signalling").get<std::string>()).value_or(SocketAddress()),
          .path = j.at("path"),
          .answered = j.at("answered"),
          .elsewhere = j.at("elsewhere"),
          .sip_status = j.at("sipStatus"),
          .media = statistics_of(j.at("media"))};
}

json extension_to_json(const std::optional<directory::ExtensionId>& id) {
  return id ? json(id->value()) : json(nullptr);
}

std::optional<directory::ExtensionId> extension_of(const json& j) {
  if (j.is_null()) return std::nullopt;
  return directory::ExtensionId(j.get<std::uint64_t>());
}

json legs_json(const std::vector<call::CdrLeg>& legs) {
  json list = json::array();
  for (const call::CdrLeg& leg : legs) list.push_back(leg_to_json(leg));
  return list;
}

// User agents write what they like into their headers: bytes that are no UTF-8 become U+FFFD.
std::string dumped(const json& j) {
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string legs_to_json(const std::vector<call::CdrLeg>& legs) {
  return dumped(legs_json(legs));
}

std::string to_json(const call::Cdr& cdr) {
  return dumped({{"id", cdr.id},
                 {"tenant", cdr.tenant.value()},
                 {"callerNumber", cdr.caller_number},
                 {"callerName", cdr.caller_name},
                 {"dialled", cdr.dialled},
                 {"callerExtension", extension_to_json(cdr.caller_extension)},
                 {"calleeExtension", extension_to_json(cdr.callee_extension)},
                 {"calleeName", cdr.callee_name},
                 {"startedUs", cdr.started_us},
                 {"ringingUs", cdr.ringing_us},
                 {"answeredUs", cdr.answered_us},
                 {"endedUs", cdr.ended_us},
                 {"result", static_cast<int>(cdr.result)},
                 {"sipStatus", cdr.sip_status},
                 {"q850Cause", cdr.q850_cause},
                 {"cause", cdr.cause},
                 {"callerHungUp", cdr.caller_hung_up},
                 {"legs", legs_json(cdr.legs)}});
}

std::optional<call::Cdr> cdr_from_json(std::string_view text) try {
  const json j = json::parse(text);
  call::Cdr cdr{.id = j.at("id"),
                .tenant = directory::TenantId(j.at("tenant").get<std::uint64_t>()),
                .caller_number = j.at("callerNumber"),
                .caller_name = j.at("callerName"),
                .dialled = j.at("dialled"),
                .caller_extension = extension_of(j.at("callerExtension")),
                .callee_extension = extension_of(j.at("calleeExtension")),
                .callee_name = j.at("calleeName"),
                .started_us = j.at("startedUs"),
                .ringing_us = j.at("ringingUs"),
                .answered_us = j.at("answeredUs"),
                .ended_us = j.at("endedUs"),
                .result = static_cast<call::CallResult>(j.at("result").get<int>()),
                .sip_status = j.at("sipStatus"),
                .q850_cause = j.at("q850Cause"),
                .cause = j.at("cause"),
                .caller_hung_up = j.at("callerHungUp")};
  for (const json& leg : j.at("legs")) cdr.legs.push_back(leg_of(leg));
  return cdr;
} catch (const json::exception&) {
  return std::nullopt;
}

}  // namespace sidetone::store
