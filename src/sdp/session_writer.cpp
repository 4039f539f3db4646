#include "sdp/session.h"

#include <fmt/format.h>
#include <iterator>

namespace sidetone::sdp {
namespace {

using Out = std::back_insert_iterator<std::string>;

void write(Out out, const Connection& connection) {
  const bool v6 = connection.address.find(':') != std::string::npos;
  fmt::format_to(out, "c=IN {} {}\r\n", v6 ? "IP6" : "IP4", connection.address);
}

void write(Out out, const Attributes& attributes) {
  for (const Attribute& attribute : attributes) {
    fmt::format_to(out, "a={}", attribute.name);
    if (!attribute.value.empty()) fmt::format_to(out, ":{}", attribute.value);
    fmt::format_to(out, "\r\n");
  }
}

void write(Out out, const Media& media) {
  fmt::format_to(out, "m={} {} {}", media.kind, media.port, media.protocol);
  for (const std::string& format : media.formats) fmt::format_to(out, " {}", format);
  fmt::format_to(out, "\r\n");
  if (media.connection) write(out, *media.connection);
  for (const std::string& line : media.bandwidth) fmt::format_to(out, "b={}\r\n", line);
  write(out, media.attributes);
}

}  // namespace

std::string to_string(const Session& session) {
  std::string text;
  text.reserve(1'500);
  const Out out(text);
  const Origin& origin = session.origin;
  fmt::format_to(out, "v=0\r\no={} {} {} IN {} {}\r\ns={}\r\n", origin.username, origin.session_id,
                 origin.version, origin.v6 ? "IP6" : "IP4", origin.address, session.name);
  if (session.connection) write(out, *session.connection);
  for (const std::string& line : session.bandwidth) fmt::format_to(out, "b={}\r\n", line);
  // [RFC3264 §5] a session of unicast calls is not bounded in time; t= stands above a= [RFC8866
  // §5].
  fmt::format_to(out, "t=0 0\r\n");
  write(out, session.attributes);
  for (const Media& media : session.media) write(out, media);
  return text;
}

}  // namespace sidetone::sdp
