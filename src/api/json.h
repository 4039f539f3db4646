#pragma once

#include "call/cdr.h"
#include "call/view.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace sidetone::api {

using Json = nlohmann::json;

/// "2026-01-31T12:34:56.789Z" for microseconds since 1970.
[[nodiscard]] std::string rfc3339(std::int64_t wall_us);
/// The same, or null for 0.
[[nodiscard]] Json optional_time(std::int64_t wall_us);

/// docs/api/openapi.yaml: LiveCall.
[[nodiscard]] Json live_call(const call::CallView& view);

/// A call that is over, as one of its two extensions sees it.
class EndedCallView {
 public:
  EndedCallView(const call::Cdr& cdr, directory::ExtensionId viewer)
      : cdr_(cdr), outgoing_(cdr.caller_extension == viewer) {}

  /// HistoryItem and EndedCall of docs/api/openapi.yaml.
  [[nodiscard]] Json history_item() const;
  [[nodiscard]] Json ended_call() const;

 private:
  [[nodiscard]] std::string_view result() const;
  [[nodiscard]] Json cause() const;

  const call::Cdr& cdr_;
  bool outgoing_;
};

/// UTF-8 whatever it holds: bytes that are none become U+FFFD.
[[nodiscard]] std::string dumped(const Json& json);

}  // namespace sidetone::api
