#pragma once

#include "base/expected.h"
#include "base/time.h"
#include "sip/message/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::sip {

/// One Contact value of a REGISTER, except `*`.
struct ContactRequest {
  Uri uri;           ///< Without headers: what follows '?' has no use in a Request-URI.
  std::string text;  ///< The same, written.
  std::string instance;
  std::uint32_t reg_id = 0;
  std::uint16_t q = 1000;  ///< Thousandths.
  /// By its parameter or the Expires header; nullopt: the registrar chooses. Zero removes it.
  std::optional<Duration> expires;

  /// [RFC5626 §6] such a binding is known by its instance and reg-id, not by its URI.
  [[nodiscard]] bool is_outbound() const { return !instance.empty() && reg_id != 0; }
};

/// What a registrar needs of a REGISTER request.
struct RegisterRequest {
  std::string call_id;
  std::uint32_t cseq = 0;
  bool remove_all = false;  ///< `Contact: *`
  std::vector<ContactRequest> contacts;
  std::vector<std::string> path;
  std::string user_agent;
  bool supports_outbound = false;
  /// It came straight from the device, or its first proxy keeps flows too [RFC5626 §6].
  bool flow_is_kept = false;
};

/// What does not fit into a binding of bounded size, or is no REGISTER, is an error: 400.
[[nodiscard]] Parsed<RegisterRequest> read_register(const Request& request);

}  // namespace sidetone::sip
