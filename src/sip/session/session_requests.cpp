#include "sip/session/screening.h"
#include "sip/session/session.h"

namespace sidetone::sip {

/// A request of theirs inside of the dialog; its CSeq is in order.
void Session::dispatch(Asked& asked, Instant now) {
  const std::string_view method = asked.request.method;
  if (method == "BYE") return on_bye(asked);
  if (method == "INVITE") return on_reinvite(asked);
  if (method == "UPDATE") return on_update(asked, now);
  if (method == "PRACK") return on_prack(asked);
  if (method == "INFO") return on_info(asked);
  if (method == "OPTIONS") return on_options(asked);
  if (method == "REFER") return on_refer(asked);
  // MESSAGE, SUBSCRIBE, NOTIFY: other usages of the dialog are the owner's [RFC5057].
  tell(UserAgent::IncomingRequest{asked.transaction, std::move(asked.request), asked.source});
}

void Session::on_info(Asked& asked) {
  Request& request = asked.request;
  if (request.headers.find("Info-Package")) {
    // [RFC6086 §4.2.2] a UA that receives an INFO for a package that it did not say it is willing
    // to receive answers 469 (Bad Info Package) with a Recv-Info of those it is: none.
    Response response = make_response(request, 469, local_tag_);
    response.headers.add("Recv-Info", "");
    return respond(asked.transaction, std::move(response));
  }
  reply_to(asked, 200);
  tell(UserAgent::Info{
      .session = id_,
      .content_type = std::string(request.headers.find(HeaderId::kContentType).value_or("")),
      .body = std::move(request.body)});
}

void Session::on_options(const Asked& asked) {
  // [RFC3261 §11.2] "The response to an OPTIONS is constructed using the standard rules for a SIP
  // response", with Allow, Accept, Supported.
  Response response = make_response(asked.request, 200, local_tag_);
  response.headers.add(HeaderId::kAccept, std::string(kAcceptedTypes));
  add_capabilities(response.headers, kSupportedExtensions);
  respond(asked.transaction, std::move(response));
}

void Session::on_refer(Asked& asked) {
  // [RFC3515 §2.4.2] "An agent responding to a REFER method MUST return a 400 (Bad Request) if the
  // request contained zero or more than one Refer-To header field values."
  if (asked.request.headers.count(HeaderId::kReferTo) != 1 || silent_) {
    return reply_to(asked, silent_ ? 481 : 400);
  }
  tell(UserAgent::Refer{id_, asked.transaction, std::move(asked.request)});
}

void Session::send_info(std::string content_type, std::string body) {
  if (!std::holds_alternative<Confirmed>(state_)) return;
  Request info = request_in(current().dialog, "INFO");
  info.headers.add(HeaderId::kContentType, std::move(content_type));
  info.body = std::move(body);
  send(Purpose::kInfo, current_, std::move(info));
}

}  // namespace sidetone::sip
