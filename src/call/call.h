#pragma once

#include "base/time.h"
#include "call/cdr.h"
#include "sip/user_agent.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sidetone::call {

/// Position of a leg in its call: the caller is 0, the phones that ring are 1, 2, …
using LegIndex = std::size_t;
inline constexpr LegIndex kCaller = 0;

// What a call asks of the switchboard that runs it. Values only.
struct Dial {
  LegIndex leg = 0;
  bool operator==(const Dial&) const = default;
};
/// 180 to the caller, who makes the ringback tone.
struct RingCaller {
  bool operator==(const RingCaller&) const = default;
};
/// 183 to the caller, who from now on hears what this leg sends before it answers.
struct RelayEarlyMedia {
  LegIndex leg = 0;
  bool operator==(const RelayEarlyMedia&) const = default;
};
/// The phone that the caller heard is out of it, others still ring: the caller hears ringback.
struct PlayRingback {
  bool operator==(const PlayRingback&) const = default;
};
/// 200 to the caller; both hear each other.
struct AcceptCaller {
  LegIndex leg = 0;
  bool operator==(const AcceptCaller&) const = default;
};
struct RefuseCaller {
  int status = 480;
  int q850_cause = 0;  ///< 0: no Reason header.
  bool operator==(const RefuseCaller&) const = default;
};
/// CANCEL while it rings, BYE once it answered: the user agent knows which.
enum class ReleaseReason {
  kHangUp,
  kAnsweredElsewhere,
  kCallerGone,
  kNoAnswer,
  kDeclinedElsewhere,
  kMediaLost,
};
struct Release {
  LegIndex leg = 0;
  ReleaseReason reason = ReleaseReason::kHangUp;
  bool operator==(const Release&) const = default;
};
/// The call is over; nothing follows.
struct Finish {
  CallResult result = CallResult::kFailed;
  int sip_status = 0;
  int q850_cause = 0;
  bool caller_hung_up = false;
  bool operator==(const Finish&) const = default;
};
using CallCommand = std::variant<Dial, RingCaller, PlayRingback, RelayEarlyMedia, AcceptCaller,
                                 RefuseCaller, Release, Finish>;
using CallCommands = std::vector<CallCommand>;

/// One call from a caller to the phones of one extension (S18, S20–S25): who rings, who wins, what
/// the caller is told. Decides only; sends nothing.
///
///   state    event                     does                                       next
///   -------  ------------------------  -----------------------------------------  -------
///   Ringing  18x                       RingCaller, once                           Ringing
///            18x with SDP              RelayEarlyMedia of the first such leg      Ringing
///            that leg refuses          PlayRingback, while others ring            Ringing
///            2xx                       AcceptCaller; the others are released      Talking
///            6xx                       the others are released, RefuseCaller      Over
///            last leg refused          RefuseCaller with the best of all answers  Over
///            caller's CANCEL           all are released                           Over
///            patience over             all are released, RefuseCaller(480, 19)    Over
///   Talking  BYE                       the other is released                      Over
///            media lost                both are released                          Over
///   Server   BYE, hang-up              finish                                     Over
///   any but  late 2xx                  that leg is released                       same
///   Ringing
///
/// Here a CANCEL that crosses a 200 is decided (R1): whichever handle is called first wins. After
/// the caller's CANCEL a 2xx finds the state Over and is released with BYE; after a 2xx the user
/// agent answers the CANCEL by itself and no on_caller_cancelled() comes, unless the 2xx to the
/// caller was held back for its PRACK: then it never leaves, and the callee is released.
class Call {
 public:
  struct Ringing {
    Instant give_up_at;
    bool told_ringing = false;
    std::optional<LegIndex> early_leg;
  };
  struct Talking {
    LegIndex callee = 0;
  };
  /// The server itself is the other party: the echo test.
  struct TalkingToServer {};
  struct Over {};
  using State = std::variant<Ringing, Talking, TalkingToServer, Over>;

  /// `phones` legs (1 … phones) are to ring for at most `patience`.
  Call(std::size_t phones, Duration patience, Instant now);
  /// A call that the server answers by itself.
  [[nodiscard]] static Call answered_by_server();

  /// Dials all of them; with none, refuses at once: nobody is registered.
  [[nodiscard]] CallCommands start();
  [[nodiscard]] CallCommands on_progress(LegIndex leg, bool has_media);
  [[nodiscard]] CallCommands on_answered(LegIndex leg);
  [[nodiscard]] CallCommands on_refused(LegIndex leg, const sip::Ending& ending);
  [[nodiscard]] CallCommands on_caller_cancelled();
  /// BYE from a leg, or its session timer: its session is gone.
  [[nodiscard]] CallCommands on_ended(LegIndex leg);
  /// The leg's media is gone for good while its session still stands: both are released.
  [[nodiscard]] CallCommands on_media_lost(LegIndex leg);
  /// Somebody with the right to do so ends the call from outside (API, shutdown).
  [[nodiscard]] CallCommands hang_up();
  [[nodiscard]] CallCommands on_time(Instant now);

  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] bool rang() const { return rang_; }

 private:
  Call() : state_(TalkingToServer{}) {}
  void release_ringing(ReleaseReason reason, CallCommands& commands);
  CallCommands refuse(int status, int q850_cause, CallResult result);
  CallCommands end_talking(LegIndex gone, LegIndex other);

  State state_;
  std::vector<LegIndex> ringing_;  ///< Dialled and not decided yet.
  std::vector<int> refusals_;      ///< Status of each leg that said no.
  bool rang_ = false;
};

/// The one answer for the caller when all phones refused [RFC3261 §16.7 step 6]: a 6xx wins; a
/// busy phone says more than a missing one; 480 when nothing better was said.
[[nodiscard]] int best_refusal(const std::vector<int>& statuses);

}  // namespace sidetone::call
