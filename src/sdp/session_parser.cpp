#include "sdp/session.h"
#include "sdp/text.h"

#include <charconv>
#include <limits>

namespace sidetone::sdp {
namespace {

using Problem = std::optional<std::string_view>;

/// A number of o=; what exceeds 64 bits is legal, and means no more to us than the largest.
std::optional<std::uint64_t> parse_origin_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::uint64_t>::max();
  return error == std::errc{} ? std::optional(value) : std::nullopt;
}

std::optional<Connection> parse_connection(std::string_view rest) {
  if (take_word(rest) != "IN") return std::nullopt;
  const std::string_view type = take_word(rest);
  if (type != "IP4" && type != "IP6") return std::nullopt;
  std::string_view address = take_word(rest);
  address = take_until(address, '/');  // A multicast address has a TTL behind it.
  if (!is_word(address)) return std::nullopt;
  return Connection{.address = std::string(address), .ip = IpAddress::parse(address)};
}

/// Takes the lines one after the other into the section that they belong to.
class Reader {
 public:
  explicit Reader(Session& session) : session_(session) {}

  Problem read(char type, std::string_view value) {
    switch (type) {
      case 'v':
        return on_version(value);
      case 'o':
        return on_origin(value);
      case 's':
        session_.name = std::string(value);
        return std::nullopt;
      case 'c':
        return on_connection(value);
      case 'b':
        return on_bandwidth(value);
      case 'a':
        return on_attribute(value);
      case 'm':
        return on_media(value);
      default:
        return std::nullopt;
    }
  }
  [[nodiscard]] bool complete() const { return seen_version_ && seen_origin_; }

 private:
  Media* section() { return session_.media.empty() ? nullptr : &session_.media.back(); }

  Problem on_version(std::string_view value) {
    seen_version_ = true;
    return trim(value) == "0" ? Problem() : "v=";
  }

  Problem on_origin(std::string_view rest) {
    Origin& origin = session_.origin;
    origin.username = std::string(take_word(rest));
    const auto id = parse_origin_number(take_word(rest));
    const auto version = parse_origin_number(take_word(rest));
    if (!id || !version) return "o=";
    if (take_word(rest) != "IN") return "o=";
    origin.v6 = take_word(rest) == "IP6";
    origin.address = std::string(take_word(rest));
    if (origin.address.empty()) return "o=";
    origin.session_id = *id;
    origin.version = *version;
    seen_origin_ = true;
    return std::nullopt;
  }

  Problem on_connection(std::string_view value) {
    auto connection = parse_connection(value);
    if (!connection) return "c=";
    Media* const media = section();
    auto& place = media != nullptr ? media->connection : session_.connection;
    // [RFC8866 §5.7] several c= lines of one m= section are for layered multicast: the first.
    if (!place) place = std::move(connection);
    return std::nullopt;
  }

  Problem on_bandwidth(std::string_view value) {
    Media* const media = section();
    auto& lines = media != nullptr ? media->bandwidth : session_.bandwidth;
    if (lines.size() >= kMaxBandwidthLines) return "too many b=";
    lines.emplace_back(value);
    return std::nullopt;
  }

  Problem on_attribute(std::string_view rest) {
    if (++attributes_ > kMaxAttributes) return "too many a=";
    const std::string_view name = take_until(rest, ':');
    if (!is_word(name)) return "a=";
    Media* const media = section();
    auto& place = media != nullptr ? media->attributes : session_.attributes;
    place.add(name, std::string(rest));
    return std::nullopt;
  }

  Problem on_media(std::string_view rest) {
    if (session_.media.size() >= kMaxMedia) return "too many m=";
    Media media;
    media.kind = std::string(take_word(rest));
    std::string_view ports = take_word(rest);
    const auto port = parse_number<std::uint16_t>(take_until(ports, '/'));
    media.protocol = std::string(take_word(rest));
    if (!is_word(media.kind) || !port || !is_word(media.protocol)) return "m=";
    media.port = *port;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
      if (!is_word(word) || media.formats.size() >= kMaxFormats) return "m=";
      media.formats.emplace_back(word);
    }
    if (media.formats.empty()) return "m=";
    session_.media.push_back(std::move(media));
    return std::nullopt;
  }

  Session& session_;
  std::size_t attributes_ = 0;
  bool seen_version_ = false;
  bool seen_origin_ = false;
};

/// `x=value` without what no line may hold.
bool well_formed(std::string_view line) {
  using namespace std::string_view_literals;
  return line.size() >= 2 && line[1] == '=' && line[0] >= 'a' && line[0] <= 'z' &&
         line.find_first_of("\r\0"sv) == std::string_view::npos;
}

}  // namespace

Expected<Session, ParseError> parse_session(std::string_view text) {
  if (text.size() > kMaxSessionBytes) return unexpected(ParseError{0, "too large"});
  Session session;
  Reader reader(session);
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    std::string_view line = take_until(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (!well_formed(line)) return unexpected(ParseError{number, "line"});
    // [RFC8866 §5] "v=" stands first; a body that begins otherwise is something else.
    if (number == 1 && line[0] != 'v') return unexpected(ParseError{number, "v="});
    if (const Problem problem = reader.read(line[0], line.substr(2))) {
      return unexpected(ParseError{number, *problem});
    }
  }
  if (!reader.complete()) return unexpected(ParseError{number, "o="});
  return session;
}

}  // namespace sidetone::sdp
