#include "support/scripted_phone.h"

#include "sip/auth/hash.h"
#include "sip/message/name_addr.h"
#include "sip/message/text.h"

#include <fmt/format.h>
#include <utility>

namespace sidetone::test {
namespace {

using sip::HeaderId;

const std::string kNobodysFingerprint =
    "sha-256 "
    "BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:BB:"
    "BB:BB:BB";

std::string parameter(std::string_view challenge, std::string_view name) {
  const std::string key = std::string(name) + "=\"";
  const std::size_t start = challenge.find(key);
  if (start == std::string_view::npos) return {};
  const std::size_t value = start + key.size();
  return std::string(challenge.substr(value, challenge.find('"', value) - value));
}

/// What a phone answers to a Digest challenge [RFC7616 §3.4].
std::string credentials(const ScriptedPhone::Account& account, std::string_view challenge,
                        const sip::Request& request) {
  const std::string realm = parameter(challenge, "realm"), nonce = parameter(challenge, "nonce");
  const bool sha = challenge.find("SHA-256") != std::string_view::npos;
  sip::Hasher hasher;
  const auto hash = [&](const std::string& text) {
    const auto algorithm = sha ? sip::DigestAlgorithm::kSha256 : sip::DigestAlgorithm::kMd5;
    return std::string(hasher.joined(algorithm, {text}).view());
  };
  const std::string ha1 = hash(account.number + ":" + realm + ":" + account.secret);
  const std::string ha2 = hash(request.method + ":" + request.uri);
  const std::string response = hash(ha1 + ":" + nonce + ":00000001:cafe:auth:" + ha2);
  return fmt::format(
      R"(Digest username="{}", realm="{}", nonce="{}", uri="{}", response="{}", algorithm={}, )"
      R"(qop=auth, nc=00000001, cnonce="cafe")",
      account.number, realm, nonce, request.uri, response, sha ? "SHA-256" : "MD5");
}

}  // namespace

ScriptedPhone::ScriptedPhone(Account account, sip::Peer line, std::uint64_t seed)
    : account_(std::move(account)),
      line_(std::move(line)),
      random_(seed),
      agent_({.user_agent = "ScriptedPhone"}, random_),
      register_call_id_(random_.token(16)) {}

sip::Request ScriptedPhone::register_request(int expires_seconds) {
  sip::Request request{.method = "REGISTER", .uri = "sip:" + account_.domain};
  const std::string self = fmt::format("<sip:{}@{}>", account_.number, account_.domain);
  request.headers.add(HeaderId::kFrom, self + ";tag=" + random_.token(8));
  const std::string& other = account_.registers_for;
  request.headers.add(HeaderId::kTo, other.empty() ? self : "<" + other + ">");
  request.headers.add(HeaderId::kCallId, register_call_id_);
  request.headers.add(HeaderId::kCSeq, fmt::format("{} REGISTER", ++register_cseq_));
  std::string user;
  sip::append_escaped(user, contact_user_.empty() ? account_.number : contact_user_,
                      sip::CharClass::kUser);
  std::string contact =
      fmt::format("<sip:{}@{}>;expires={}", user, line_.local.to_string(), expires_seconds);
  if (!account_.instance.empty()) {
    contact += fmt::format(";+sip.instance=\"{}\";reg-id=1", account_.instance);
    request.headers.add(HeaderId::kSupported, "outbound, path");
  }
  request.headers.add(HeaderId::kContact, contact);
  return request;
}

void ScriptedPhone::enroll(Instant now, int expires_seconds) {
  register_expires_ = expires_seconds;
  tried_credentials_ = false;
  agent_.request(line_, register_request(expires_seconds), now);
}

void ScriptedPhone::dial(std::string number, Instant now) {
  dialled_ = std::move(number);
  last_status_ = progress_ = 0;
  early_media_ = tried_credentials_ = false;
  begin_call(true);
  place_call({}, now);
}

sip::Uri ScriptedPhone::dialled_uri() const {
  return {.scheme = sips_ ? "sips" : "sip",
          .user = dialled_,
          .host = account_.dials_at.empty() ? account_.domain : account_.dials_at};
}

void ScriptedPhone::place_call(const sip::HeaderFields& credentials, Instant now) {
  state_ = State::kCalling;
  offer_ = late_offer_ ? std::string() : sdp();
  session_ = agent_.invite({.target = line_,
                            .uri = dialled_uri().to_string(),
                            .from = {.uri = {.user = account_.number, .host = account_.domain}},
                            .to = {.uri = dialled_uri()},
                            .contact_user = account_.number,
                            .extra = credentials,
                            .offer = offer_},
                           now);
}

void ScriptedPhone::answer(Instant now) {
  agent_.answer(session_, {.sdp = sdp()}, now);
  state_ = State::kTalking;
}

void ScriptedPhone::refuse(int status, Instant now) {
  agent_.refuse(session_, {.status = status}, now);
  end({.status = status});
}

void ScriptedPhone::hang_up(Instant now) {
  if (state_ == State::kIncoming) return refuse(486, now);
  agent_.hang_up(session_, "", now);
  end({});
}

void ScriptedPhone::change_direction(std::string direction, Instant now) {
  local_direction_ = std::move(direction);
  agent_.change_session(session_, sdp(), now);
}

void ScriptedPhone::handle_bytes(std::string_view bytes, Instant now) {
  agent_.handle_bytes(line_, bytes, now);
}

void ScriptedPhone::handle_time(Instant now) {
  agent_.handle_time(now);
}

std::optional<sip::Datagram> ScriptedPhone::poll(Instant now) {
  while (auto output = agent_.poll()) {
    if (auto* transmit = std::get_if<sip::UserAgent::Transmit>(&*output)) {
      return std::move(transmit->datagram);
    }
    std::visit([&](const auto& event) { handle(event, now); }, *output);
  }
  return std::nullopt;
}

void ScriptedPhone::handle(const sip::UserAgent::IncomingInvite& event, Instant now) {
  if (state_ != State::kIdle) return agent_.refuse(event.session, {.status = 486}, now);
  begin_call(false);
  session_ = event.session;
  state_ = State::kIncoming;
  remote_sdp_ = event.offer;
  headers_ = event.request.headers;
  caller_ = sip::parse_name_addr(*headers_.find(HeaderId::kFrom)).value();
  if (refuses_at_once_ != 0) return refuse(refuses_at_once_, now);
  if (answers_at_once_) return answer(now);
  agent_.ring(
      session_,
      {.status = sends_early_media_ ? 183 : 180, .sdp = sends_early_media_ ? sdp() : std::string()},
      now);
}

void ScriptedPhone::handle(const sip::UserAgent::IncomingRequest& event, Instant now) {
  agent_.respond(event.transaction, sip::make_response(event.request, 200, "phone"), now);
}

void ScriptedPhone::handle(const sip::UserAgent::Progress& event, Instant) {
  progress_ = event.status;
  headers_ = event.headers;
  early_media_ = early_media_ || !event.sdp.empty();
}

void ScriptedPhone::handle(const sip::UserAgent::Answered& event, Instant now) {
  state_ = State::kTalking;
  last_status_ = 200;
  remote_sdp_ = event.sdp;
  headers_ = event.headers;
  if (late_offer_) agent_.complete_offer(session_, sdp(), now);
}

void ScriptedPhone::handle(const sip::UserAgent::Refused& event, Instant now) {
  const auto challenge = event.headers.find(HeaderId::kWwwAuthenticate);
  if (event.ending.status == 401 && challenge && !tried_credentials_) {
    tried_credentials_ = true;
    sip::HeaderFields headers;
    headers.add(HeaderId::kAuthorization,
                credentials(account_, *challenge,
                            sip::Request{.method = "INVITE", .uri = dialled_uri().to_string()}));
    return place_call(headers, now);
  }
  last_status_ = event.ending.status;
  headers_ = event.headers;
  end(event.ending);
}

void ScriptedPhone::handle(const sip::UserAgent::Cancelled& event, Instant) {
  end(event.ending);
}

void ScriptedPhone::handle(const sip::UserAgent::Acknowledged& event, Instant) {
  if (!event.sdp.empty()) remote_sdp_ = event.sdp;
}

void ScriptedPhone::handle(const sip::UserAgent::Offer& event, Instant now) {
  if (!event.offer.empty()) remote_sdp_ = event.offer;
  agent_.accept_offer(event.session, sdp(), now);
}

void ScriptedPhone::handle(const sip::UserAgent::Ended& event, Instant) {
  end(event.ending);
}

void ScriptedPhone::handle(const sip::UserAgent::ResponseReceived& event, Instant now) {
  const auto challenge = event.response.headers.find(HeaderId::kWwwAuthenticate);
  if (event.response.status == 401 && challenge && !tried_credentials_) {
    tried_credentials_ = true;
    sip::Request request = register_request(register_expires_);
    request.headers.add(HeaderId::kAuthorization, credentials(account_, *challenge, request));
    agent_.request(line_, std::move(request), now);
    return;
  }
  last_status_ = event.response.status;
  enrolled_ = event.response.success() && register_expires_ > 0;
}

void ScriptedPhone::begin_call(bool placed) {
  constexpr std::uint16_t kFirst = 30000, kLast = 60000;
  media_port_ = media_port_ < kFirst || media_port_ >= kLast
                    ? kFirst
                    : static_cast<std::uint16_t>(media_port_ + 2);
  placed_call_ = placed;
  remote_sdp_.clear();
}

void ScriptedPhone::end(const sip::Ending& ending) {
  state_ = State::kIdle;
  ending_ = ending;
}

std::optional<std::string> ScriptedPhone::header(std::string_view name) const {
  const auto value = headers_.find(name);
  return value ? std::optional(std::string(*value)) : std::nullopt;
}

std::string ScriptedPhone::sdp() const {
  std::string formats, lines;
  for (const std::string& codec : codecs_) {
    formats += " " + codec.substr(0, codec.find(' '));
    lines += "a=rtpmap:" + codec + "\r\n";
  }
  const bool browser = !account_.instance.empty();
  const std::string ip = line_.local.ip.to_string();
  std::string text = fmt::format(
      "v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\n"
      "m=audio {5} {1}{2} 101\r\n{3}a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
      "a={4}\r\n",
      ip, browser ? "UDP/TLS/RTP/SAVPF" : "RTP/AVP", formats, lines, local_direction_, media_port_);
  if (!browser) return text;
  const bool answering = state_ == State::kIncoming || !remote_sdp_.empty();
  text += fmt::format(
      "a=mid:0\r\na=rtcp-mux\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=setup:{}\r\n"
      "a=fingerprint:{}\r\n",
      ice_ufrag(), "aaaaaaaaaaaaaaaaaaaaaaaa", answering ? "active" : "actpass",
      account_.fingerprint.empty() ? kNobodysFingerprint : account_.fingerprint);
  return text;
}

}  // namespace sidetone::test
