#include "sip/transaction/derived_requests.h"

namespace sidetone::sip {
namespace {

void copy_lines(const HeaderFields& from, HeaderId id, HeaderFields& to) {
  for (const HeaderField& field : from) {
    if (field.id == id) to.add(id, field.value);
  }
}

std::string cseq_with_method(const Request& invite, std::string_view method) {
  const auto cseq = parse_cseq(invite.headers.find(HeaderId::kCSeq).value_or(""));
  return to_string(CSeq{.number = cseq ? cseq->number : 0, .method = std::string(method)});
}

/// ACK and CANCEL alike take Via, Route, From and Call-ID from the INVITE.
Request derived(const Request& invite, std::string_view method, std::string_view to) {
  Request request{.method = std::string(method), .uri = invite.uri, .headers = {}, .body = {}};
  const HeaderFields& theirs = invite.headers;
  // [RFC3261 §17.1.1.3] "The ACK MUST contain a single Via header field, and this MUST be equal
  // to the top Via header field of the original request." §9.1 has the same for CANCEL.
  request.headers.add(HeaderId::kVia, std::string(theirs.find(HeaderId::kVia).value_or("")));
  request.headers.add(HeaderId::kMaxForwards, "70");
  copy_lines(theirs, HeaderId::kRoute, request.headers);
  request.headers.add(HeaderId::kFrom, std::string(theirs.find(HeaderId::kFrom).value_or("")));
  request.headers.add(HeaderId::kTo, std::string(to));
  request.headers.add(HeaderId::kCallId, std::string(theirs.find(HeaderId::kCallId).value_or("")));
  request.headers.add(HeaderId::kCSeq, cseq_with_method(invite, method));
  return request;
}

}  // namespace

Request ack_for(const Request& invite, const Response& refusal) {
  // [RFC3261 §17.1.1.3] "The To header field in the ACK MUST equal the To header field in the
  // response being acknowledged."
  return derived(invite, "ACK", refusal.headers.find(HeaderId::kTo).value_or(""));
}

Request cancel_for(const Request& invite) {
  // [RFC3261 §9.1] "The Request-URI, Call-ID, To, the numeric part of CSeq, and From header
  // fields in the CANCEL request MUST be identical to those in the request being cancelled,
  // including tags."
  return derived(invite, "CANCEL", invite.headers.find(HeaderId::kTo).value_or(""));
}

}  // namespace sidetone::sip
