#pragma once

#include "base/address.h"
#include "base/time.h"
#include "rtc/stun/stun_view.h"

#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sidetone::rtc {

class StunWriter;

/// A way between us and the peer: which of our sockets, and the address at the other end.
struct IcePath {
  SocketAddress remote;
  std::uint32_t socket = 0;  // Our owner's index; we only compare it.

  auto operator<=>(const IcePath&) const = default;
};

struct IceCredentials {
  std::string ufrag;
  std::string password;
};

/// What was refused, for counters.
struct IceLiteCounters {
  std::uint64_t accepted = 0;
  std::uint64_t malformed = 0;       // 400: no USERNAME or no integrity.
  std::uint64_t unauthorized = 0;    // 401: another ufrag or a wrong password.
  std::uint64_t unknown = 0;         // 420: an attribute that must be understood.
  std::uint64_t role_conflicts = 0;  // 487.
  std::uint64_t dropped = 0;         // No binding request, or a wrong fingerprint.
};

/// Answers the peer's connectivity checks for one leg: the lite side of ICE, always controlled,
/// on a public address. [RFC8445 §2.5, §7.3, Appendix A]
///
///   event                         does                                        output
///   ----------------------------  ------------------------------------------  ---------------
///   authentic check               path is validated, consent is fresh         Transmit success
///   authentic, USE-CANDIDATE      also: path is nominated if it was not       Nominated
///   authentic, ICE-CONTROLLED     nothing: the peer must take control         Transmit 487
///   not authentic                 nothing but a counter                       Transmit 400/401
///   no check on a path for 30 s   the path is forgotten; if it was nominated  Nominated
///   [RFC7675 §5.1]                the freshest validated one takes its place
///   the last path was forgotten   back to the start                           ConsentLost
///   restart()                     checks of the new session count too; its
///                                 first authentic one ends the former session
///
/// A lite agent sends no checks: the full peer's own checks, which it repeats to keep consent
/// with us, prove that it still wants what we send. Before a path is nominated, the freshest
/// validated path counts. A source is learnt by its first authentic check, whether it was
/// announced in SDP or not (peer-reflexive); the latest nomination wins.
///
/// Owner's duty: call one handle_*(), drain poll(), sleep until deadline(); send media and
/// accept DTLS on validated paths only.
class IceLite {
 public:
  static constexpr std::size_t kMaxPaths = 16;
  static constexpr Duration kConsent = std::chrono::seconds(30);

  struct Transmit {
    std::vector<std::uint8_t> bytes;
    IcePath path;
  };
  /// Where media goes from now on.
  struct Nominated {
    IcePath path;
  };
  /// Nothing may be sent any more, until the peer checks again.
  struct ConsentLost {};
  using Output = std::variant<Transmit, Nominated, ConsentLost>;

  explicit IceLite(IceCredentials local, std::optional<IceCredentials> remote = {});
  /// Once the peer's SDP is here: from then on checks must come from its ufrag too.
  void set_remote(IceCredentials remote) { session_.remote = std::move(remote); }
  /// The peer began a new session [RFC8445 §9]: these are our credentials for it, set_remote() its
  /// own. Media goes on over the paths of the former session until they are replaced.
  void restart(IceCredentials local);

  /// A STUN message that came over `path`.
  void handle_message(const StunView& message, const IcePath& path, Instant now);
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll();
  [[nodiscard]] Instant deadline() const;

  /// Whether the peer proved to hold our password over this path, lately.
  [[nodiscard]] bool is_valid(const IcePath& path) const;
  /// Where to send: the nominated path, else the freshest validated one.
  [[nodiscard]] std::optional<IcePath> selected() const;
  [[nodiscard]] std::optional<IcePath> nominated() const { return nominated_; }
  [[nodiscard]] const IceCredentials& local() const { return session_.local; }
  [[nodiscard]] const IceLiteCounters& counters() const { return counters_; }

 private:
  struct Valid {
    IcePath path;
    Instant checked_at;
  };
  struct Session {
    IceCredentials local;
    std::optional<IceCredentials> remote;
  };
  enum class Signature : std::uint8_t { kNone, kSha1, kSha256 };
  struct Signing {
    Signature signature = Signature::kNone;
    const Session* session = nullptr;  ///< Whose password it is.
  };
  struct Authentic {
    StunView message;
    Signing signing;
  };
  struct Refusal {
    int code = 0;
    Signing signing;
  };

  [[nodiscard]] static bool names(const Session& session, std::string_view username);
  [[nodiscard]] Signing signing_of(const StunView& request, std::string_view username) const;
  void handle_authentic(const Authentic& request, const IcePath& path, Instant now);
  void succeed(const Authentic& request, const IcePath& path);
  void refuse(const StunView& request, const IcePath& path, Refusal refusal);
  void send(StunWriter& response, const IcePath& path, const Signing& signing);
  void remember(const IcePath& path, Instant now);
  void nominate(const IcePath& path);
  [[nodiscard]] const Valid* freshest() const;

  Session session_;
  std::optional<Session> former_;  ///< Until the peer has used the new one.
  std::vector<Valid> valid_;
  std::optional<IcePath> nominated_;
  IceLiteCounters counters_;
  std::deque<Output> outputs_;
};

}  // namespace sidetone::rtc
