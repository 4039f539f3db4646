#pragma once

#include "base/address.h"
#include "base/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Session descriptions [RFC8866] and their negotiation [RFC3264]. Knows nothing of RTP, sockets
/// or calls: text in, values out.
namespace sidetone::sdp {

/// `a=name:value`, or `a=name` alone: then `value` is empty.
struct Attribute {
  std::string name;
  std::string value;
  bool operator==(const Attribute&) const = default;
};

/// The `a=` lines of one section, in order. Unknown ones survive.
class Attributes {
 public:
  /// The first of that name; nullptr when there is none. Names compare with case [RFC8866 §9].
  [[nodiscard]] const std::string* find(std::string_view name) const {
    for (const Attribute& attribute : list_) {
      if (attribute.name == name) return &attribute.value;
    }
    return nullptr;
  }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  void add(std::string_view name, std::string value = {}) {
    list_.push_back({std::string(name), std::move(value)});
  }
  [[nodiscard]] auto begin() const { return list_.begin(); }
  [[nodiscard]] auto end() const { return list_.end(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  bool operator==(const Attributes&) const = default;

 private:
  std::vector<Attribute> list_;
};

/// `c=IN IP4 192.0.2.1/127`. A host name is kept as text and has no `ip`.
struct Connection {
  std::string address;  ///< As written, without TTL.
  std::optional<IpAddress> ip;
  bool operator==(const Connection&) const = default;
};

/// `o=username sess-id sess-version IN IP4 address` [RFC8866 §5.2].
struct Origin {
  std::string username = "-";
  std::uint64_t session_id = 0;
  std::uint64_t version = 0;
  std::string address;
  bool v6 = false;
  bool operator==(const Origin&) const = default;
};

/// One `m=` section [RFC8866 §5.14].
struct Media {
  std::string kind;        ///< "audio", "video", "application", …
  std::uint16_t port = 0;  ///< 0: rejected, or `a=bundle-only`.
  std::string protocol;    ///< "RTP/AVP", "UDP/TLS/RTP/SAVPF", …
  std::vector<std::string> formats;
  std::optional<Connection> connection;
  std::vector<std::string> bandwidth;  ///< Values of `b=` lines, as written.
  Attributes attributes;
  bool operator==(const Media&) const = default;
};

struct Session {
  Origin origin;
  std::string name = "-";
  std::optional<Connection> connection;
  std::vector<std::string> bandwidth;
  Attributes attributes;
  std::vector<Media> media;
  bool operator==(const Session&) const = default;
};

inline constexpr std::size_t kMaxSessionBytes = 32UL * 1024;
inline constexpr std::size_t kMaxMedia = 32;
inline constexpr std::size_t kMaxAttributes = 1024;    ///< Of the whole description.
inline constexpr std::size_t kMaxFormats = 128;        ///< Of one m= line.
inline constexpr std::size_t kMaxBandwidthLines = 16;  ///< Of one section.

/// Why text is no session description: answer 400, or 488 inside an INVITE that is else fine.
struct ParseError {
  std::size_t line = 0;        ///< From 1.
  std::string_view what = {};  ///< Static text, e.g. "m=": fit for a Warning or a counter.
  bool operator==(const ParseError&) const = default;
};

/// Reads a description. Line ends may be CRLF or LF; the lines that no negotiation needs (i= u= e=
/// p= t= r= z= k=) are skipped, as are lines of types that no RFC named. Never more than the
/// bounds above.
[[nodiscard]] Expected<Session, ParseError> parse_session(std::string_view text);

/// Writes it with CRLF; `t=0 0` always [RFC3264 §5].
[[nodiscard]] std::string to_string(const Session& session);

}  // namespace sidetone::sdp
