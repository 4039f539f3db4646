#pragma once

#include "rtc/srtp/cm_transform.h"
#include "rtc/srtp/gcm_transform.h"

#include <variant>

namespace sidetone::rtc {

/// The cipher of a session; all alternatives have the same member functions.
using SrtpTransform = std::variant<CmTransform, GcmTransform>;

[[nodiscard]] SrtpTransform make_srtp_transform(const SrtpKeys& keys);

}  // namespace sidetone::rtc
