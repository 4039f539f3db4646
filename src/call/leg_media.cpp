#include "call/leg_media.h"

#include <algorithm>

namespace sidetone::call {
namespace {

constexpr std::size_t kUfragLength = 8;      // [RFC8839 §5.4] at least 4.
constexpr std::size_t kPasswordLength = 24;  // [RFC8839 §5.4] at least 22: 128 bits.

media::CodecKind kind_of(sdp::CodecKind kind) {
  switch (kind) {
    case sdp::CodecKind::kOpus:
      return media::CodecKind::kOpus;
    case sdp::CodecKind::kG722:
      return media::CodecKind::kG722;
    case sdp::CodecKind::kPcmu:
      return media::CodecKind::kPcmu;
    case sdp::CodecKind::kPcma:
      return media::CodecKind::kPcma;
  }
  return media::CodecKind::kPcmu;
}

media::SrtpProfile profile_of(sdp::CryptoSuite suite) {
  switch (suite) {
    case sdp::CryptoSuite::kAesCm128HmacSha1_80:
      return media::SrtpProfile::kAesCm128HmacSha1_80;
    case sdp::CryptoSuite::kAesCm128HmacSha1_32:
      return media::SrtpProfile::kAesCm128HmacSha1_32;
    case sdp::CryptoSuite::kAeadAes128Gcm:
      return media::SrtpProfile::kAeadAes128Gcm;
  }
  return media::SrtpProfile::kAesCm128HmacSha1_80;
}

std::optional<media::SrtpKey> key_of(const std::optional<sdp::SdesKey>& key) {
  if (!key) return std::nullopt;
  return media::SrtpKey{.profile = profile_of(key->suite), .key_and_salt = key->key_and_salt};
}

sdp::SdesKey fresh_key(sdp::CryptoSuite suite, Random& random) {
  sdp::SdesKey key{.suite = suite};
  key.key_and_salt.resize(sdp::key_and_salt_bytes(suite));
  random.fill(key.key_and_salt);
  return key;
}

/// The address of ours that this peer can reach: the one it speaks SIP to, unless the
/// administrator advertises others (NAT in front of us).
IpAddress address_for(const sip::Peer& peer, const std::vector<IpAddress>& advertise) {
  const IpAddress& local = peer.local.ip;
  const bool known = std::find(advertise.begin(), advertise.end(), local) != advertise.end();
  if (known || local.is_loopback() || advertise.empty()) return local;
  const auto same_family =
      std::find_if(advertise.begin(), advertise.end(), [&](const IpAddress& address) {
        return address.is_v6() == local.is_v6() && !address.is_loopback();
      });
  return same_family == advertise.end() ? local : *same_family;
}

std::vector<SocketAddress> candidates_for(const sip::Peer& peer,
                                          const std::vector<IpAddress>& advertise,
                                          std::uint16_t port) {
  std::vector<SocketAddress> candidates;
  const auto add = [&](const IpAddress& ip) {
    const SocketAddress candidate{ip, port};
    const bool reachable = !ip.is_loopback() || peer.remote.ip.is_loopback();
    const bool known =
        std::find(candidates.begin(), candidates.end(), candidate) != candidates.end();
    if (reachable && !known && !ip.is_unspecified()) candidates.push_back(candidate);
  };
  add(address_for(peer, advertise));
  for (const IpAddress& ip : advertise) add(ip);
  return candidates;
}

media::Codec codec_of(const sdp::Codec& codec, std::uint8_t ptime_ms) {
  return {.kind = kind_of(codec.kind),
          .payload_type = codec.payload_type,
          .receive_payload_type = codec.receive_payload_type,
          .ptime_ms = ptime_ms,
          .inband_fec = codec.opus.inband_fec,
          .dtx = codec.opus.dtx,
          .max_average_bitrate = codec.opus.max_average_bitrate,
          .max_playback_rate = codec.opus.max_playback_rate};
}

}  // namespace

std::optional<LegMedia> LegMedia::open(const Identity& identity, sdp::Security security,
                                       const sip::Peer& peer, const MediaEnvironment& environment,
                                       MediaPortSource& ports, Random& random) {
  LegMedia leg;
  leg.identity_ = identity;
  leg.random_ = &random;
  leg.signalling_ip_ = peer.remote.ip;
  sdp::LocalMedia& local = leg.local_;
  local.session_id = random.u64() >> 2;
  local.security = security;
  local.ssrc = std::max(random.u32(), 1U);
  local.cname = random.token(12);
  local.codecs.assign(std::begin(kOurCodecs), std::end(kOurCodecs));
  local.address = address_for(peer, environment.advertise);
  if (security == sdp::Security::kDtls) {
    leg.set_up_ice(peer, environment);
    return leg;
  }
  leg.ports_ = ports.open(local.address);
  if (!leg.ports_) return std::nullopt;
  local.rtp_port = leg.ports_->rtp_port;
  local.rtcp_port = static_cast<std::uint16_t>(leg.ports_->rtp_port + 1);
  local.comfort_noise = true;
  if (security == sdp::Security::kSdes) {
    local.sdes_keys = {fresh_key(sdp::CryptoSuite::kAesCm128HmacSha1_80, random),
                       fresh_key(sdp::CryptoSuite::kAeadAes128Gcm, random),
                       fresh_key(sdp::CryptoSuite::kAesCm128HmacSha1_32, random)};
  }
  return leg;
}

void LegMedia::set_up_ice(const sip::Peer& peer, const MediaEnvironment& environment) {
  local_.rtp_port = environment.webrtc_ports[identity_.worker];
  local_.rtcp_port = local_.rtp_port;
  local_.rtcp_mux = true;
  local_.candidates = candidates_for(peer, environment.advertise, local_.rtp_port);
  renew_ice();
  local_.fingerprint = {.hash = "sha-256", .value = environment.dtls_fingerprint};
}

void LegMedia::renew_ice() {
  local_.ice = {.ufrag = random_->token(kUfragLength), .password = random_->token(kPasswordLength)};
}

bool LegMedia::restarts_ice(const sdp::Negotiated& agreed) const {
  return negotiated_ && local_.security == sdp::Security::kDtls &&
         sdp::ice_restarted(*negotiated_, agreed);
}

std::string LegMedia::offer(std::span<const sdp::CodecKind> codecs) {
  local_.codecs.assign(codecs.begin(), codecs.end());
  described_ = sdp::make_offer(local_, described_ ? &*described_ : nullptr);
  return sdp::to_string(*described_);
}

std::string LegMedia::repeat_offer() {
  described_ = sdp::make_offer(local_, described_ ? &*described_ : nullptr);
  return sdp::to_string(*described_);
}

Expected<std::string, sdp::Rejection> LegMedia::answer(const sdp::Session& offer,
                                                       std::span<const sdp::CodecKind> codecs) {
  const auto offered = sdp::describe(offer);
  if (!offered) return unexpected(offered.error());
  const auto first = std::find_if(codecs.begin(), codecs.end(), [&](sdp::CodecKind kind) {
    return std::any_of(offered->codecs.begin(), offered->codecs.end(),
                       [&](const sdp::Codec& codec) { return codec.kind == kind; });
  });
  if (first == codecs.end()) {
    return unexpected(sdp::Rejection{488, 305, "Incompatible media format"});
  }
  local_.codecs = {*first};
  // [RFC8842 §5.5] an answer to a later offer keeps the DTLS role of the association that stands.
  if (negotiated_ && negotiated_->dtls_client) local_.answer_setup = sdp::Setup::kActive;
  const sdp::Session* previous = described_ ? &*described_ : nullptr;
  auto answered = sdp::answer_offer(offer, local_, previous);
  if (answered && restarts_ice(answered->negotiated)) {
    // [RFC8839 §4.4.1.1.1] An offer with other ICE credentials than before begins a new ICE
    // session: the answer has new ones too.
    renew_ice();
    answered = sdp::answer_offer(offer, local_, previous);
  }
  if (!answered) return unexpected(answered.error());
  described_ = std::move(answered->session);
  negotiated_ = std::move(answered->negotiated);
  return sdp::to_string(*described_);
}

Expected<void, sdp::Rejection> LegMedia::take_answer(std::string_view answer) {
  if (!described_) return unexpected(sdp::Rejection{488, 399, "Answer without an offer"});
  const auto session = sdp::parse_session(answer);
  if (!session) return unexpected(sdp::rejection_of(session.error()));
  auto negotiated = sdp::read_answer(*described_, *session);
  if (!negotiated) return unexpected(negotiated.error());
  negotiated_ = std::move(*negotiated);
  return {};
}

media::LegConfig LegMedia::config() const {
  media::LegConfig config{.transport = transport(), .ssrc = local_.ssrc, .cname = local_.cname};
  if (!negotiated_) return config;
  for (const sdp::Codec& codec : negotiated_->codecs) {
    config.codecs.push_back(codec_of(codec, negotiated_->ptime_ms));
  }
  config.telephone_event = negotiated_->telephone_event;
  config.telephone_event_received = negotiated_->telephone_event_received;
  config.telephone_event_rate_khz =
      static_cast<std::uint8_t>(negotiated_->telephone_event_rate_hz / 1000);
  config.comfort_noise = negotiated_->comfort_noise;
  config.audio_level_extension = negotiated_->audio_level_extension;
  config.direction = {.send = negotiated_->direction.send,
                      .receive = negotiated_->direction.receive};
  return config;
}

media::Transport LegMedia::transport() const {
  if (local_.security == sdp::Security::kDtls) return webrtc_transport();
  return rtp_transport();
}

media::WebRtcTransport LegMedia::webrtc_transport() const {
  media::WebRtcTransport transport{.local_ufrag = local_.ice.ufrag,
                                   .local_password = local_.ice.password};
  if (negotiated_) {
    transport.remote_ufrag = negotiated_->remote_ice.ufrag;
    transport.remote_password = negotiated_->remote_ice.password;
    transport.fingerprint_hash = negotiated_->fingerprint.hash;
    transport.fingerprint = negotiated_->fingerprint.value;
    transport.dtls_client = negotiated_->dtls_client;
  }
  return transport;
}

media::RtpTransport LegMedia::rtp_transport() const {
  media::RtpTransport transport{.rtp_socket = ports_->rtp, .rtcp_socket = ports_->rtcp};
  transport.signalling_ip = signalling_ip_;
  if (negotiated_) {
    transport.rtcp_mux = negotiated_->rtcp_mux;
    transport.remote_rtp = negotiated_->remote_rtp;
    transport.remote_rtcp = negotiated_->remote_rtcp;
    transport.send_key = key_of(negotiated_->send_key);
    transport.receive_key = key_of(negotiated_->receive_key);
  }
  return transport;
}

}  // namespace sidetone::call
