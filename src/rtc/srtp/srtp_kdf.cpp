#include "rtc/srtp/srtp_kdf.h"

#include "rtc/crypto/aes_counter.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

class Derivation {
 public:
  explicit Derivation(const SrtpKeys& keys) : cipher_(keys.master_key) {
    // [RFC7714 §11] the 96-bit salt is used as if 16 zero bits followed it.
    std::copy_n(keys.master_salt.begin(), srtp_master_salt_size(keys.profile), salt_.begin());
  }

  // [RFC3711 §4.3.1] "x = key_id XOR master_salt", where key_id is the label in the eighth byte
  // from the right, since the index divided by a zero rate is zero; [§4.3.3] the keystream that
  // starts at x * 2^16 is the key.
  void fill(std::uint8_t label, MutableBytes key) {
    std::ranges::fill(key, std::uint8_t{0});
    AesCounter::Block first = salt_;
    first[7] ^= label;
    cipher_.apply(first, key);
  }

  SrtpSessionKeys session(std::uint8_t first_label) {
    SrtpSessionKeys keys;
    fill(first_label, keys.cipher_key);
    fill(static_cast<std::uint8_t>(first_label + 1), keys.auth_key);
    fill(static_cast<std::uint8_t>(first_label + 2), keys.salt);
    return keys;
  }

 private:
  AesCounter cipher_;
  AesCounter::Block salt_{};
};

}  // namespace

SrtpSessionKeyPair derive_srtp_session_keys(const SrtpKeys& keys) {
  Derivation derivation(keys);
  // [RFC3711 §4.3.2] labels 0x00..0x02 for SRTP, 0x03..0x05 for SRTCP.
  return {.rtp = derivation.session(0), .rtcp = derivation.session(3)};
}

}  // namespace sidetone::rtc
