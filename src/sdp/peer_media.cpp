#include "sdp/peer_media.h"

#include "sdp/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sidetone::sdp {
namespace {

/// [RFC6464 §4]
constexpr std::string_view kAudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
/// More a=crypto lines than this are not looked at.
constexpr std::size_t kMaxCryptos = 16;
constexpr std::uint32_t kUsualPtimeMs = 20;
constexpr std::uint32_t kMaxPtimeMs = 60;

/// [RFC8839 §5.4] ice-ufrag is 4 to 256, ice-pwd 22 to 256 ice-chars.
bool is_ice_text(std::string_view text, std::size_t shortest) {
  return text.size() >= shortest && text.size() <= 256 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '+' || c == '/';
         });
}

std::optional<Direction> direction_in(const Attributes& attributes) {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == "sendrecv") return Direction{.send = true, .receive = true};
    if (attribute.name == "sendonly") return Direction{.send = true, .receive = false};
    if (attribute.name == "recvonly") return Direction{.send = false, .receive = true};
    if (attribute.name == "inactive") return Direction{.send = false, .receive = false};
  }
  return std::nullopt;
}

int strength(const Fingerprint& fingerprint) {
  constexpr std::array<std::string_view, 4> kWeakestFirst{"sha-1", "sha-256", "sha-384", "sha-512"};
  return static_cast<int>(std::ranges::find(kWeakestFirst, fingerprint.hash) -
                          kWeakestFirst.begin());
}

std::optional<Fingerprint> strongest(const Attributes& attributes) {
  std::optional<Fingerprint> best;
  for (const Attribute& attribute : attributes) {
    if (attribute.name != "fingerprint") continue;
    auto found = parse_fingerprint(attribute.value);
    if (found && (!best || strength(*best) < strength(*found))) best = std::move(found);
  }
  return best;
}

/// `<id>["/"direction] <uri>`; only ids of the one-byte form, and only both ways.
std::uint8_t audio_level_id(std::string_view value) {
  std::string_view id = take_word(value);
  if (take_word(value) != kAudioLevel) return 0;
  const auto number = parse_number<std::uint8_t>(take_until(id, '/'));
  if (!number || *number < 1 || *number > 14) return 0;
  return id.empty() || id == "sendrecv" ? *number : 0;
}

enum class Profile { kPlain, kSecure, kDtls, kOther };
Profile profile_of(std::string_view protocol) {
  if (protocol == "RTP/AVP" || protocol == "RTP/AVPF") return Profile::kPlain;
  if (protocol == "RTP/SAVP" || protocol == "RTP/SAVPF") return Profile::kSecure;
  if (protocol == "UDP/TLS/RTP/SAVPF" || protocol == "UDP/TLS/RTP/SAVP") return Profile::kDtls;
  return Profile::kOther;
}

}  // namespace

const std::string* PeerMedia::find(std::string_view name) const {
  const std::string* own = media_.attributes.find(name);
  return own != nullptr ? own : session_.attributes.find(name);
}

const Connection* PeerMedia::connection() const {
  if (media_.connection) return &*media_.connection;
  return session_.connection ? &*session_.connection : nullptr;
}

bool PeerMedia::can_do_dtls() const {
  // Two ICE-lite ends would wait for each other's checks for ever [RFC8445 §6.1.1].
  return fingerprint() && ice() && rtcp_mux() && !session_.attributes.has("ice-lite");
}

std::optional<Security> PeerMedia::security() const {
  for (const Security security : {Security::kDtls, Security::kSdes, Security::kNone}) {
    if (allows(security)) return security;
  }
  return std::nullopt;
}

bool PeerMedia::allows(Security security) const {
  const Profile profile = profile_of(media_.protocol);
  if (profile == Profile::kOther) return false;
  switch (security) {
    case Security::kDtls:
      return can_do_dtls();
    case Security::kSdes:
      return profile != Profile::kDtls && !cryptos().empty();
    case Security::kNone:
      return profile == Profile::kPlain;
  }
  return false;
}

Direction PeerMedia::direction() const {
  Direction direction;
  if (const auto session = direction_in(session_.attributes)) direction = *session;
  if (const auto own = direction_in(media_.attributes)) direction = *own;
  // [RFC3264 §8.4] "a connection address of 0.0.0.0, in which case it means that neither RTP nor
  // RTCP should be sent to the peer". With ICE it only says that no candidate was known yet.
  const Connection* where = connection();
  if (where != nullptr && where->ip && where->ip->is_unspecified() && !ice()) {
    direction.receive = false;
  }
  return direction;
}

