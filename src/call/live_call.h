#pragma once

#include "call/call.h"
#include "call/cdr.h"
#include "call/leg_media.h"
#include "call/view.h"
#include "directory/directory.h"
#include "sip/register/binding.h"
#include "sip/user_agent.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::call {

/// One leg of a live call: its SIP session, its media, and what the CDR will say of it.
struct Leg {
  sip::SessionId session;         ///< 0 before it is dialled and after its session ended.
  std::optional<LegMedia> media;  ///< While a worker knows it.
  sip::Peer peer;
  sip::Binding target;                ///< Whom we dial; unused for the caller.
  std::vector<sdp::Security> to_try;  ///< What to offer next when this offer is refused with 488.
  CdrLeg record;
};

/// Everything that one call is between its INVITE and its CDR. Values only.
struct LiveCall {
  std::uint64_t key = 0;
  Call machine;
  std::vector<Leg> legs;  ///< The caller's first.
  std::size_t worker = 0;
  Cdr cdr;
  CallState state = CallState::kRinging;

  sip::Sdp caller_offer;  ///< Empty: it left the offer to us.
  bool sips = false;      ///< Nobody on the way may read it.
  std::vector<sdp::Codec> caller_codecs;
  sdp::Security caller_security = sdp::Security::kNone;
  sip::Sdp caller_answer;  ///< Once sent with 183 it must be the same with 200.

  std::optional<Finish> finish;
  std::size_t open_media = 0;  ///< Legs whose LegRemoved has not come yet.
  Instant write_by = kNever;   ///< The CDR waits no longer for media statistics.

  [[nodiscard]] Leg& caller() { return legs.front(); }
};

/// What each of the two extensions sees of it.
[[nodiscard]] CallView caller_view(const LiveCall& call);
[[nodiscard]] std::optional<CallView> callee_view(const LiveCall& call);

}  // namespace sidetone::call
