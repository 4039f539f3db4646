// What parsing and writing cost: typical messages, and the worst that 64 kB can hold.
#include "sip/message/message.h"
#include "sip/stream_framing.h"

#include <benchmark/benchmark.h>
#include <string>
#include <vector>

namespace sidetone::sip {
namespace {

constexpr std::string_view kRegister =
    "REGISTER sip:example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.201:5062;branch=z9hG4bK-524287-1---b0b3bf3bcbbb3a5c;rport\r\n"
    "Max-Forwards: 70\r\n"
    "Contact: <sip:103@192.0.2.201:5062;ob>;expires=300;"
    "+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\";reg-id=1\r\n"
    "To: \"Desk Phone\" <sip:103@example.com>\r\n"
    "From: \"Desk Phone\" <sip:103@example.com>;tag=ea8cef6a\r\n"
    "Call-ID: 79ZaMmI0MWRjNGZlZjQ2OTVjZmM0ZGFmNjY0ZGVhYzE\r\n"
    "CSeq: 2 REGISTER\r\n"
    "Expires: 300\r\n"
    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO\r\n"
    "Supported: replaces, outbound, path, gruu\r\n"
    "User-Agent: Desk 4.2.1\r\n"
    "Authorization: Digest username=\"103\",realm=\"example.com\","
    "nonce=\"f84f1cec41e6cbe5aea9c8e88d359\",uri=\"sip:example.com\","
    "response=\"7587245234b3434cc3412213e5f113a5\",cnonce=\"0a4f113b\",nc=00000001,qop=auth,"
    "algorithm=MD5\r\n"
    "Content-Length: 0\r\n\r\n";

std::string invite() {
  std::string body;
  for (int i = 0; i < 60; ++i)
    body += "a=candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host\r\n";
  return "INVITE sip:102@example.com SIP/2.0\r\n"
         "Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks\r\n"
         "Max-Forwards: 69\r\n"
         "To: <sip:102@example.com>\r\n"
         "From: \"Reception\" <sip:101@example.com>;tag=asdyka899\r\n"
         "Call-ID: asidkj3ss\r\n"
         "CSeq: 1 INVITE\r\n"
         "Contact: <sip:k2f9@df7jal23ls0d.invalid;transport=ws;ob>\r\n"
         "Allow: ACK,CANCEL,INVITE,MESSAGE,BYE,OPTIONS,INFO,NOTIFY,REFER\r\n"
         "Supported: outbound, timer\r\n"
         "Session-Expires: 90\r\n"
         "User-Agent: page\r\n"
         "Content-Type: application/sdp\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

void parse(benchmark::State& state, const std::string& bytes) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_message(bytes));
}

void ParseRegister(benchmark::State& state) {
  parse(state, std::string(kRegister));
}
BENCHMARK(ParseRegister);

void ParseInvite(benchmark::State& state) {
  parse(state, invite());
}
BENCHMARK(ParseInvite);

void ReadEssentials(benchmark::State& state) {
  const auto request = std::get<Request>(parse_message(kRegister).value());
  for (auto _ : state) benchmark::DoNotOptimize(essentials(request.headers));
}
BENCHMARK(ReadEssentials);

void WriteInvite(benchmark::State& state) {
  const auto request = std::get<Request>(parse_message(invite()).value());
  for (auto _ : state) benchmark::DoNotOptimize(to_bytes(request));
}
BENCHMARK(WriteInvite);

void AnswerRegister(benchmark::State& state) {
  const auto request = std::get<Request>(parse_message(kRegister).value());
  for (auto _ : state) benchmark::DoNotOptimize(to_bytes(make_response(request, 200, "xyz")));
}
BENCHMARK(AnswerRegister);

/// 64 kB with `head` before, `tail` behind and as many `filler` as fit between them.
std::string filled(std::string_view head, std::string_view filler, std::string_view tail) {
  std::string out =
      "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
      "To: <sip:c@d>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n";
  out += head;
  const std::string end = std::string(tail) + "\r\n\r\n";
  while (out.size() + filler.size() + end.size() <= kMaxMessageBytes) out += filler;
  return out + end;
}

/// What a message that is out to cost time may look like, and all that a server may ask of it.
void Hostile(benchmark::State& state) {
  const std::vector<std::string> messages{
      filled("Route: ", "<sip:a@b>,", "<sip:a@b>"),
      filled("Contact: ", ",", ""),
      filled("Contact: <sip:a@b>", ";a=b", ""),
      filled("Contact: <sip:a@b", ";a=b", ">"),
      filled("Contact: \"", "\\\"", "\" <sip:a@b>"),
      filled("Contact: ", "\"", ""),
      filled("Contact: ", "<", ""),
      filled("Subject: x", "\r\n y", ""),
      filled("Subject: x", "\r\n", ""),
      filled("v: SIP/2.0/UDP a", ",SIP/2.0/UDP a", ""),
      filled("Contact: <sip:", "%41", "@b>"),
      filled("Contact: <sip:a@b?", "a=b&", ">"),
      filled("Contact: \"", "\xC3", "\" <sip:a@b>"),
      filled("", "X: y\r\n", "X: y"),
  };
  const std::string& bytes = messages[static_cast<std::size_t>(state.range(0))];
  for (auto _ : state) {
    auto message = parse_message(bytes);
    benchmark::DoNotOptimize(message);
    if (!message) continue;
    const HeaderFields& headers = std::get<Request>(*message).headers;
    for (const std::string_view value : headers.values(HeaderId::kRoute)) {
      benchmark::DoNotOptimize(parse_name_addr(value));
    }
    for (const std::string_view value : headers.values(HeaderId::kContact)) {
      const auto contact = parse_name_addr(value);
      if (contact) benchmark::DoNotOptimize(equivalent(contact->uri, contact->uri));
    }
    benchmark::DoNotOptimize(headers.values(HeaderId::kVia));
    benchmark::DoNotOptimize(to_bytes(make_response(std::get<Request>(*message), 400, "x")));
  }
}
BENCHMARK(Hostile)->DenseRange(0, 13)->Unit(benchmark::kMicrosecond);

/// One byte at a time: the slowest way to send 64 kB.
void FrameByteByByte(benchmark::State& state) {
  const std::string bytes = filled("Content-Length: 0\r\nSubject: ", "x", "");
  for (auto _ : state) {
    StreamFraming framing;
    for (const char& c : bytes) {
      framing.handle_bytes(std::string_view(&c, 1));
      benchmark::DoNotOptimize(framing.poll());
    }
  }
}
BENCHMARK(FrameByteByByte)->Unit(benchmark::kMicrosecond);

void FrameRegister(benchmark::State& state) {
  StreamFraming framing;
  for (auto _ : state) {
    framing.handle_bytes(kRegister);
    benchmark::DoNotOptimize(framing.poll());
  }
}
BENCHMARK(FrameRegister);

}  // namespace
}  // namespace sidetone::sip
