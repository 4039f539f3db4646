#include "sip_user.h"

#include "sip_text.h"

#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace sidetone::bench {
namespace {

constexpr int kMostTries = 3;

std::string with_body(std::string head, std::string_view body) {
  if (!body.empty()) head += "Content-Type: application/sdp\r\n";
  return head + fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
}

std::string_view branch_of(std::string_view via) {
  const std::size_t at = via.find(";branch=");
  const std::string_view rest = via.substr(at + 8);
  return rest.substr(0, rest.find(';'));
}

/// What all responses to a request begin with, behind their start line.
std::string mirrored(const SipText& request, std::string_view to) {
  return request.lines("Via") + request.lines("From") + fmt::format("To: {}\r\n", to) +
         request.lines("Call-ID") + request.lines("CSeq");
}

}  // namespace

std::string SipUser::fresh(std::string_view prefix) {
  return fmt::format("{}{}-{}-{}", prefix, ::getpid(), config_.number, ++last_token_);
}

std::string SipUser::head(std::string_view method, std::string_view uri,
                          std::string_view branch) const {
  return fmt::format("{} {} SIP/2.0\r\nVia: SIP/2.0/{};branch={};rport\r\nMax-Forwards: 70\r\n",
                     method, uri, config_.via, branch);
}

// ---- what we ask --------------------------------------------------------------------------------

void SipUser::enroll() {
  register_call_id_ = fresh("r");
  send_register();
}

void SipUser::send_register() {
  const std::string uri = fmt::format("sip:{}", kDomain);
  const std::string self = fmt::format("<sip:{}@{}>", config_.number, kDomain);
  outputs_.emplace_back(Send{
      with_body(head("REGISTER", uri, fresh("z9hG4bK")) +
                    fmt::format("From: {};tag=r\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} REGISTER\r\n"
                                "Contact: <{}>;expires=3600{}\r\nSupported: path, outbound\r\n{}",
                                self, self, register_call_id_, ++register_cseq_, config_.contact,
                                config_.contact_extra, authorization("REGISTER", uri)),
                "")});
}

std::string SipUser::call(const Invitation& invitation) {
  const std::string id = fresh("c");
  Call& call = calls_[id];
  call.local = fmt::format("<sip:{}@{}>;tag={}", config_.number, kDomain, id);
  call.remote = fmt::format("<sip:{}@{}>", invitation.to, kDomain);
  call.target = fmt::format("sip:{}@{}", invitation.to, kDomain);
  call.invitation = invitation;
  send_invite(id, call);
  return id;
}

void SipUser::send_invite(const std::string& call_id, Call& call) {
  ++call.tries;
  outputs_.emplace_back(Send{with_body(
      head("INVITE", call.target, fresh("z9hG4bK")) +
          fmt::format("From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} INVITE\r\nContact: <{}>\r\n"
                      "User-Agent: {}\r\n{}",
                      call.local, call.remote, call_id, call.cseq, config_.contact,
                      call.invitation.user_agent, authorization("INVITE", call.target)),
      call.invitation.sdp)});
}

void SipUser::send_ack(const std::string& call_id, const Call& call, std::string_view branch) {
  outputs_.emplace_back(
      Send{with_body(head("ACK", call.target, branch) +
                         fmt::format("From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} ACK\r\n",
                                     call.local, call.remote, call_id, call.cseq),
                     "")});
}

void SipUser::hang_up(const std::string& call_id) {
  Call& call = calls_.at(call_id);
  ++call.cseq;
  outputs_.emplace_back(
      Send{with_body(head("BYE", call.target, fresh("z9hG4bK")) +
                         fmt::format("From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} BYE\r\n",
                                     call.local, call.remote, call_id, call.cseq),
                     "")});
}

void SipUser::learn(std::string_view challenge) {
  Challenge learnt{.realm = std::string(quoted(challenge, "realm")),
                   .nonce = std::string(quoted(challenge, "nonce"))};
  learnt.ha1 =
      hasher_.joined(sip::DigestAlgorithm::kMd5, {config_.number, learnt.realm, config_.password})
          .view();
  challenge_ = std::move(learnt);
}

