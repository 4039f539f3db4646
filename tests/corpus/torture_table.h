// What becomes of each torture message: in the parser, and as an answer on the wire. Shared by the
// parser's test and by the one that sends them over UDP to a whole server.
#pragma once

#include "sip/message/parse_error.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sidetone::corpus {

using Kind = sip::ParseError::Kind;
using Statuses = std::span<const int>;

// Final statuses that may come back; 0 stands for "no answer".
inline constexpr std::array kSilence{0};
inline constexpr std::array kBadRequest{400};
inline constexpr std::array kBadVersion{505};
inline constexpr std::array kBadScheme{416};
inline constexpr std::array kBadExtension{420};
inline constexpr std::array kBadMediaType{415};
inline constexpr std::array kNotAcceptable{406};
inline constexpr std::array kUnknownMethod{405, 501};
inline constexpr std::array kNoSuchDialog{481};
/// Understood, and answered as policy has it for a stranger who asks for somebody unknown.
inline constexpr std::array kUnderstood{200, 401, 403, 404, 407, 480, 481, 488};
/// Understood, for a method that only a registered user may use, or that nobody offers.
inline constexpr std::array kUnderstoodMessage{200, 202, 401, 403, 404, 405, 407, 480, 501};
/// A REGISTER that would be fine from somebody who is known.
inline constexpr std::array kRegister{200, 401, 403, 404, 407};
/// A REGISTER that the registrar refuses, once it has let the sender in.
inline constexpr std::array kBadRegister{400, 401, 403, 404, 407, 416};
/// We end what others forward: Max-Forwards 0 is no hindrance [RFC4475 §3.3.11], nor a must.
inline constexpr std::array kLastHop{200, 401, 403, 404, 407, 480, 483};

struct TortureMessage {
  std::string_view file;      ///< Below tests/corpus.
  std::optional<Kind> error;  ///< What parse_message() says; nullopt: it parses.
  std::string_view what;      ///< ParseError::what.
  int malformed_status;       ///< What response_to_malformed() says; 0: nothing, or not asked.
  Statuses answers;           ///< Final statuses on the wire, any of them.
};

