#include "api/json.h"

#include <chrono>
#include <ctime>
#include <fmt/format.h>

namespace sidetone::api {

std::string rfc3339(std::int64_t wall_us) {
  const std::time_t seconds = wall_us / 1'000'000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     wall_us / 1'000 % 1'000);
}

Json optional_time(std::int64_t wall_us) {
  return wall_us == 0 ? Json(nullptr) : Json(rfc3339(wall_us));
}

namespace {

std::string_view word_of(call::CallState state) {
  switch (state) {
    case call::CallState::kRinging:
      return "ringing";
    case call::CallState::kEarly:
      return "early";
    case call::CallState::kConfirmed:
      return "confirmed";
    case call::CallState::kEnded:
      return "ended";
  }
  return "ended";
}

}  // namespace

Json live_call(const call::CallView& view) {
  return {{"id", view.id},
          {"state", word_of(view.state)},
          {"direction", view.outgoing ? "out" : "in"},
          {"peer",
           {{"number", view.peer_number},
            {"name", view.peer_name.empty() ? Json(nullptr) : Json(view.peer_name)}}},
          {"startedAt", rfc3339(view.started_us)},
          {"answeredAt", optional_time(view.answered_us)}};
}

std::string_view EndedCallView::result() const {
  using enum call::CallResult;
  switch (cdr_.result) {
    case kAnswered:
      return "answered";
    case kBusy:
      return "busy";
    case kDeclined:
      return "declined";
    case kFailed:
      return "failed";
    case kMissed:
    case kCancelled:
      return outgoing_ ? "cancelled" : "missed";
    case kNoAnswer:
      return outgoing_ ? "no_answer" : "missed";
  }
  return "failed";
}

Json EndedCallView::cause() const {
  const bool missed = !outgoing_ && result() == "missed";
  const bool cancelled = outgoing_ && result() == "cancelled";
  const std::string text = missed ? "Missed" : cancelled ? "Cancelled" : cdr_.cause;
  return {{"sipStatus", cdr_.sip_status == 0 ? Json(nullptr) : Json(cdr_.sip_status)},
          {"text", text}};
}

Json EndedCallView::history_item() const {
  const std::string& number = outgoing_ ? cdr_.dialled : cdr_.caller_number;
  const std::string& name = outgoing_ ? cdr_.callee_name : cdr_.caller_name;
  const std::int64_t talked = cdr_.answered_us == 0 ? 0 : cdr_.ended_us - cdr_.answered_us;
  return {{"id", cdr_.id},
          {"direction", outgoing_ ? "out" : "in"},
          {"peer", {{"number", number}, {"name", name.empty() ? Json(nullptr) : Json(name)}}},
          {"startedAt", rfc3339(cdr_.started_us)},
          {"answeredAt", optional_time(cdr_.answered_us)},
          {"endedAt", rfc3339(cdr_.ended_us)},
          {"durationSeconds", talked / 1'000'000},
          {"result", result()},
          {"cause", cause()}};
}

Json EndedCallView::ended_call() const {
  return {{"id", cdr_.id},
          {"state", "ended"},
          {"endedAt", rfc3339(cdr_.ended_us)},
          {"result", result()},
          {"cause", cause()}};
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sidetone::api
