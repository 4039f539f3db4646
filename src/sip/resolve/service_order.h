#pragma once

#include "base/random.h"
#include "sip/resolve/records.h"

#include <vector>

namespace sidetone::sip {

/// The order in which a client tries the targets of an SRV answer: lower priorities first, and of
/// equal ones each as often first as its weight says. [RFC2782 "Usage rules"]
[[nodiscard]] std::vector<ServiceRecord> in_order(std::vector<ServiceRecord> records,
                                                  Random& random);

}  // namespace sidetone::sip
