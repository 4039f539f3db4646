#include "sip/session/screening.h"
#include "sip/session/session.h"

namespace sidetone::sip {

/// A request of theirs inside of the dialog; its CSeq is in order.
void Session::dispatch(ServerTransactionId transaction, Request& request, Instant now) {
  const std::string_view method = request.method;
  if (method == "BYE") return on_bye(transaction, request);
  if (method == "INVITE") return on_reinvite(transaction, request);
  if (method == "UPDATE") return on_update(transaction, request, now);
  if (method == "PRACK") return on_prack(transaction, request);
  if (method == "INFO") return on_info(transaction, request);
  if (method == "OPTIONS") return on_options(transaction, request);
  if (method == "REFER") return on_refer(transaction, request);
  // MESSAGE, SUBSCRIBE, NOTIFY: other usages of the dialog are the owner's [RFC5057].
  tell(UserAgent::IncomingRequest{transaction, std::move(request), current().dialog.peer});
}

void Session::on_info(ServerTransactionId transaction, Request& request) {
  if (request.headers.find("Info-Package")) {
    // [RFC6086 §4.2.2] a UA that receives an INFO for a package that it did not say it is willing
    // to receive answers 469 (Bad Info Package) with a Recv-Info of those it is: none.
    Response response = make_response(request, 469, local_tag_);
    response.headers.add("Recv-Info", "");
    return respond(transaction, std::move(response));
  }
  reply_to(transaction, request, 200);
  tell(UserAgent::Info{
      .session = id_,
      .content_type = std::string(request.headers.find(HeaderId::kContentType).value_or("")),
      .body = std::move(request.body)});
}

void Session::on_options(ServerTransactionId transaction, const Request& request) {
  // [RFC3261 §11.2] "The response to an OPTIONS is constructed using the standard rules for a SIP
  // response", with Allow, Accept, Supported.
  Response response = make_response(request, 200, local_tag_);
  response.headers.add(HeaderId::kAccept, std::string(kAcceptedTypes));
  add_capabilities(response.headers, kSupportedExtensions);
  respond(transaction, std::move(response));
}

void Session::on_refer(ServerTransactionId transaction, Request& request) {
  // [RFC3515 §2.4.2] "An agent responding to a REFER method MUST return a 400 (Bad Request) if the
  // request contained zero or more than one Refer-To header field values."
  if (request.headers.count(HeaderId::kReferTo) != 1 || silent_) {
    return reply_to(transaction, request, silent_ ? 481 : 400);
  }
  tell(UserAgent::Refer{id_, transaction, std::move(request)});
}

void Session::send_info(std::string content_type, std::string body) {
  if (!std::holds_alternative<Confirmed>(state_)) return;
  Request info = request_in(current().dialog, "INFO");
  info.headers.add(HeaderId::kContentType, std::move(content_type));
  info.body = std::move(body);
  send(Purpose::kInfo, current_, std::move(info));
}

}  // namespace sidetone::sip
