#include "rtc/ice_lite/ice_lite.h"

#include "rtc/stun/stun_writer.h"

#include <algorithm>
#include <array>

namespace sidetone::rtc {
namespace {

constexpr std::array kKnownAttributes{StunAttribute::kUsername, StunAttribute::kMessageIntegrity,
                                      StunAttribute::kMessageIntegritySha256,
                                      StunAttribute::kPriority, StunAttribute::kUseCandidate};

std::string_view reason_of(int code) {
  switch (code) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthenticated";
    case 420:
      return "Unknown Attribute";
    default:
      return "Role Conflict";
  }
}

StunWriter response_to(const StunView& request, StunClass message_class) {
  return StunWriter({.message_class = message_class, .transaction_id = request.transaction_id()});
}

}  // namespace

IceLite::IceLite(IceCredentials local, std::optional<IceCredentials> remote)
    : session_{std::move(local), std::move(remote)} {}

void IceLite::restart(IceCredentials local) {
  if (!former_) former_ = std::move(session_);
  session_ = {.local = std::move(local)};
}

void IceLite::handle_message(const StunView& message, const IcePath& path, Instant now) {
  const bool damaged =
      message.find(StunAttribute::kFingerprint).has_value() && !message.has_fingerprint();
  if (damaged || !message.is(StunClass::kRequest, StunMethod::kBinding)) {
    ++counters_.dropped;
    return;
  }
  // [RFC8489 §9.1.3] "If the message does not contain 1) a MESSAGE-INTEGRITY or a
  // MESSAGE-INTEGRITY-SHA256 attribute and 2) a USERNAME attribute … error code of 400".
  const auto username = message.text(StunAttribute::kUsername);
  const bool is_signed = message.find(StunAttribute::kMessageIntegrity).has_value() ||
                         message.find(StunAttribute::kMessageIntegritySha256).has_value();
  if (!username || !is_signed) {
    ++counters_.malformed;
    return refuse(message, path, {.code = 400});
  }
  // [RFC8489 §9.1.3] "If the USERNAME does not contain a username value currently valid within
  // the server … error code of 401 (Unauthenticated)", and likewise a wrong signature.
  const Signing signing = signing_of(message, *username);
  if (signing.signature == Signature::kNone) {
    ++counters_.unauthorized;
    return refuse(message, path, {.code = 401});
  }
  handle_authentic({.message = message, .signing = signing}, path, now);
}

void IceLite::handle_authentic(const Authentic& request, const IcePath& path, Instant now) {
  if (!request.message.unknown_attributes(kKnownAttributes).empty()) {
    ++counters_.unknown;
    return refuse(request.message, path, {.code = 420, .signing = request.signing});
  }
  // [RFC8445 §7.3.1.1] "If the agent is in the controlled role, and the ICE-CONTROLLED attribute
  // is present in the request", one of the two has to change. [RFC8445 §6.1.1] "The full agent
  // MUST take the controlling role": it is never us, whatever the tie-breakers say.
  if (request.message.find(StunAttribute::kIceControlled)) {
    ++counters_.role_conflicts;
    return refuse(request.message, path, {.code = 487, .signing = request.signing});
  }
  ++counters_.accepted;
  succeed(request, path);
  remember(path, now);
  // [RFC8445 §7.3.2] "If the controlled agent receives a Binding request with the USE-CANDIDATE
  // attribute set, … The agent sets the nominated flag for that pair to true." A peer that
  // nominates again has moved: the latest is where it wants its media.
  if (request.message.find(StunAttribute::kUseCandidate)) nominate(path);
  if (request.signing.session == &session_) former_.reset();
}

bool IceLite::names(const Session& session, std::string_view username) {
  // [RFC8445 §7.2.2] "formed by concatenating the username fragment provided by the peer with the
  // username fragment of the ICE agent sending the request, separated by a colon".
  const std::size_t colon = username.find(':');
  if (colon == std::string_view::npos || username.substr(0, colon) != session.local.ufrag) {
    return false;
  }
  return !session.remote || username.substr(colon + 1) == session.remote->ufrag;
}

