#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

/// Headers that we name in code. Any other is `kOther` and survives by its text.
enum class HeaderId : std::uint8_t {
  kOther,
  kAccept,
  kAlertInfo,
  kAllow,
  kAllowEvents,
  kAuthenticationInfo,
  kAuthorization,
  kCallId,
  kContact,
  kContentDisposition,
  kContentEncoding,
  kContentLength,
  kContentType,
  kCSeq,
  kDate,
  kDiversion,
  kEvent,
  kExpires,
  kFrom,
  kHistoryInfo,
  kIdentity,
  kMaxForwards,
  kMinExpires,
  kMinSe,
  kPAssertedIdentity,
  kPath,
  kPPreferredIdentity,
  kPrivacy,
  kProxyAuthenticate,
  kProxyAuthorization,
  kProxyRequire,
  kRAck,
  kReason,
  kRecordRoute,
  kReferTo,
  kReferredBy,
  kReplaces,
  kRequire,
  kRetryAfter,
  kRoute,
  kRSeq,
  kServer,
  kServiceRoute,
  kSessionExpires,
  kSubject,
  kSubscriptionState,
  kSupported,
  kTo,
  kUnsupported,
  kUserAgent,
  kVia,
  kWarning,
  kWwwAuthenticate,
};

/// "Call-ID" for kCallId, … as the RFC spells it; "" for kOther.
[[nodiscard]] std::string_view canonical_name(HeaderId id);
/// Knows the compact forms ("i" is Call-ID) and any case; kOther for the rest.
[[nodiscard]] HeaderId header_id(std::string_view name);

/// One header line; folded lines are joined with one space [RFC3261 §7.3.1].
struct HeaderField {
  HeaderId id = HeaderId::kOther;
  std::string name;   ///< Only for kOther, as written.
  std::string value;  ///< Without leading and trailing white space.
  bool operator==(const HeaderField&) const = default;

  [[nodiscard]] std::string_view written_name() const {
    return id == HeaderId::kOther ? std::string_view(name) : canonical_name(id);
  }
};

/// The header lines of one message, in order. Lines of the same name keep their order, which is
/// all that RFC 3261 §7.3.1 lets anybody rely on. parse_message() refuses more than
/// kMaxHeaderFields.
class HeaderFields {
 public:
  void add(HeaderId id, std::string value);
  void add(std::string_view name, std::string value);  ///< Known names become their id.
  void add_front(HeaderId id, std::string value);      ///< Above the first of its kind: Via.
  void set(HeaderId id, std::string value);            ///< Replaces all of its kind.
  void remove(HeaderId id);
  /// Takes the first comma-separated value of the first line away: the top Via or Route.
  void remove_first_value(HeaderId id);
  void reserve(std::size_t lines) { fields_.reserve(lines); }

  /// The first line's value; nullopt when there is none.
  [[nodiscard]] std::optional<std::string_view> find(HeaderId id) const;
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] bool has(HeaderId id) const { return find(id).has_value(); }
  [[nodiscard]] std::size_t count(HeaderId id) const;
  /// Every value of every line of this kind, split at top-level commas: quotes and <> respected.
  /// Headers that are no lists by their grammar (From, Date, Authorization, …) come line by line.
  [[nodiscard]] std::vector<std::string_view> values(HeaderId id) const;
  /// Is `token` among the comma-separated tokens (Supported, Require, Allow, …)? Without case.
  [[nodiscard]] bool has_token(HeaderId id, std::string_view token) const;

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  bool operator==(const HeaderFields&) const = default;

 private:
  std::vector<HeaderField> fields_;
};

inline constexpr std::size_t kMaxHeaderFields = 256;

}  // namespace sidetone::sip