SocketAddress PeerMedia::rtp() const {
  const Connection* where = connection();
  if (where == nullptr || !where->ip) return {};
  return {.ip = *where->ip, .port = media_.port};
}

SocketAddress PeerMedia::rtcp() const {
  SocketAddress address = rtp();
  if (rtcp_mux() || address.port == 0) return address;
  // [RFC3550 §11] RTCP is on the next higher port, unless a=rtcp says otherwise [RFC3605].
  address.port = static_cast<std::uint16_t>(address.port == 65'535 ? 0 : address.port + 1);
  const std::string* value = media_.attributes.find("rtcp");
  if (value == nullptr) return address;
  std::string_view rest = *value;
  const auto port = parse_number<std::uint16_t>(take_word(rest));
  if (!port) return address;
  address.port = *port;
  const bool has_address = take_word(rest) == "IN" && !take_word(rest).empty();
  if (const auto ip = has_address ? IpAddress::parse(take_word(rest)) : std::nullopt) {
    address.ip = *ip;
  }
  return address;
}

std::uint8_t PeerMedia::ptime_ms(CodecKind kind) const {
  const auto number = [&](std::string_view name) {
    const std::string* value = media_.attributes.find(name);
    return value == nullptr ? std::nullopt : parse_number<std::uint32_t>(trim(*value));
  };
  std::uint32_t wanted = std::min(number("ptime").value_or(kUsualPtimeMs), kMaxPtimeMs);
  wanted = std::min(wanted, number("maxptime").value_or(kMaxPtimeMs));
  wanted = std::max(wanted / 10 * 10, 10U);
  // [RFC6716 §2.1.4] Opus has frames of 10, 20, 40 and 60 ms.
  if (kind == CodecKind::kOpus && (wanted == 30 || wanted == 50)) wanted -= 10;
  return static_cast<std::uint8_t>(wanted);
}

std::uint8_t PeerMedia::audio_level_extension() const {
  for (const Attribute& attribute : media_.attributes) {
    if (attribute.name != "extmap") continue;
    if (const std::uint8_t id = audio_level_id(attribute.value)) return id;
  }
  return 0;
}

std::optional<std::uint32_t> PeerMedia::ssrc() const {
  const std::string* value = media_.attributes.find("ssrc");
  if (value == nullptr) return std::nullopt;
  std::string_view rest = *value;
  return parse_number<std::uint32_t>(take_word(rest));
}

bool PeerMedia::bundled() const {
  if (mid() == nullptr) return false;
  for (const Attribute& attribute : session_.attributes) {
    std::string_view rest = attribute.value;
    if (attribute.name != "group" || take_word(rest) != "BUNDLE") continue;
    for (auto word = take_word(rest); !word.empty(); word = take_word(rest)) {
      if (word == *mid()) return true;
    }
  }
  return false;
}

std::vector<Crypto> PeerMedia::cryptos() const {
  std::vector<Crypto> found;
  for (const Attribute& attribute : media_.attributes) {
    if (attribute.name != "crypto" || found.size() >= kMaxCryptos) continue;
    if (auto crypto = parse_crypto(attribute.value)) found.push_back(std::move(*crypto));
  }
  return found;
}

std::optional<IceCredentials> PeerMedia::ice() const {
  const std::string* ufrag = find("ice-ufrag");
  const std::string* password = find("ice-pwd");
  if (ufrag == nullptr || password == nullptr) return std::nullopt;
  const std::string_view user = trim(*ufrag);
  const std::string_view secret = trim(*password);
  if (!is_ice_text(user, 4) || !is_ice_text(secret, 22)) return std::nullopt;
  return IceCredentials{.ufrag = std::string(user), .password = std::string(secret)};
}

std::optional<Fingerprint> PeerMedia::fingerprint() const {
  auto own = strongest(media_.attributes);
  return own ? own : strongest(session_.attributes);
}

std::optional<Setup> PeerMedia::setup() const {
  const std::string* value = find("setup");
  return value == nullptr ? std::nullopt : parse_setup(*value);
}

}  // namespace sidetone::sdp
