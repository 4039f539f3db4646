#pragma once

#include "base/expected.h"
#include "base/time.h"
#include "sip/message/message.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// How long a session may live without a sign of the peer, and who gives the sign [RFC4028]. A pure
/// clock: it says when to refresh and when to end; whoever owns it does so.
///
///   refresher     refresh due at  given up at
///   ------------  --------------  -----------------------------------
///   kUs           interval / 2    interval - min(32 s, interval / 3)
///   kPeer         –               interval - min(32 s, interval / 3)
///   kNobody       –               –
class SessionTimer {
 public:
  enum class Refresher { kNobody, kUs, kPeer };
  enum class Due { kNothing, kRefresh, kExpired };

  void start(std::chrono::seconds interval, Refresher refresher, Instant now);
  void stop();
  /// A refresh failed without ending the session: the next try.
  void refresh_again(Instant at);

  /// What has fallen due; kRefresh is said once per start().
  [[nodiscard]] Due handle_time(Instant now);
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] Refresher refresher() const { return refresher_; }
  [[nodiscard]] std::chrono::seconds interval() const { return interval_; }

 private:
  std::chrono::seconds interval_{0};
  Refresher refresher_ = Refresher::kNobody;
  Instant refresh_at_ = kNever;
  Instant expires_at_ = kNever;
};

/// What we want: of UserAgent::Config.
struct TimerWish {
  std::chrono::seconds interval{1800};
  std::chrono::seconds min_se{90};
};

/// The timer lines of a request or a 2xx.
struct TimerLines {
  std::optional<std::chrono::seconds> interval;  ///< Session-Expires.
  std::optional<std::chrono::seconds> min_se;
  std::string refresher;   ///< "uac", "uas" or "".
  bool supported = false;  ///< Supported or Require: timer.
};
[[nodiscard]] TimerLines timer_lines_of(const HeaderFields& headers);

/// What our 2xx to an INVITE or UPDATE says.
struct TimerAnswer {
  std::chrono::seconds interval{0};
  bool peer_refreshes = false;  ///< refresher=uac; then Require: timer goes with it.
};
/// [RFC4028 §9] Error: 422 with that Min-SE is due, the peer's interval is too short.
[[nodiscard]] Expected<TimerAnswer, std::chrono::seconds> answer_timer(const TimerLines& request,
                                                                       const TimerWish& wish);

void put_timer_request(HeaderFields& headers, const TimerWish& wish,
                       SessionTimer::Refresher present);
void put_timer_answer(HeaderFields& headers, const TimerAnswer& answer);

}  // namespace sidetone::sip
