#include "sip/message/line_reader.h"
#include "sip/message/message.h"
#include "sip/message/text.h"

#include <fmt/format.h>

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

void add_tag(HeaderFields& headers, std::string_view to_tag) {
  const auto to = headers.find(HeaderId::kTo);
  if (!to || to_tag.empty()) return;
  const auto parsed = parse_name_addr(*to);
  if (!parsed || parsed->parameters.has("tag")) return;
  headers.set(HeaderId::kTo, fmt::format("{};tag={}", *to, to_tag));
}

int status_for(Kind kind) {
  switch (kind) {
    case Kind::kUnsupportedVersion:
      return 505;
    case Kind::kUnknownScheme:
      return 416;
    case Kind::kTooLarge:
      return 513;
    default:
      return 400;
  }
}

/// [RFC3261 §21.4.1] "The Reason-Phrase SHOULD identify the syntax problem in more detail"
std::string phrase_for(const ParseError& error) {
  const int status = status_for(error.kind);
  if (status != 400 || error.what.empty()) return std::string(reason_phrase(status));
  return fmt::format("{} {}", error.kind == Kind::kMissingHeader ? "Missing" : "Bad", error.what);
}

/// What a response echoes. Lines that do not parse are passed over.
HeaderFields readable_headers(LineReader& lines) {
  HeaderFields found;
  for (std::size_t i = 0; i < kMaxHeaderFields; ++i) {
    const auto line = lines.next();
    if (!line || line->empty()) break;
    const HeaderLine header = split_header_line(*line);
    std::string value = unfold(header.value, lines);
    switch (const HeaderId id = header_id(header.name)) {
      case HeaderId::kFrom:
      case HeaderId::kTo:
      case HeaderId::kCallId:
      case HeaderId::kCSeq:
        if (!found.has(id)) found.add(id, std::move(value));
        break;
      case HeaderId::kVia:
        found.add(id, std::move(value));
        break;
      default:
        break;
    }
  }
  return found;
}

/// [RFC3261 §8.2.7] "To header tags MUST be generated for responses in a stateless manner - in a
/// manner that will generate the same tag for the same request consistently."
std::string stateless_tag(const HeaderFields& headers) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const HeaderField& field : headers) {
    for (const char c : field.value) {
      hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
    }
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace

Response make_response(const Request& request, int status, std::string_view to_tag) {
  Response response;
  response.status = status;
  response.reason = reason_phrase(status);
  response.headers.reserve(request.headers.count(HeaderId::kVia) + 8);
  for (const HeaderField& field : request.headers) {
    switch (field.id) {
      case HeaderId::kVia:
      case HeaderId::kFrom:
      case HeaderId::kTo:
      case HeaderId::kCallId:
      case HeaderId::kCSeq:
        response.headers.add(field.id, field.value);
        break;
      default:
        break;
    }
  }
  if (status > 100) {
    add_tag(response.headers, to_tag);
  } else if (const auto timestamp = request.headers.find("Timestamp")) {
    // [RFC3261 §8.2.6.1] "any Timestamp header field present in the request MUST be copied into
    // this 100 (Trying) response."
    response.headers.add("Timestamp", std::string(*timestamp));
  }
  return response;
}

std::optional<Response> response_to_malformed(std::string_view bytes, const ParseError& error) {
  if (error.kind == Kind::kNotSip) return std::nullopt;
  LineReader lines(bytes.substr(0, kMaxMessageBytes));
  lines.skip_empty_lines();
  const auto first = lines.next();
  // [RFC3261 §8.1.3.1, §17.1.1.3] neither a response nor an ACK is ever answered.
  if (!first || starts_without_case(*first, "SIP/") || first->starts_with("ACK ")) {
    return std::nullopt;
  }
  Response response;
  response.status = status_for(error.kind);
  response.reason = phrase_for(error);
  response.headers = readable_headers(lines);
  if (!response.headers.has(HeaderId::kVia)) return std::nullopt;
  add_tag(response.headers, stateless_tag(response.headers));
  return response;
}

}  // namespace sidetone::sip
