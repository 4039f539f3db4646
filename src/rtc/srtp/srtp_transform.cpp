#include "rtc/srtp/srtp_transform.h"

namespace sidetone::rtc {

SrtpTransform make_srtp_transform(const SrtpKeys& keys) {
  const SrtpSessionKeyPair session = derive_srtp_session_keys(keys);
  switch (keys.profile) {
    case SrtpProfile::kAeadAes128Gcm:
      return GcmTransform(session);
    case SrtpProfile::kAesCm128HmacSha1_32:
      return CmTransform(session, 4);
    case SrtpProfile::kAesCm128HmacSha1_80:
      break;
  }
  return CmTransform(session, 10);
}

}  // namespace sidetone::rtc
