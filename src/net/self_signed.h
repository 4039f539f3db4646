#pragma once

#include "base/expected.h"
#include "net/error.h"
#include "net/server_tls.h"

#include <string>
#include <vector>

namespace sidetone::net {

/// For a start without a certificate of one's own: makes `files` (ECDSA P-256, one year, names and
/// addresses as subjectAltName) if they are missing, unreadable or end within a week. An existing
/// good one is kept, so that an exception which a person has confirmed once stays valid.
/// True: made anew.
[[nodiscard]] Expected<bool, Error> ensure_self_signed(const CertificateFiles& files,
                                                       const std::vector<std::string>& names);

}  // namespace sidetone::net
