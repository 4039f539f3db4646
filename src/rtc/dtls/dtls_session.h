#pragma once

#include "base/time.h"
#include "rtc/dtls/dtls_certificate.h"
#include "rtc/srtp/srtp_keys.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sidetone::rtc {

/// Agrees with the other end of a validated ICE pair on the keys of SRTP.
/// DTLS 1.2 [RFC6347] with use_srtp [RFC5764], identity by fingerprint [RFC8122, RFC8827 §6.5].
///
///   state         event                        does                       next
///   ------------  ---------------------------  -------------------------  -----------
///   Handshaking   datagram                     answer by Transmit         Handshaking
///   Handshaking   retransmission timer         repeat the flight          Handshaking
///   Handshaking   handshake complete           Connected                  Open
///   Handshaking   alert, wrong fingerprint,    Failed                     Over
///                 no SRTP profile, 30 s
///   Open          the peer's close_notify      Closed                     Over
///   Open          its Finished once more       repeat our last flight     Open
///   any           close()                      Transmit close_notify      Over
///
/// There is no cookie exchange: [RFC6347 §4.2.1] has it against forged source addresses, and the
/// ICE check with our password has proved the address already. The owner's duty is to create and
/// feed a session for datagrams from a pair that IceLite has validated only, to send each
/// Transmit to that pair, and after each call to drain poll() and sleep until deadline().
///
/// As a server it does nothing until a ClientHello comes, and it has no deadline until then.
///
/// OpenSSL measures its timers with the machine's clock; deadline() is what is left of them,
/// counted from `now`. Tests in virtual time give it theirs: tests/support/openssl_clock.h.
class DtlsSession {
 public:
  enum class Role : std::uint8_t { kClient, kServer };

  struct Config {
    Role role = Role::kServer;
    /// The peer's certificate must match one of them. [RFC8122 §5]
    std::vector<Fingerprint> peer_fingerprints;
    /// Best first.
    std::vector<SrtpProfile> profiles{SrtpProfile::kAeadAes128Gcm,
                                      SrtpProfile::kAesCm128HmacSha1_80};
  };

  struct Transmit {
    std::vector<std::uint8_t> bytes;  // One datagram of at most kMtu bytes.
  };
  struct Connected {
    SrtpKeys send;
    SrtpKeys receive;
  };
  enum class Failure : std::uint8_t { kFingerprint, kSrtpProfile, kHandshake, kTimeout };
  struct Failed {
    Failure reason{};
    std::string detail;  // OpenSSL's words, for a log.
  };
  struct Closed {};
  using Output = std::variant<Transmit, Connected, Failed, Closed>;

  static constexpr std::size_t kMtu = 1200;
  static constexpr Duration kFirstRetransmission = std::chrono::milliseconds(100);
  static constexpr Duration kLongestRetransmission = std::chrono::milliseconds(3200);
  static constexpr Duration kGiveUp = std::chrono::seconds(30);

  DtlsSession(const DtlsCertificate& certificate, Config config, Instant now);
  ~DtlsSession();
  DtlsSession(DtlsSession&&) noexcept;
  DtlsSession& operator=(DtlsSession&&) noexcept;

  void handle_datagram(Bytes datagram, Instant now);
  void handle_time(Instant now);
  /// Says goodbye, once; nothing comes after it.
  void close();

  [[nodiscard]] std::optional<Output> poll();
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] bool connected() const { return std::holds_alternative<Open>(state_); }

 private:
  struct Handshaking {
    Instant retransmit_at = kNever;
    Instant give_up_at = kNever;
  };
  struct Open {};
  struct Over {};
  using State = std::variant<Handshaking, Open, Over>;
  struct Link;  // OpenSSL's session and its two ends of datagrams.

  void greet(Bytes datagram, Instant now);
  void shake_hands(Instant now);
  void open();
  void listen();
  void fail(Failure reason);
  void flush();

  std::unique_ptr<Link> link_;
  State state_;
  std::deque<Output> outputs_;
};

}  // namespace sidetone::rtc