IceLite::Signing IceLite::signing_of(const StunView& request, std::string_view username) const {
  const Session* session = &session_;
  if (!names(session_, username)) {
    if (!former_ || !names(*former_, username)) return {};
    session = &*former_;
  }
  const Bytes key = bytes_of(session->local.password);
  if (request.find(StunAttribute::kMessageIntegritySha256)) {
    return request.has_integrity_sha256(key) ? Signing{Signature::kSha256, session} : Signing{};
  }
  return request.has_integrity(key) ? Signing{Signature::kSha1, session} : Signing{};
}

void IceLite::succeed(const Authentic& request, const IcePath& path) {
  StunWriter response = response_to(request.message, StunClass::kSuccess);
  response.add_address(StunAttribute::kXorMappedAddress, path.remote);
  send(response, path, request.signing);
}

void IceLite::refuse(const StunView& request, const IcePath& path, Refusal refusal) {
  StunWriter response = response_to(request, StunClass::kError);
  response.add_error(refusal.code, reason_of(refusal.code));
  if (refusal.code == 420) {
    response.add_unknown_attributes(request.unknown_attributes(kKnownAttributes));
  }
  send(response, path, refusal.signing);
}

void IceLite::send(StunWriter& response, const IcePath& path, const Signing& signing) {
  // [RFC8489 §9.1.3] "If any of the checks fail, a server MUST NOT include a
  // MESSAGE-INTEGRITY-SHA256, MESSAGE-INTEGRITY, or USERNAME attribute"; all other responses are
  // signed as the request was.
  if (signing.session != nullptr) {
    const Bytes key = bytes_of(signing.session->local.password);
    if (signing.signature == Signature::kSha1) response.add_integrity(key);
    if (signing.signature == Signature::kSha256) response.add_integrity_sha256(key);
  }
  response.add_fingerprint();
  outputs_.push_back(Transmit{.bytes = response.take(), .path = path});
}

void IceLite::remember(const IcePath& path, Instant now) {
  const auto known = std::ranges::find(valid_, path, &Valid::path);
  if (known != valid_.end()) {
    known->checked_at = now;
    return;
  }
  if (valid_.size() == kMaxPaths) {
    const auto age = [&](const Valid& valid) {
      return nominated_ == valid.path ? Instant::max() : valid.checked_at;
    };
    valid_.erase(std::ranges::min_element(valid_, {}, age));
  }
  valid_.push_back({.path = path, .checked_at = now});
}

void IceLite::nominate(const IcePath& path) {
  if (nominated_ == path) return;
  nominated_ = path;
  outputs_.push_back(Nominated{path});
}

void IceLite::handle_time(Instant now) {
  // [RFC7675 §5.1] "Consent expires after 30 seconds."
  const auto expired = [&](const Valid& valid) { return valid.checked_at + kConsent <= now; };
  if (std::erase_if(valid_, expired) == 0) return;
  if (valid_.empty()) {
    nominated_.reset();
    outputs_.push_back(ConsentLost{});
    return;
  }
  if (nominated_ && !is_valid(*nominated_)) nominate(freshest()->path);
}

std::optional<IceLite::Output> IceLite::poll() {
  if (outputs_.empty()) return std::nullopt;
  Output output = std::move(outputs_.front());
  outputs_.pop_front();
  return output;
}

Instant IceLite::deadline() const {
  const auto oldest = std::ranges::min_element(valid_, {}, &Valid::checked_at);
  return oldest == valid_.end() ? kNever : oldest->checked_at + kConsent;
}

bool IceLite::is_valid(const IcePath& path) const {
  return std::ranges::find(valid_, path, &Valid::path) != valid_.end();
}

std::optional<IcePath> IceLite::selected() const {
  if (nominated_) return nominated_;
  const Valid* const best = freshest();
  return best != nullptr ? std::optional(best->path) : std::nullopt;
}

const IceLite::Valid* IceLite::freshest() const {
  const auto best = std::ranges::max_element(valid_, {}, &Valid::checked_at);
  return best == valid_.end() ? nullptr : &*best;
}

}  // namespace sidetone::rtc
