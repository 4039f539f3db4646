// A whole negotiation with a hostile peer. The first byte chooses our end; the rest is an offer, a
// later offer and an answer to an offer of ours, with a NUL between them.

#include "base/assert.h"
#include "sdp/offer_answer.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

using namespace sidetone;
using namespace sidetone::sdp;

namespace {

LocalMedia local_end(std::uint8_t choice) {
  LocalMedia local{
      .session_id = 1,
      .security = static_cast<Security>(choice % 3),
      .address = IpAddress::v4({198, 51, 100, 1}),
      .rtp_port = 20'000,
      .rtcp_port = 20'001,
      .rtcp_mux = (choice & 4) != 0,
      .candidates = {{.ip = IpAddress::v4({198, 51, 100, 1}), .port = 20'000}},
      .ice = {.ufrag = "ours", .password = "0123456789abcdefghijkl"},
      .answer_setup = (choice & 8) != 0 ? Setup::kActive : Setup::kPassive,
      .codecs = {CodecKind::kOpus, CodecKind::kG722, CodecKind::kPcmu, CodecKind::kPcma},
      .comfort_noise = (choice & 16) != 0,
      .ssrc = 1,
      .cname = "c"};
  std::string hex = "AA";
  for (int i = 1; i < 32; ++i) hex += ":AA";
  local.fingerprint = {.hash = "sha-256", .value = hex};
  for (const CryptoSuite suite : {CryptoSuite::kAesCm128HmacSha1_80, CryptoSuite::kAeadAes128Gcm}) {
    local.sdes_keys.push_back({suite, std::vector<std::uint8_t>(key_and_salt_bytes(suite), 1)});
  }
  if ((choice & 32) != 0) std::ranges::reverse(local.codecs);
  local.direction = {.send = (choice & 64) == 0, .receive = (choice & 128) == 0};
  return local;
}

std::optional<Session> take_session(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  const auto session = parse_session(rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return session ? std::optional(*session) : std::nullopt;
}

void check(const Negotiated& negotiated, const LocalMedia& local) {
  SIDETONE_ASSERT(negotiated.security == local.security);
  SIDETONE_ASSERT(!negotiated.codecs.empty());
  SIDETONE_ASSERT(negotiated.ptime_ms >= 10 && negotiated.ptime_ms <= 60);
  SIDETONE_ASSERT(!negotiated.direction.send || !negotiated.held_by_peer);
  SIDETONE_ASSERT(!negotiated.direction.send || local.direction.send);
  SIDETONE_ASSERT(!negotiated.direction.receive || local.direction.receive);
  const bool sdes = negotiated.security == Security::kSdes;
  SIDETONE_ASSERT(sdes == negotiated.send_key.has_value());
  SIDETONE_ASSERT(sdes == negotiated.receive_key.has_value());
  if (!sdes)
    return SIDETONE_ASSERT(
        negotiated.security != Security::kDtls ||
        (!negotiated.fingerprint.value.empty() && negotiated.remote_ice.password.size() >= 22));
  SIDETONE_ASSERT(negotiated.send_key->suite == negotiated.receive_key->suite);
}

/// What we send is sound whatever it answers: one line that we accept, each number once.
void check(const Session& ours) {
  SIDETONE_ASSERT(parse_session(to_string(ours)) == ours);
  std::size_t accepted = 0;
  for (const Media& media : ours.media) {
    if (media.port == 0) continue;
    ++accepted;
    const std::set<std::string> numbers(media.formats.begin(), media.formats.end());
    SIDETONE_ASSERT(numbers.size() == media.formats.size());
  }
  SIDETONE_ASSERT(accepted == 1);
}

std::optional<Session> answer(const Session& offer, const LocalMedia& local,
                              const std::optional<Session>& previous) {
  const auto answered = answer_offer(offer, local, previous ? &*previous : nullptr);
  if (!answered) return previous;
  check(answered->session);
  check(answered->negotiated, local);
  SIDETONE_ASSERT(answered->session.media.size() == offer.media.size());
  for (std::size_t i = 0; i < offer.media.size(); ++i) {
    SIDETONE_ASSERT(answered->session.media[i].kind == offer.media[i].kind);
    SIDETONE_ASSERT(answered->session.media[i].protocol == offer.media[i].protocol);
  }
  return answered->session;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const LocalMedia local = local_end(data[0]);
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::optional<Session> ours;
  for (int i = 0; i < 2; ++i) {
    if (const auto offer = take_session(rest)) ours = answer(*offer, local, ours);
  }
  const Session offer = make_offer(local, ours ? &*ours : nullptr);
  check(offer);
  SIDETONE_ASSERT(make_offer(local, &offer) == offer);
  if (const auto answer = take_session(rest)) {
    if (const auto negotiated = read_answer(offer, *answer)) check(*negotiated, local);
  }
  return 0;
}
