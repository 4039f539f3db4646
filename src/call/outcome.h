#pragma once

#include "call/call.h"

#include <string>
#include <string_view>

namespace sidetone::call {

/// What the caller and the CDR read about the end of a call, in the words of S18 and S35.
[[nodiscard]] std::string_view words_of(const Finish& finish);

/// The value of a Reason header [RFC3326] that tells a phone why it stops ringing or talking.
[[nodiscard]] std::string reason_of(ReleaseReason reason);
/// `Q.850;cause=17;text="Busy"`; empty for cause 0.
[[nodiscard]] std::string q850_reason(int cause);

}  // namespace sidetone::call
