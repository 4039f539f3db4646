#pragma once

#include "sip/message/header_fields.h"
#include "sip/message/name_addr.h"
#include "sip/message/parse_error.h"
#include "sip/message/uri.h"
#include "sip/message/via.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace sidetone::sip {

inline constexpr std::size_t kMaxMessageBytes = 64UL * 1024;

/// The number and method of CSeq [RFC3261 §20.16].
struct CSeq {
  std::uint32_t number = 0;
  std::string method;
  bool operator==(const CSeq&) const = default;
};

struct Request {
  std::string method;
  std::string uri;  ///< As written; `parse_uri` reads it.
  HeaderFields headers;
  std::string body;
};

struct Response {
  int status = 0;
  std::string reason;
  HeaderFields headers;
  std::string body;

  [[nodiscard]] bool provisional() const { return status < 200; }
  [[nodiscard]] bool success() const { return status >= 200 && status < 300; }
};

using Message = std::variant<Request, Response>;

/// Headers that every message has; a message from parse_message() has passed this already, one
/// that was made here has them by construction.
struct Essentials {
  Via via;  ///< The top one.
  NameAddr from;
  NameAddr to;
  std::string call_id;
  CSeq cseq;
  bool operator==(const Essentials&) const = default;
};
[[nodiscard]] Parsed<Essentials> essentials(const HeaderFields& headers);

/// Reads one whole message (a datagram, or what the stream framing cut out). Bytes behind
/// Content-Length are ignored [RFC3261 §18.3]. Checks the start line, the syntax of the headers
/// that routing and matching need, and CSeq's method against the request's.
[[nodiscard]] Parsed<Message> parse_message(std::string_view bytes);

/// What can be said of a request that does not parse well enough to be handled: 400, 416, 505 or
/// 513 with what there is of Via, From, To, Call-ID and CSeq, echoed as it came. Where to send it
/// is the caller's: the Via may be what does not parse. nullopt means drop: no SIP, a response, an
/// ACK, or no Via by which the sender could tell what is answered.
[[nodiscard]] std::optional<Response> response_to_malformed(std::string_view bytes,
                                                            const ParseError& error);

/// Canonical names, CRLF, Content-Length computed.
[[nodiscard]] std::string to_bytes(const Request& request);
[[nodiscard]] std::string to_bytes(const Response& response);

[[nodiscard]] Parsed<CSeq> parse_cseq(std::string_view text);
[[nodiscard]] std::string to_string(const CSeq& cseq);
/// "Busy Here" for 486, …; "" for what no RFC named.
[[nodiscard]] std::string_view reason_phrase(int status);

/// A response to `request` as [RFC3261 §8.2.6] has it: Via, From, To, Call-ID, CSeq copied, and
/// `to_tag` put on To where it has none (never on 100).
[[nodiscard]] Response make_response(const Request& request, int status, std::string_view to_tag);

}  // namespace sidetone::sip
