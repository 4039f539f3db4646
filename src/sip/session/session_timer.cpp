#include "sip/session/session_timer.h"

#include "sip/message/text.h"
#include "sip/transaction/header_values.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

using std::chrono::seconds;

constexpr seconds kAbsoluteMinimum{90};  // [RFC4028 §4]
constexpr seconds kLead{32};             // [RFC4028 §10]

std::optional<seconds> seconds_of(std::optional<std::string_view> value) {
  if (!value) return std::nullopt;
  const auto number = parse_delta_seconds(bare_value_of(*value));
  if (!number) return std::nullopt;
  return seconds(*number);
}

}  // namespace

void SessionTimer::start(seconds interval, Refresher refresher, Instant now) {
  stop();
  if (refresher == Refresher::kNobody) return;
  interval_ = std::max(interval, kAbsoluteMinimum);
  refresher_ = refresher;
  // [RFC4028 §10] "It is RECOMMENDED that this refresh be sent once half the session interval has
  // elapsed."
  if (refresher == Refresher::kUs) refresh_at_ = now + interval_ / 2;
  // [RFC4028 §10] "if the side not performing refreshes does not receive a session refresh request
  // before the session expiration, it SHOULD send a BYE to terminate the session, slightly before
  // the session expiration. The minimum of 32 seconds and one third of the session interval is
  // RECOMMENDED." A refresher whose refreshes fail ends it at the same time.
  expires_at_ = now + interval_ - std::min(kLead, interval_ / 3);
}

void SessionTimer::stop() {
  *this = SessionTimer();
}

void SessionTimer::refresh_again(Instant at) {
  if (refresher_ == Refresher::kUs) refresh_at_ = at;
}

SessionTimer::Due SessionTimer::handle_time(Instant now) {
  if (now >= expires_at_) return Due::kExpired;
  if (now < refresh_at_) return Due::kNothing;
  refresh_at_ = kNever;
  return Due::kRefresh;
}

Instant SessionTimer::deadline() const {
  return std::min(refresh_at_, expires_at_);
}

TimerLines timer_lines_of(const HeaderFields& headers) {
  const auto expires = headers.find(HeaderId::kSessionExpires);
  return {.interval = seconds_of(expires),
          .min_se = seconds_of(headers.find(HeaderId::kMinSe)),
          .refresher = lower(parameter_of(expires.value_or(""), "refresher")),
          .supported = headers.has_token(HeaderId::kSupported, "timer") ||
                       headers.has_token(HeaderId::kRequire, "timer")};
}

Expected<TimerAnswer, seconds> answer_timer(const TimerLines& request, const TimerWish& wish) {
  // [RFC4028 §9] "If an incoming request contains a Supported header field with a value 'timer' and
  // a Session Expires header field, the UAS MAY reject the INVITE request with a 422 (Session
  // Interval Too Small) response". A peer without timers could make nothing of it: with that one
  // our own interval holds, and we refresh.
  if (request.supported && request.interval && *request.interval < wish.min_se) {
    return unexpected(wish.min_se);
  }
  seconds interval = wish.interval;
  // [RFC4028 §9] "The UAS MUST NOT increase the value of the Session-Expires header field", and may
  // not go below the Min-SE of those who asked for one.
  if (request.supported && request.interval) interval = std::min(interval, *request.interval);
  if (request.min_se) interval = std::max(interval, *request.min_se);
  return TimerAnswer{.interval = std::max(interval, kAbsoluteMinimum),
                     .peer_refreshes = request.supported && request.refresher != "uas"};
}

void put_timer_request(HeaderFields& headers, const TimerWish& wish,
                       SessionTimer::Refresher present) {
  std::string expires = std::to_string(wish.interval.count());
  // [RFC4028 §7.4] a refresh names the refresher that the session has already.
  if (present == SessionTimer::Refresher::kUs) expires += ";refresher=uac";
  if (present == SessionTimer::Refresher::kPeer) expires += ";refresher=uas";
  headers.add(HeaderId::kSessionExpires, std::move(expires));
  headers.add(HeaderId::kMinSe, std::to_string(wish.min_se.count()));
}

void put_timer_answer(HeaderFields& headers, const TimerAnswer& answer) {
  headers.add(HeaderId::kSessionExpires,
              std::to_string(answer.interval.count()) +
                  (answer.peer_refreshes ? ";refresher=uac" : ";refresher=uas"));
  // [RFC4028 §9] "If the refresher parameter in the Session-Expires header field in the 2xx
  // response has a value of 'uac', the UAS MUST place a Require header field into the response with
  // the value 'timer'."
  if (answer.peer_refreshes) headers.add(HeaderId::kRequire, "timer");
}

}  // namespace sidetone::sip
