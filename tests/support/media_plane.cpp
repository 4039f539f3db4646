#include "support/media_plane.h"

#include "support/openssl_clock.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

namespace sidetone::test {
namespace {

/// The rest of the first line of `sdp` that starts so.
std::string attribute(const std::string& sdp, std::string_view start) {
  const std::size_t at = sdp.find("\n" + std::string(start));
  if (at == std::string::npos) return {};
  const std::size_t value = at + 1 + start.size();
  return sdp.substr(value, sdp.find('\r', value) - value);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Where that description wants media: its ICE candidate, else its m= and c= lines.
SocketAddress target_of(const std::string& sdp) {
  const auto candidate = words_of(attribute(sdp, "a=candidate:"));
  const bool ice = candidate.size() > 5;
  const std::string ip = ice ? candidate[4] : attribute(sdp, "c=IN IP4 ");
  const std::string port = ice ? candidate[5] : words_of(attribute(sdp, "m=audio ")).at(0);
  return SocketAddress::parse(ip + ":" + port).value_or(SocketAddress{});
}

audio::CodecSpec codec_of(const std::string& line) {
  const auto type = static_cast<std::uint8_t>(std::stoi(line));
  if (line.find("opus") != std::string::npos) {
    return {.kind = audio::CodecKind::kOpus, .payload_type = type};
  }
  if (line.find("G722") != std::string::npos) {
    return {.kind = audio::CodecKind::kG722, .payload_type = type};
  }
  const bool a_law = line.find("PCMA") != std::string::npos;
  return {.kind = a_law ? audio::CodecKind::kPcma : audio::CodecKind::kPcmu, .payload_type = type};
}

/// The first codec of the phone's that the other side's m= line names too.
audio::CodecSpec common_codec(const ScriptedPhone& phone) {
  const auto formats = words_of(attribute(phone.remote_sdp(), "m=audio "));
  for (const std::string& codec : phone.codecs()) {
    const std::string type = codec.substr(0, codec.find(' '));
    if (std::ranges::find(formats, type) != formats.end()) return codec_of(codec);
  }
  return codec_of(phone.codecs().front());
}

}  // namespace

MediaPlane::MediaPlane(const CountedPorts& ports, NetConditions conditions, std::uint64_t seed,
                       Instant now)
    : ports_(ports),
      random_(seed + 1),
      engine_({.certificate = &server_certificate()}, random_, now),
      net_(conditions, seed + 2),
      records_(1) {
  OpenSslClock::set(now);
}

void MediaPlane::handle_command(const media::Command& command, Instant now) {
  engine_.handle_command(command, now);
  drain(now);
}

void MediaPlane::follow(const ScriptedPhone& phone, bool plugged, Instant now) {
  Line& line = line_of(phone);
  line.plugged = plugged;
  const bool talking = phone.state() == ScriptedPhone::State::kTalking;
  if (talking && !line.end && !phone.remote_sdp().empty()) open(line, phone, now);
  if (!talking && line.end) close(line, now);
  if (line.end && !plugged) records_[line.mark].unplugged = true;
}

MediaPlane::Line& MediaPlane::line_of(const ScriptedPhone& phone) {
  const auto found = std::ranges::find(lines_, &phone, &Line::phone);
  if (found != lines_.end()) return *found;
  lines_.push_back({.phone = &phone});
  return lines_.back();
}

void MediaPlane::open(Line& line, const ScriptedPhone& phone, Instant now) {
  line.mark = static_cast<std::uint32_t>(records_.size());
  line.local = {phone.line().local.ip, phone.media_port()};
  line.remote = target_of(phone.remote_sdp());
  line.judged = 0;
  records_.push_back({.number = phone.account().number,
                      .call = phone.header("X-Sidetone-Call").value_or(""),
                      .caller = phone.placed_call(),
                      .echo = phone.dialled() == "*43",
                      .opened = now});
  const Talker::Config talker{
      .mark = line.mark, .tone_hz = phone.tone_hz(), .codec = common_codec(phone)};
  const std::string& sdp = phone.remote_sdp();
  if (phone.account().instance.empty()) {
    line.end = std::make_unique<RtpEnd>(talker, now);
  } else {
    const bool client = attribute(sdp, "a=setup:") != "active";
    line.end = std::make_unique<BrowserEnd>(
        talker,
        BrowserEnd::Transport{.local_ufrag = phone.ice_ufrag(),
                              .remote_ufrag = attribute(sdp, "a=ice-ufrag:"),
                              .remote_password = attribute(sdp, "a=ice-pwd:"),
                              .remote_fingerprint = attribute(sdp, "a=fingerprint:"),
                              .dtls_client = client},
        now);
  }
}

void MediaPlane::close(Line& line, Instant now) {
  judge(line);
  records_[line.mark].closed = now;
  if (records_[line.mark].caller) judge_caller(line);
  line.end.reset();
}

/// Whoever it heard since the last time must be in the same call.
void MediaPlane::judge(Line& line) {
  const Talker& talker = line.end->talker();
  Record& own = records_[line.mark];
  own.first_heard = talker.first_heard();
  if (talker.marks().size() == line.judged) return;
  line.judged = talker.marks().size();
  for (const auto& [mark, packets] : talker.marks()) {
    const Record& other = records_.at(mark);
    if (other.call == own.call && (mark != line.mark || own.echo)) continue;
    complaints_ += fmt::format("{} in call {} heard {} of call {}; ", own.number, own.call,
                               other.number, other.call);
  }
}

/// A caller hears one callee, soon, and is heard by it.
void MediaPlane::judge_caller(const Line& line) {
  const Record& own = records_[line.mark];
  const Talker& talker = line.end->talker();
  for (const auto& [mark, packets] : talker.marks()) marks_heard_ += packets;
  if (talker.marks().size() > 1) {
    complaints_ += fmt::format("{} heard {} others at once; ", own.number, talker.marks().size());
  }
  for (std::uint32_t mark = 1; mark < records_.size(); ++mark) {
    const Record& other = records_[mark];
    if (mark == line.mark || other.call != own.call) continue;
    const Instant both = std::max(own.opened, other.opened);
    if (std::min(own.closed, other.closed) < both + patience_) continue;
    if (own.unplugged || other.unplugged) continue;
    const Record* deaf = nullptr;
    if (own.first_heard > both + patience_) deaf = &own;
    if (talker.marks().contains(mark) && other.first_heard > both + patience_) deaf = &other;
    if (deaf == nullptr) continue;
    complaints_ += fmt::format("{} heard nothing in call {}; ", deaf->number, deaf->call);
  }
}

void MediaPlane::handle_time(Instant now) {
  OpenSslClock::set(now);
  while (const auto parcel = net_.arrive(now)) deliver(*parcel, now);
  if (engine_.deadline() <= now) engine_.handle_time(now);
  for (Line& line : lines_) {
    if (line.end && line.end->deadline() <= now) line.end->handle_time(now);
  }
  drain(now);
}

void MediaPlane::deliver(const VirtualNet::Parcel& parcel, Instant now) {
  std::vector<std::uint8_t> bytes(parcel.bytes.begin(), parcel.bytes.end());
  const SocketAddress& to = parcel.to.remote;
  if (to.ip == kServerIp) {
    const media::SocketId socket = to.port == kWebRtcPort
                                       ? media::kWebRtcSocket
                                       : ports_.socket_of(to.port).value_or(media::SocketId{});
    if (!socket) return;
    const std::size_t size = bytes.size();
    bytes.resize(size + media::kTailRoom);
    engine_.handle_datagram({.socket = socket,
                             .remote = parcel.from,
                             .local = kServerIp,
                             .bytes = std::span(bytes).first(size)},
                            now);
    return drain(now);
  }
  for (Line& line : lines_) {
    if (!line.end || !line.plugged || line.local != to) continue;
    line.end->handle_datagram(bytes, now);
    judge(line);
  }
}

void MediaPlane::drain(Instant now) {
  const auto send = [&](const SocketAddress& from, const SocketAddress& to, auto&& bytes) {
    net_.send({.to = {.transport = sip::Transport::kUdp, .remote = to},
               .from = from,
               .bytes = std::string(bytes.begin(), bytes.end())},
              now);
  };
  for (const media::Transmit& transmit : engine_.transmits()) {
    const auto port = transmit.socket == media::kWebRtcSocket ? std::optional(kWebRtcPort)
                                                              : ports_.port_of(transmit.socket);
    if (port) send({kServerIp, *port}, transmit.to, transmit.bytes);
  }
  engine_.clear_transmits();
  while (const auto event = engine_.poll_event()) events_.push_back(*event);
  for (Line& line : lines_) {
    while (line.end) {
      const auto datagram = line.end->poll();
      if (!datagram) break;
      if (line.plugged) send(line.local, line.remote, *datagram);
    }
  }
}

std::optional<media::Event> MediaPlane::poll_event() {
  if (events_told_ == events_.size()) return std::nullopt;
  return events_[events_told_++];
}

Instant MediaPlane::deadline() const {
  Instant next = std::min(engine_.deadline(), net_.deadline());
  for (const Line& line : lines_) {
    if (line.end) next = std::min(next, line.end->deadline());
  }
  return next;
}

MediaEnd* MediaPlane::end_of(const ScriptedPhone& phone) {
  return line_of(phone).end.get();
}

}  // namespace sidetone::test
