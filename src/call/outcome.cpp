#include "call/outcome.h"

#include <fmt/format.h>

namespace sidetone::call {
namespace {

std::string_view words_of_failure(int status) {
  switch (status) {
    case 403:
      return "Not allowed";
    case 404:
      return "No such extension";
    case 480:
      return "Not available";
    case 488:
      return "No common codec";
    case 503:
      return "All lines are busy";
    default:
      return "Call failed";
  }
}

std::string_view words_of_cause(int cause) {
  switch (cause) {
    case 16:
      return "Call ended";
    case 17:
      return "Busy";
    case 19:
      return "No answer";
    case 20:
      return "Not available";
    case 21:
      return "Declined";
    default:
      return "Call failed";
  }
}

}  // namespace

std::string_view words_of(const Finish& finish) {
  switch (finish.result) {
    case CallResult::kAnswered:
      return "Call ended";
    case CallResult::kMissed:
      return "Missed";
    case CallResult::kNoAnswer:
      return "No answer";
    case CallResult::kBusy:
      return "Busy";
    case CallResult::kDeclined:
      return "Declined";
    case CallResult::kCancelled:
      return "Cancelled";
    case CallResult::kFailed:
      return words_of_failure(finish.sip_status);
  }
  return "Call failed";
}

std::string reason_of(ReleaseReason reason) {
  switch (reason) {
    case ReleaseReason::kAnsweredElsewhere:
      // [RFC3326 §3.1] the phone that did not win shows no missed call.
      return R"(SIP;cause=200;text="Call completed elsewhere")";
    case ReleaseReason::kDeclinedElsewhere:
      return R"(SIP;cause=603;text="Declined")";
    case ReleaseReason::kCallerGone:
      return R"(SIP;cause=487;text="Caller hung up")";
    case ReleaseReason::kNoAnswer:
      return R"(Q.850;cause=19;text="No answer")";
    case ReleaseReason::kMediaLost:
      return R"(Q.850;cause=41;text="Media lost")";
    case ReleaseReason::kHangUp:
      return q850_reason(16);
  }
  return {};
}

std::string q850_reason(int cause) {
  if (cause == 0) return {};
  return fmt::format(R"(Q.850;cause={};text="{}")", cause, words_of_cause(cause));
}

}  // namespace sidetone::call