std::string SipUser::authorization(std::string_view method, std::string_view uri) {
  if (!challenge_) return {};
  constexpr auto kMd5 = sip::DigestAlgorithm::kMd5;
  const std::string count = fmt::format("{:08x}", ++challenge_->count);
  const auto ha2 = hasher_.joined(kMd5, {method, uri});
  const auto response = hasher_.joined(
      kMd5, {challenge_->ha1, challenge_->nonce, count, "bench", "auth", ha2.view()});
  return fmt::format(R"(Authorization: Digest username="{}", realm="{}", nonce="{}", uri="{}", )"
                     R"(response="{}", algorithm=MD5, qop=auth, nc={}, cnonce="bench")"
                     "\r\n",
                     config_.number, challenge_->realm, challenge_->nonce, uri, response.view(),
                     count);
}

// ---- what is asked of us ------------------------------------------------------------------------

void SipUser::handle(std::string_view message) {
  if (message.starts_with("SIP/2.0 ")) return handle_response(message);
  handle_request(message);
}

void SipUser::handle_request(std::string_view message) {
  const SipText request(message);
  const std::string_view method = request.method();
  if (method == "INVITE") return handle_invite(message);
  const std::string call_id(request.header("Call-ID"));
  if (method == "ACK") {
    if (calls_.contains(call_id)) outputs_.emplace_back(Confirmed{call_id});
    return;
  }
  outputs_.emplace_back(
      Send{with_body("SIP/2.0 200 OK\r\n" + mirrored(request, request.header("To")), "")});
  if (method == "BYE" && calls_.erase(call_id) > 0) outputs_.emplace_back(Ended{call_id});
}

void SipUser::handle_invite(std::string_view message) {
  const SipText request(message);
  const std::string call_id(request.header("Call-ID"));
  const auto known = calls_.find(call_id);
  if (known != calls_.end()) {
    outputs_.emplace_back(Send{known->second.last_answer});
    return;
  }
  Call& call = calls_[call_id];
  call.local = fmt::format("{};tag={}", request.header("To"), fresh("t"));
  call.remote = request.header("From");
  call.target = uri_of(request.header("Contact"));
  call.response = mirrored(request, call.local) + fmt::format("Contact: <{}>\r\n", config_.contact);
  outputs_.emplace_back(Incoming{call_id, std::string(request.body())});
}

void SipUser::answer(const std::string& call_id, const std::string& sdp) {
  Call& call = calls_.at(call_id);
  outputs_.emplace_back(Send{with_body("SIP/2.0 180 Ringing\r\n" + call.response, "")});
  call.last_answer = with_body("SIP/2.0 200 OK\r\n" + call.response, sdp);
  outputs_.emplace_back(Send{call.last_answer});
}

// ---- answers to what we asked -------------------------------------------------------------------

void SipUser::handle_response(std::string_view message) {
  const SipText response(message);
  if (response.status() < 200) return;
  if (response.method() == "REGISTER") {
    return handle_register_response(response.status(), response.header("WWW-Authenticate"));
  }
  const std::string call_id(response.header("Call-ID"));
  const auto call = calls_.find(call_id);
  if (call == calls_.end()) return;
  if (response.method() == "INVITE") return handle_invite_response(message, call_id, call->second);
  calls_.erase(call);
  outputs_.emplace_back(Ended{call_id});
}

void SipUser::handle_register_response(int status, std::string_view challenge) {
  if (status == 401 && register_cseq_ < kMostTries) {
    learn(challenge);
    return send_register();
  }
  if (status == 200) {
    outputs_.emplace_back(Registered{});
  } else {
    outputs_.emplace_back(Refused{register_call_id_, status});
  }
}

void SipUser::handle_invite_response(std::string_view message, const std::string& call_id,
                                     Call& call) {
  const SipText response(message);
  const int status = response.status();
  if (status < 300) {
    const bool again = !tag_of(call.remote).empty();
    call.remote = response.header("To");
    call.target = uri_of(response.header("Contact"));
    send_ack(call_id, call, fresh("z9hG4bK"));
    if (!again) outputs_.emplace_back(Answered{call_id, std::string(response.body())});
    return;
  }
  Call refused = call;
  refused.remote = response.header("To");
  send_ack(call_id, refused, branch_of(response.header("Via")));
  if (status == 401 && call.tries < kMostTries) {
    learn(response.header("WWW-Authenticate"));
    ++call.cseq;
    return send_invite(call_id, call);
  }
  calls_.erase(call_id);
  outputs_.emplace_back(Refused{call_id, status});
}

std::optional<SipUser::Output> SipUser::poll() {
  if (outputs_.empty()) return std::nullopt;
  Output next = std::move(outputs_.front());
  outputs_.pop_front();
  return next;
}

}  // namespace sidetone::bench
