#pragma once

#include "call/cdr.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::store {

/// A call record as text, for the spool file and for the column `legs`.
[[nodiscard]] std::string to_json(const call::Cdr& cdr);
[[nodiscard]] std::string legs_to_json(const std::vector<call::CdrLeg>& legs);
/// nullopt when the text is no record of ours.
[[nodiscard]] std::optional<call::Cdr> cdr_from_json(std::string_view text);

}  // namespace sidetone::store
