#pragma once

#include "port.h"
#include "rtc/dtls/dtls_certificate.h"
#include "rtc/dtls/dtls_session.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::bench {

/// How one browser's audio gets to the server: the offer or answer that it says, its connectivity
/// checks as the controlling side, DTLS as the client, and then the keys of SRTP.
class BrowserPath {
 public:
  /// `id` makes its credentials its own. `certificate` outlives it.
  BrowserPath(const rtc::DtlsCertificate& certificate, std::uint32_t id);

  /// What it says of itself; as an answer it takes the DTLS client's role.
  enum class Role : std::uint8_t { kOffer, kAnswer };
  [[nodiscard]] std::string description(Role role) const;

  /// Connects `port` to where `remote`, the server's description, says, and gets the keys.
  /// Throws std::runtime_error when that takes more than five seconds.
  [[nodiscard]] rtc::DtlsSession::Connected open(Port& port, std::string_view remote);
  /// A check that renews the server's consent to be sent to [RFC7675]; after open().
  [[nodiscard]] const std::vector<std::uint8_t>& check() const { return check_; }

 private:
  void read(Port& port, std::string_view remote);
  void write_check();
  void prove(const Port& port) const;
  [[nodiscard]] rtc::DtlsSession::Connected shake_hands(const Port& port,
                                                        const rtc::Fingerprint& server) const;

  const rtc::DtlsCertificate& certificate_;
  std::uint32_t id_;
  std::string ufrag_, password_;
  std::string remote_ufrag_, remote_password_;
  std::vector<std::uint8_t> check_;
};

}  // namespace sidetone::bench
