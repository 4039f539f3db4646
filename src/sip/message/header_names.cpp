#include "sip/message/header_fields.h"
#include "sip/message/text.h"

#include <array>

namespace sidetone::sip {
namespace {

struct Name {
  HeaderId id;
  std::string_view text;
  char compact = '\0';  ///< [RFC3261 §7.3.3] and the RFC of each later header.
};

constexpr std::array kNames = {
    Name{HeaderId::kOther, ""},
    Name{HeaderId::kAccept, "Accept"},
    Name{HeaderId::kAlertInfo, "Alert-Info"},
    Name{HeaderId::kAllow, "Allow"},
    Name{HeaderId::kAllowEvents, "Allow-Events", 'u'},
    Name{HeaderId::kAuthenticationInfo, "Authentication-Info"},
    Name{HeaderId::kAuthorization, "Authorization"},
    Name{HeaderId::kCallId, "Call-ID", 'i'},
    Name{HeaderId::kContact, "Contact", 'm'},
    Name{HeaderId::kContentDisposition, "Content-Disposition"},
    Name{HeaderId::kContentEncoding, "Content-Encoding", 'e'},
    Name{HeaderId::kContentLength, "Content-Length", 'l'},
    Name{HeaderId::kContentType, "Content-Type", 'c'},
    Name{HeaderId::kCSeq, "CSeq"},
    Name{HeaderId::kDate, "Date"},
    Name{HeaderId::kDiversion, "Diversion"},
    Name{HeaderId::kEvent, "Event", 'o'},
    Name{HeaderId::kExpires, "Expires"},
    Name{HeaderId::kFrom, "From", 'f'},
    Name{HeaderId::kHistoryInfo, "History-Info"},
    Name{HeaderId::kIdentity, "Identity", 'y'},
    Name{HeaderId::kMaxForwards, "Max-Forwards"},
    Name{HeaderId::kMinExpires, "Min-Expires"},
    Name{HeaderId::kMinSe, "Min-SE"},
    Name{HeaderId::kPAssertedIdentity, "P-Asserted-Identity"},
    Name{HeaderId::kPath, "Path"},
    Name{HeaderId::kPPreferredIdentity, "P-Preferred-Identity"},
    Name{HeaderId::kPrivacy, "Privacy"},
    Name{HeaderId::kProxyAuthenticate, "Proxy-Authenticate"},
    Name{HeaderId::kProxyAuthorization, "Proxy-Authorization"},
    Name{HeaderId::kProxyRequire, "Proxy-Require"},
    Name{HeaderId::kRAck, "RAck"},
    Name{HeaderId::kReason, "Reason"},
    Name{HeaderId::kRecordRoute, "Record-Route"},
    Name{HeaderId::kReferTo, "Refer-To", 'r'},
    Name{HeaderId::kReferredBy, "Referred-By", 'b'},
    Name{HeaderId::kReplaces, "Replaces"},
    Name{HeaderId::kRequire, "Require"},
    Name{HeaderId::kRetryAfter, "Retry-After"},
    Name{HeaderId::kRoute, "Route"},
    Name{HeaderId::kRSeq, "RSeq"},
    Name{HeaderId::kServer, "Server"},
    Name{HeaderId::kServiceRoute, "Service-Route"},
    Name{HeaderId::kSessionExpires, "Session-Expires", 'x'},
    Name{HeaderId::kSubject, "Subject", 's'},
    Name{HeaderId::kSubscriptionState, "Subscription-State"},
    Name{HeaderId::kSupported, "Supported", 'k'},
    Name{HeaderId::kTo, "To", 't'},
    Name{HeaderId::kUnsupported, "Unsupported"},
    Name{HeaderId::kUserAgent, "User-Agent"},
    Name{HeaderId::kVia, "Via", 'v'},
    Name{HeaderId::kWarning, "Warning"},
    Name{HeaderId::kWwwAuthenticate, "WWW-Authenticate"},
};

constexpr std::size_t index_of(HeaderId id) {
  return static_cast<std::size_t>(id);
}

static_assert([] {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (index_of(kNames[i].id) != i) return false;
  }
  return kNames.size() == index_of(HeaderId::kWwwAuthenticate) + 1;
}());

/// Open addressing, four times as many slots as names: most names are found at the first look.
constexpr std::size_t kSlots = 256;

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) {
    hash = (hash ^ static_cast<std::uint8_t>(lower(c))) * 16777619U;
  }
  return (hash ^ (hash >> 16)) % kSlots;
}

constexpr auto kByName = [] {
  std::array<HeaderId, kSlots> table{};
  for (std::size_t i = 1; i < kNames.size(); ++i) {
    std::size_t slot = slot_of(kNames[i].text);
    while (table[slot] != HeaderId::kOther) slot = (slot + 1) % kSlots;
    table[slot] = kNames[i].id;
  }
  return table;
}();

constexpr auto kByCompactForm = [] {
  std::array<HeaderId, 128> table{};
  for (const Name& name : kNames) {
    if (name.compact != '\0') table[static_cast<unsigned char>(name.compact)] = name.id;
  }
  return table;
}();

}  // namespace

std::string_view canonical_name(HeaderId id) {
  return kNames[index_of(id)].text;
}

HeaderId header_id(std::string_view name) {
  if (name.size() == 1) {
    const auto letter = static_cast<std::uint8_t>(lower(name.front()));
    return letter < kByCompactForm.size() ? kByCompactForm[letter] : HeaderId::kOther;
  }
  for (std::size_t slot = slot_of(name); kByName[slot] != HeaderId::kOther;
       slot = (slot + 1) % kSlots) {
    if (equal_without_case(name, canonical_name(kByName[slot]))) return kByName[slot];
  }
  return HeaderId::kOther;
}

}  // namespace sidetone::sip
