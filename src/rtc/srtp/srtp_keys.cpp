#include "rtc/srtp/srtp_keys.h"

#include <algorithm>

namespace sidetone::rtc {

std::optional<SrtpKeys> srtp_keys_from_sdes(SrtpProfile profile, Bytes key_and_salt) {
  const std::size_t salt_size = srtp_master_salt_size(profile);
  if (key_and_salt.size() != kSrtpMasterKeySize + salt_size) return std::nullopt;
  SrtpKeys keys{.profile = profile};
  std::ranges::copy(key_and_salt.first(kSrtpMasterKeySize), keys.master_key.begin());
  std::ranges::copy(key_and_salt.subspan(kSrtpMasterKeySize), keys.master_salt.begin());
  return keys;
}

std::optional<SrtpProfile> srtp_profile_from_name(std::string_view name) {
  for (const SrtpProfile profile :
       {SrtpProfile::kAesCm128HmacSha1_80, SrtpProfile::kAesCm128HmacSha1_32,
        SrtpProfile::kAeadAes128Gcm}) {
    if (srtp_profile_name(profile) == name) return profile;
  }
  return std::nullopt;
}

std::string_view srtp_profile_name(SrtpProfile profile) {
  switch (profile) {
    case SrtpProfile::kAesCm128HmacSha1_80:
      return "AES_CM_128_HMAC_SHA1_80";
    case SrtpProfile::kAesCm128HmacSha1_32:
      return "AES_CM_128_HMAC_SHA1_32";
    case SrtpProfile::kAeadAes128Gcm:
      return "AEAD_AES_128_GCM";
  }
  return {};
}

}  // namespace sidetone::rtc
