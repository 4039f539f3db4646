#pragma once

#include "base/time.h"
#include "sip/message/message.h"

#include <chrono>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// A time line for a machine under test: one line for each thing that it does.
class Trace {
 public:
  static constexpr Instant kStart{std::chrono::hours(1)};

  void add(Instant now, std::string_view what) {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(now - kStart).count();
    text_ += std::to_string(at) + " " + std::string(what) + "\n";
  }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// "INVITE" or "486": what a reader wants to know of a message.
  static std::string name_of(std::string_view bytes) {
    if (bytes.starts_with("SIP/2.0 ")) return std::string(bytes.substr(8, 3));
    return std::string(bytes.substr(0, bytes.find(' ')));
  }

 private:
  std::string text_ = "\n";
};

inline Request test_invite() {
  Request invite{.method = "INVITE", .uri = "sip:bob@192.0.2.2", .headers = {}, .body = {}};
  invite.headers.add(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa");
  invite.headers.add(HeaderId::kRoute, "<sip:proxy.demo.test;lr>");
  invite.headers.add(HeaderId::kFrom, "<sip:ann@demo.test>;tag=1");
  invite.headers.add(HeaderId::kTo, "<sip:bob@demo.test>");
  invite.headers.add(HeaderId::kCallId, "call-1");
  invite.headers.add(HeaderId::kCSeq, "7 INVITE");
  return invite;
}

inline Response test_response(const Request& request, int status) {
  return make_response(request, status, "2");
}

}  // namespace sidetone::sip