inline constexpr std::array kTortureMessages{
    // RFC 4475 §3.1.1: valid messages.
    TortureMessage{"rfc4475/wsinv.dat", {}, "", 0, kUnderstood},           // 3.1.1.1 white space
    TortureMessage{"rfc4475/intmeth.dat", {}, "", 0, kUnknownMethod},      // 3.1.1.2 odd characters
    TortureMessage{"rfc4475/esc01.dat", {}, "", 0, kUnderstood},           // 3.1.1.3 %xx
    TortureMessage{"rfc4475/escnull.dat", {}, "", 0, kRegister},           // 3.1.1.4 %00
    TortureMessage{"rfc4475/esc02.dat", {}, "", 0, kUnknownMethod},        // 3.1.1.5 % is no escape
    TortureMessage{"rfc4475/lwsdisp.dat", {}, "", 0, kUnderstood},         // 3.1.1.6 no space at <
    TortureMessage{"rfc4475/longreq.dat", {}, "", 0, kUnderstood},         // 3.1.1.7 long values
    TortureMessage{"rfc4475/dblreq.dat", {}, "", 0, kRegister},            // 3.1.1.8 trailing bytes
    TortureMessage{"rfc4475/semiuri.dat", {}, "", 0, kUnderstood},         // 3.1.1.9 ; in the user
    TortureMessage{"rfc4475/transports.dat", {}, "", 0, kUnderstood},      // 3.1.1.10 transports
    TortureMessage{"rfc4475/mpart01.dat", {}, "", 0, kUnderstoodMessage},  // 3.1.1.11 multipart
    TortureMessage{"rfc4475/unreason.dat", {}, "", 0, kSilence},           // 3.1.1.12 UTF-8 reason
    TortureMessage{"rfc4475/noreason.dat", {}, "", 0, kSilence},           // 3.1.1.13 no reason

    // RFC 4475 §3.1.2: invalid messages.
    // 3.1.2.1 extraneous separators in Via and Contact.
    TortureMessage{"rfc4475/badinv01.dat", Kind::kBadHeader, "Via", 400, kBadRequest},
    // 3.1.2.2 Content-Length larger than the datagram.
    TortureMessage{"rfc4475/clerr.dat", Kind::kBadBodyLength, "Content-Length", 400, kBadRequest},
    // 3.1.2.3 Content-Length below zero.
    TortureMessage{"rfc4475/ncl.dat", Kind::kBadBodyLength, "Content-Length", 400, kBadRequest},
    // 3.1.2.4 CSeq, Max-Forwards, Expires and expires beyond their range.
    TortureMessage{"rfc4475/scalar02.dat", Kind::kBadHeader, "CSeq", 400, kBadRequest},
    // 3.1.2.5 the same in a response: dropped.
    TortureMessage{"rfc4475/scalarlg.dat", Kind::kBadHeader, "CSeq", 0, kSilence},
    // 3.1.2.6 a quote of To that does not close.
    TortureMessage{"rfc4475/quotbal.dat", Kind::kBadHeader, "To", 400, kBadRequest},
    // 3.1.2.7 <> around the Request-URI.
    TortureMessage{"rfc4475/ltgtruri.dat", Kind::kBadUri, "Request-URI", 400, kBadRequest},
    // 3.1.2.8 a space in the Request-URI.
    TortureMessage{"rfc4475/lwsruri.dat", Kind::kBadUri, "Request-URI", 400, kBadRequest},
    // 3.1.2.9 two spaces between the elements of the request line.
    TortureMessage{"rfc4475/lwsstart.dat", Kind::kBadUri, "Request-URI", 400, kBadRequest},
    // 3.1.2.10 spaces behind the request line.
    TortureMessage{"rfc4475/trws.dat", Kind::kBadStartLine, "request line", 400, kBadRequest},
    // 3.1.2.11 a Route header escaped in the Request-URI.
    TortureMessage{"rfc4475/escruri.dat", Kind::kBadUri, "Request-URI", 400, kBadRequest},
    // 3.1.2.12 a Date of EST: nobody needs it, so it is ignored [RFC3261 §8.2].
    TortureMessage{"rfc4475/baddate.dat", {}, "", 0, kUnderstood},
    // 3.1.2.13 a Contact that needs <>: the registrar's 400.
    TortureMessage{"rfc4475/regbadct.dat", {}, "", 0, kBadRegister},
    // 3.1.2.14 spaces inside the <> of To.
    TortureMessage{"rfc4475/badaspec.dat", Kind::kBadHeader, "To", 400, kBadRequest},
    // 3.1.2.15 a comma in a name without quotes; in the archive the headers have no end, too.
    TortureMessage{"rfc4475/baddn.dat", Kind::kBadHeader, "end of headers", 400, kBadRequest},
    // 3.1.2.16 SIP/7.0.
    TortureMessage{"rfc4475/badvers.dat", Kind::kUnsupportedVersion, "version", 505, kBadVersion},
    // 3.1.2.17 CSeq of another method.
    TortureMessage{"rfc4475/mismatch01.dat", Kind::kBadHeader, "CSeq", 400, kBadRequest},
    // 3.1.2.18 the same with a method that nobody knows: 400 or 501.
    TortureMessage{"rfc4475/mismatch02.dat", Kind::kBadHeader, "CSeq", 400, kBadRequest},
    // 3.1.2.19 a status of ten digits: dropped.
    TortureMessage{"rfc4475/bigcode.dat", Kind::kBadStartLine, "status line", 0, kSilence},

    // RFC 4475 §3.2: transaction layer.
    // 3.2.1 a branch that is the magic cookie and nothing else: the transaction's to match.
    TortureMessage{"rfc4475/badbranch.dat", {}, "", 0, kUnderstood},

    // RFC 4475 §3.3: application layer.
    // 3.3.1 no Call-ID, From, To.
    TortureMessage{"rfc4475/insuf.dat", Kind::kMissingHeader, "From", 400, kBadRequest},
    TortureMessage{"rfc4475/unkscm.dat", {}, "", 0, kBadScheme},     // 3.3.2 user agent: scheme
    TortureMessage{"rfc4475/novelsc.dat", {}, "", 0, kBadScheme},    // 3.3.3 user agent: scheme
    TortureMessage{"rfc4475/unksm2.dat", {}, "", 0, kBadRegister},   // 3.3.4 registrar: To, Contact
    TortureMessage{"rfc4475/bext01.dat", {}, "", 0, kBadExtension},  // 3.3.5 user agent: Require
    TortureMessage{"rfc4475/invut.dat", {}, "", 0, kBadMediaType},   // 3.3.6 user agent: body
    TortureMessage{"rfc4475/regaut01.dat", {}, "", 0, kRegister},    // 3.3.7 digest: scheme
    // 3.3.8 two of CSeq, Call-ID, To, From, Max-Forwards.
    TortureMessage{"rfc4475/multi01.dat", Kind::kBadHeader, "CSeq", 400, kBadRequest},
    // 3.3.9 two of Content-Length.
    TortureMessage{"rfc4475/mcl01.dat", Kind::kBadHeader, "Content-Length", 400, kBadRequest},
    TortureMessage{"rfc4475/bcast.dat", {}, "", 0, kSilence},        // 3.3.10 transaction: not ours
    TortureMessage{"rfc4475/zeromf.dat", {}, "", 0, kLastHop},       // 3.3.11 Max-Forwards 0
    TortureMessage{"rfc4475/cparam01.dat", {}, "", 0, kRegister},    // 3.3.12 header parameter
    TortureMessage{"rfc4475/cparam02.dat", {}, "", 0, kRegister},    // 3.3.13 URI parameter
    TortureMessage{"rfc4475/regescrt.dat", {}, "", 0, kRegister},    // 3.3.14 headers of a Contact
    TortureMessage{"rfc4475/sdp01.dat", {}, "", 0, kNotAcceptable},  // 3.3.15 user agent: Accept

    // RFC 4475 §3.4: backward compatibility.
    TortureMessage{"rfc4475/inv2543.dat", {}, "", 0, kUnderstood},  // 3.4.1 no tag, no branch

    // In the archive of RFC 4475, not in its text: neither a version nor a Via.
    TortureMessage{"rfc4475/test.dat", Kind::kNotSip, "start line", 0, kSilence},

    // RFC 5118 §4.
    TortureMessage{"rfc5118/ipv6-good", {}, "", 0, kRegister},  // 4.1 [] around IPv6
    // 4.2 IPv6 without [].
    TortureMessage{"rfc5118/ipv6-bad", Kind::kBadUri, "Request-URI", 400, kBadRequest},
    TortureMessage{"rfc5118/port-ambiguous", {}, "", 0, kRegister},    // 4.3 no port
    TortureMessage{"rfc5118/port-unambiguous", {}, "", 0, kRegister},  // 4.4 a port
    TortureMessage{"rfc5118/via-received-param-with-delim", {}, "", 0, kNoSuchDialog},  // 4.5
    TortureMessage{"rfc5118/via-received-param-no-delim", {}, "", 0, kUnderstood},      // 4.5
    TortureMessage{"rfc5118/ipv6-in-sdp", {}, "", 0, kUnderstood},                      // 4.6
    TortureMessage{"rfc5118/mult-ip-in-header", {}, "", 0, kNoSuchDialog},     // 4.7 both families
    TortureMessage{"rfc5118/mult-ip-in-sdp", {}, "", 0, kUnderstood},          // 4.8 both families
    TortureMessage{"rfc5118/ipv4-mapped-ipv6", {}, "", 0, kUnderstood},        // 4.9
    TortureMessage{"rfc5118/ipv6-bug-abnf-3-colons", {}, "", 0, kUnderstood},  // 4.10
    TortureMessage{"rfc5118/ipv6-correct-abnf-2-colons", {}, "", 0, kUnderstood},  // 4.10
};

