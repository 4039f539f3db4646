#include "sip/auth/digest_credentials.h"

#include "sip/message/auth_params.h"
#include "sip/message/text.h"

#include <algorithm>
#include <charconv>

namespace sidetone::sip {
namespace {

constexpr std::size_t kMaxFieldBytes = 512;
constexpr std::size_t kMaxLines = 8;

ParseError broken(std::string_view what) {
  return {.kind = ParseError::Kind::kBadHeader, .what = what};
}

std::optional<DigestAlgorithm> parse_algorithm(std::optional<std::string_view> text) {
  // [RFC7616 §3.4] "If this is not present, it is assumed to be "MD5"".
  if (!text) return DigestAlgorithm::kMd5;
  for (const auto algorithm : {DigestAlgorithm::kMd5, DigestAlgorithm::kSha256}) {
    if (equal_without_case(*text, algorithm_name(algorithm))) return algorithm;
  }
  return std::nullopt;
}

std::optional<std::string> parse_response(std::string_view text, DigestAlgorithm algorithm) {
  std::string hex = lower(text);
  const bool all_hex = std::ranges::all_of(
      hex, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  const std::size_t size = algorithm == DigestAlgorithm::kSha256 ? 64 : 32;
  return all_hex && hex.size() == size ? std::optional(std::move(hex)) : std::nullopt;
}

/// [RFC7616 §3.4] nc is 8LHEX; some phones write fewer digits.
std::optional<std::uint32_t> parse_nonce_count(std::string_view text) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count, 16);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && text.size() <= 8 ? std::optional(count) : std::nullopt;
}

bool read_quality(const Parameters& from, DigestCredentials& credentials) {
  const auto quality = from.find("qop");
  if (!quality) return true;
  if (!equal_without_case(*quality, "auth")) return false;
  const auto count = from.find("nc");
  const auto cnonce = from.find("cnonce");
  if (!count || !cnonce || cnonce->size() > kMaxFieldBytes) return false;
  credentials.nonce_count = parse_nonce_count(*count);
  credentials.nonce_count_text = std::string(*count);
  credentials.cnonce = std::string(*cnonce);
  return credentials.nonce_count.has_value();
}

}  // namespace

Parsed<DigestCredentials> parse_digest_credentials(std::string_view value) {
  const auto params = parse_auth_params(value);
  if (!params) return unexpected(params.error());
  if (!equal_without_case(params->scheme, "Digest")) return unexpected(broken("scheme"));
  const Parameters& from = params->parameters;
  const auto algorithm = parse_algorithm(from.find("algorithm"));
  if (!algorithm) return unexpected(broken("algorithm"));
  DigestCredentials credentials{.algorithm = *algorithm};
  struct Field {
    std::string_view name;
    std::string* place;
  };
  for (const auto& [name, place] :
       {Field{"username", &credentials.username}, Field{"realm", &credentials.realm},
        Field{"nonce", &credentials.nonce}, Field{"uri", &credentials.uri}}) {
    const auto text = from.find(name);
    if (!text || text->empty() || text->size() > kMaxFieldBytes) return unexpected(broken(name));
    *place = std::string(*text);
  }
  auto response = parse_response(from.find("response").value_or(""), *algorithm);
  if (!response) return unexpected(broken("response"));
  credentials.response = std::move(*response);
  if (!read_quality(from, credentials)) return unexpected(broken("qop"));
  return credentials;
}

std::optional<DigestCredentials> find_credentials(const HeaderFields& headers, HeaderId header,
                                                  std::string_view realm) {
  std::size_t lines = 0;
  for (const HeaderField& field : headers) {
    if (field.id != header) continue;
    if (++lines > kMaxLines) break;
    auto credentials = parse_digest_credentials(field.value);
    if (credentials && credentials->realm == realm) return std::move(*credentials);
  }
  return std::nullopt;
}

}  // namespace sidetone::sip
