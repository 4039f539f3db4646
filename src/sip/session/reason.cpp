#include "sip/session/reason.h"

#include "base/shown_text.h"
#include "sip/message/text.h"
#include "sip/transaction/header_values.h"

namespace sidetone::sip {
namespace {

constexpr int kTemporarilyUnavailable = 480;
constexpr std::uint32_t kMaxCause = 999;

int cause_of(std::string_view reason) {
  const auto cause = parse_number(parameter_of(reason, "cause"));
  return cause && *cause <= kMaxCause ? static_cast<int>(*cause) : 0;
}

/// The parameter `text`, without the escapes of its quoted string, as it may be shown.
std::string text_of(std::string_view reason) {
  std::string text;
  if (!unquote(std::string(parameter_of(reason, "text")) + '"', text)) return {};
  return shown(text, kShownName);
}

void read_reasons(const HeaderFields& headers, Ending& ending) {
  for (std::string_view reason : headers.values(HeaderId::kReason)) {
    const std::string_view protocol = bare_value_of(reason);
    if (equal_without_case(protocol, "SIP")) ending.reason_sip_cause = cause_of(reason);
    if (equal_without_case(protocol, "Q.850")) ending.reason_q850 = cause_of(reason);
    if (ending.reason_text.empty()) ending.reason_text = text_of(reason);
  }
}

}  // namespace

Ending ending_of(const Response& response) {
  Ending ending;
  ending.status = response.status;
  ending.reason = shown(response.reason, kShownName);
  read_reasons(response.headers, ending);
  return ending;
}

Ending ending_of(const Request& request) {
  Ending ending;
  read_reasons(request.headers, ending);
  return ending;
}

Ending ending_of(int status) {
  Ending ending;
  ending.status = status;
  ending.reason = reason_phrase(status);
  return ending;
}

int status_of_reason(std::string_view reason) {
  if (!equal_without_case(bare_value_of(reason), "SIP")) return kTemporarilyUnavailable;
  const int cause = cause_of(reason);
  return cause >= 300 && cause < 700 ? cause : kTemporarilyUnavailable;
}

}  // namespace sidetone::sip