static_assert(kTortureMessages.size() == 50 + 12);

/// The archive of RFC 5118 keeps its messages with bare LF, two of them without the empty line, and
/// with a Content-Length that counts the LFs (§4.6: that counts nothing). This is how they look on
/// the wire. Messages of RFC 4475 stay as they are.
inline std::string wire_form(std::string_view archived) {
  if (archived.find("\r\n") != std::string_view::npos) return std::string(archived);
  std::string out;
  for (const char c : archived) {
    if (c == '\n') out += '\r';
    out += c;
  }
  if (out.find("\r\n\r\n") == std::string::npos) out += "\r\n";
  const std::size_t body_bytes = out.size() - out.find("\r\n\r\n") - 4;
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t digits = out.find(kName) + kName.size();
  return out.replace(digits, out.find('\r', digits) - digits, std::to_string(body_bytes));
}

/// The message as it is sent. Throws when the file is not there.
inline std::string load(const TortureMessage& message) {
  const std::string path = SIDETONE_CORPUS_DIR "/" + std::string(message.file);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return wire_form(std::string(std::istreambuf_iterator<char>(file), {}));
}

/// How a failing test names it.
inline void PrintTo(const TortureMessage& message, std::ostream* out) {
  *out << message.file;
}

inline const TortureMessage& torture_message(std::string_view file) {
  const auto found = std::ranges::find(kTortureMessages, file, &TortureMessage::file);
  if (found == kTortureMessages.end()) throw std::runtime_error("unknown: " + std::string(file));
  return *found;
}

}  // namespace sidetone::corpus
