#pragma once

#include "sdp/offer_answer.h"

#include <cstdio>
#include <string>
#include <string_view>

/// For tests: descriptions of real phones and browsers, and ends of ours to answer them with.
namespace sidetone::sdp {

inline std::string read_corpus(std::string_view name) {
  const std::string path = std::string(SIDETONE_CORPUS_DIR "/sdp/").append(name);
  std::string text(64 * 1024, '\0');
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return {};
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

/// Of tests/corpus/sdp, without ".sdp". An empty description when it does not parse.
inline Session corpus(std::string_view name) {
  return parse_session(read_corpus(std::string(name) + ".sdp")).value_or(Session{});
}

inline Session parsed(std::string_view text) {
  return parse_session(text).value_or(Session{});
}

inline std::string offer_with(std::string_view media_lines) {
  return std::string("v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n")
      .append(media_lines);
}

inline LocalMedia plain_end() {
  return {.session_id = 4711,
          .address = IpAddress::v4({198, 51, 100, 1}),
          .rtp_port = 20'000,
          .rtcp_port = 20'001,
          .codecs = {CodecKind::kOpus, CodecKind::kG722, CodecKind::kPcmu, CodecKind::kPcma},
          .ssrc = 0x1234,
          .cname = "sidetone"};
}

inline LocalMedia sdes_end() {
  LocalMedia local = plain_end();
  local.security = Security::kSdes;
  const auto key = [](CryptoSuite suite, std::uint8_t fill) {
    return SdesKey{suite, std::vector<std::uint8_t>(key_and_salt_bytes(suite), fill)};
  };
  local.sdes_keys = {key(CryptoSuite::kAesCm128HmacSha1_80, 1), key(CryptoSuite::kAeadAes128Gcm, 2),
                     key(CryptoSuite::kAesCm128HmacSha1_32, 3)};
  return local;
}

inline LocalMedia dtls_end() {
  LocalMedia local = plain_end();
  local.security = Security::kDtls;
  local.rtp_port = 40'000;
  local.candidates = {{.ip = local.address, .port = 40'000}};
  local.ice = {.ufrag = "Ours", .password = "0123456789abcdefghijkl"};
  std::string fingerprint = "AA";
  for (int i = 1; i < 32; ++i) fingerprint += ":AA";
  local.fingerprint = {.hash = "sha-256", .value = fingerprint};
  return local;
}

/// The end that answers this offer with the protection that it asks for.
inline LocalMedia end_for(Security security) {
  switch (security) {
    case Security::kDtls:
      return dtls_end();
    case Security::kSdes:
      return sdes_end();
    case Security::kNone:
      break;
  }
  return plain_end();
}

/// "opus/111 PCMU/0": names and the payload types that we send with.
inline std::string names(const std::vector<Codec>& codecs) {
  std::string text;
  for (const Codec& codec : codecs) {
    if (!text.empty()) text += ' ';
    text += encoding_name(codec.kind);
    text += '/' + std::to_string(codec.payload_type);
  }
  return text;
}

}  // namespace sidetone::sdp
