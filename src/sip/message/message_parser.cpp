#include "sip/message/line_reader.h"
#include "sip/message/message.h"
#include "sip/message/start_line.h"
#include "sip/message/text.h"

#include <algorithm>
#include <array>

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

constexpr std::size_t kUsualHeaderFields = 24;
constexpr std::uint32_t kMaxMaxForwards = 255;

unexpected<ParseError> bad(Kind kind, std::size_t offset, std::string_view what) {
  return unexpected(ParseError{kind, offset, what});
}

Parsed<HeaderFields> read_header_fields(LineReader& lines) {
  HeaderFields fields;
  fields.reserve(kUsualHeaderFields);
  for (;;) {
    const std::size_t at = lines.offset();
    const auto line = lines.next();
    if (!line) return bad(Kind::kBadHeader, at, "end of headers");
    if (line->empty()) return fields;
    if (fields.size() == kMaxHeaderFields) return bad(Kind::kTooLarge, at, "header lines");
    const HeaderLine header = split_header_line(*line);
    if (header.name.empty()) return bad(Kind::kBadHeader, at, "header line");
    std::string value = unfold(header.value, lines);
    // A CR that ends no line is no character of any header; copied on, another reader may see a
    // line end in it.
    if (value.find('\r') != std::string::npos) return bad(Kind::kBadHeader, at, "header line");
    fields.add(header.name, std::move(value));
  }
}

/// Two different values of these leave it to chance what a message means: RFC 4475 §3.3.8, §3.3.9.
constexpr std::array kOnlyOnce{HeaderId::kFrom, HeaderId::kTo,          HeaderId::kCallId,
                               HeaderId::kCSeq, HeaderId::kMaxForwards, HeaderId::kContentLength};

std::optional<ParseError> check_repeated(const HeaderFields& fields) {
  std::array<bool, kOnlyOnce.size()> seen{};
  for (const HeaderField& field : fields) {
    const auto which = std::ranges::find(kOnlyOnce, field.id);
    if (which == kOnlyOnce.end()) continue;
    bool& before = seen[static_cast<std::size_t>(which - kOnlyOnce.begin())];
    if (before) return ParseError{Kind::kBadHeader, 0, canonical_name(field.id)};
    before = true;
  }
  return std::nullopt;
}

std::optional<ParseError> check_max_forwards(const HeaderFields& fields) {
  const auto text = fields.find(HeaderId::kMaxForwards);
  if (!text) return std::nullopt;
  // [RFC3261 §20.22] "an integer in the range 0-255"
  const auto number = parse_number(*text);
  if (number && *number <= kMaxMaxForwards) return std::nullopt;
  return ParseError{Kind::kBadHeader, 0, "Max-Forwards"};
}

Parsed<std::string_view> read_body(const HeaderFields& fields, std::string_view rest) {
  const auto text = fields.find(HeaderId::kContentLength);
  // [RFC3261 §18.3] "If the message has no Content-Length header field, the message body is assumed
  // to end at the end of the transport packet."
  if (!text) return rest;
  const auto length = parse_number(*text);
  // "If the transport packet ends before the end of the message body, this is considered an error."
  if (!length || *length > rest.size()) return bad(Kind::kBadBodyLength, 0, "Content-Length");
  return rest.substr(0, *length);
}

std::optional<ParseError> check_method(const Request& request, const CSeq& cseq) {
  // [RFC3261 §8.1.1.5] "The method MUST match that of the request."
  if (request.method == cseq.method) return std::nullopt;
  return ParseError{Kind::kBadHeader, 0, "CSeq"};
}
std::optional<ParseError> check_method(const Response&, const CSeq&) {
  return std::nullopt;
}

template <typename Start>
Parsed<Message> finish(Start message, HeaderFields fields, std::string_view rest) {
  if (auto error = check_repeated(fields)) return unexpected(*error);
  const auto found = essentials(fields);
  if (!found) return unexpected(found.error());
  if (auto error = check_method(message, found->cseq)) return unexpected(*error);
  if (auto error = check_max_forwards(fields)) return unexpected(*error);
  const auto body = read_body(fields, rest);
  if (!body) return unexpected(body.error());
  message.headers = std::move(fields);
  message.body = *body;
  return message;
}

template <typename T>
Parsed<T> named(Parsed<T> parsed, HeaderId id) {
  if (!parsed) return bad(parsed.error().kind, parsed.error().offset, canonical_name(id));
  return parsed;
}

/// Call-ID = word ["@" word]: anything that shows and holds no space [RFC3261 §25.1].
bool is_call_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::optional<ParseError> check_present(const HeaderFields& headers) {
  // [RFC3261 §8.1.1] "A valid SIP request formulated by a UAC MUST, at a minimum, contain the
  // following header fields: To, From, CSeq, Call-ID, Max-Forwards, and Via". Senders of RFC 2543
  // know no Max-Forwards.
  for (const HeaderId id :
       {HeaderId::kVia, HeaderId::kFrom, HeaderId::kTo, HeaderId::kCallId, HeaderId::kCSeq}) {
    if (!headers.has(id)) return ParseError{Kind::kMissingHeader, 0, canonical_name(id)};
  }
  return std::nullopt;
}

}  // namespace

Parsed<Essentials> essentials(const HeaderFields& headers) {
  if (auto missing = check_present(headers)) return unexpected(*missing);
  const auto value = [&](HeaderId id) { return *headers.find(id); };
  auto via = named(parse_via(value(HeaderId::kVia)), HeaderId::kVia);
  if (!via) return unexpected(via.error());
  auto from = named(parse_name_addr(value(HeaderId::kFrom)), HeaderId::kFrom);
  if (!from) return unexpected(from.error());
  auto to = named(parse_name_addr(value(HeaderId::kTo)), HeaderId::kTo);
  if (!to) return unexpected(to.error());
  const std::string_view call_id = value(HeaderId::kCallId);
  if (!is_call_id(call_id)) return bad(Kind::kBadHeader, 0, "Call-ID");
  auto cseq = parse_cseq(value(HeaderId::kCSeq));
  if (!cseq) return unexpected(cseq.error());
  return Essentials{std::move(*via), std::move(*from), std::move(*to), std::string(call_id),
                    std::move(*cseq)};
}

Parsed<Message> parse_message(std::string_view bytes) {
  if (bytes.size() > kMaxMessageBytes) return bad(Kind::kTooLarge, kMaxMessageBytes, "message");
  LineReader lines(bytes);
  lines.skip_empty_lines();
  const auto first = lines.next();
  if (!first) return bad(Kind::kNotSip, 0, "start line");
  auto message = parse_start_line(*first);
  if (!message) return message;
  auto fields = read_header_fields(lines);
  if (!fields) return unexpected(fields.error());
  return std::visit(
      [&](auto& started) { return finish(std::move(started), std::move(*fields), lines.rest()); },
      *message);
}

}  // namespace sidetone::sip
