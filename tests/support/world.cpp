#include "support/world.h"

#include "sip/auth/hash.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <stdexcept>
#include <utility>

namespace sidetone::test {
namespace {

/// A day of calls is not kept whole.
constexpr std::size_t kMaxWire = 1'000;

constexpr SocketAddress kServer{kServerIp, 5060};
constexpr std::string_view kFingerprint =
    "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:"
    "AA";

call::Switchboard::Config board_config(const WorldOptions& options) {
  return {.advertise = {kServer.ip},
          .webrtc_ports = {kWebRtcPort},
          .dtls_fingerprint = options.media ? server_certificate().fingerprint().value()
                                            : std::string(kFingerprint)};
}

}  // namespace

World::World(NetConditions conditions, std::uint64_t seed)
    : World(WorldOptions{.sip = conditions, .seed = seed}) {}

World::World(const WorldOptions& options)
    : random_(options.seed),
      board_(board_config(options), directory_, ports_, random_),
      net_(options.sip, options.seed) {
  if (!options.media) return;
  plane_ = std::make_unique<MediaPlane>(ports_, *options.media, options.seed, now_);
}

World::~World() = default;

ScriptedPhone& World::phone(const std::string& number, sip::Transport transport) {
  const auto* extension = directory_.extension(TestDirectory::kOne, number);
  if (extension == nullptr) throw std::invalid_argument("no extension " + number);
  if (directory_.device(TestDirectory::kOne, number) == nullptr) {
    sip::Hasher hasher;
    const auto ha1 = [&](sip::DigestAlgorithm algorithm) {
      return std::string(hasher.joined(algorithm, {number, "one.test", "secret"}).view());
    };
    directory_.devices().push_back({.tenant = TestDirectory::kOne,
                                    .extension = extension->id,
                                    .username = number,
                                    .realm = "one.test",
                                    .ha1_md5 = ha1(sip::DigestAlgorithm::kMd5),
                                    .ha1_sha256 = ha1(sip::DigestAlgorithm::kSha256)});
  }
  return add({.number = number}, transport);
}

ScriptedPhone& World::browser(const std::string& number, const std::string& session) {
  const auto* extension = directory_.extension(TestDirectory::kOne, number);
  if (extension == nullptr) throw std::invalid_argument("no extension " + number);
  const std::string instance = fmt::format("<urn:uuid:{}>", random_.token(12));
  ScriptedPhone& phone =
      add({.number = number,
           .instance = instance,
           .fingerprint = plane_ ? browser_certificate().fingerprint().to_string() : std::string()},
          sip::Transport::kWss);
  sip::Peer peer = phone.line();
  std::swap(peer.local, peer.remote);
  board_.handle_flow_opened(peer, call::BrowserIdentity{.tenant = TestDirectory::kOne,
                                                        .user = *extension->user,
                                                        .extension = extension->id,
                                                        .session = session,
                                                        .instance = instance});
  return phone;
}

ScriptedPhone& World::claimant(ScriptedPhone::Account account) {
  return add(std::move(account), sip::Transport::kUdp);
}

void World::inject(const ScriptedPhone& from, std::string bytes) {
  note(from.account().number, "server", bytes);
  net_.send({from.line(), from.line().local, std::move(bytes)}, now_);
}

ScriptedPhone& World::add(ScriptedPhone::Account account, sip::Transport transport) {
  const auto host = static_cast<std::uint8_t>(lines_.size() + 10);
  const bool udp = transport == sip::Transport::kUdp;
  const sip::Peer line{.flow = sip::FlowId(udp ? 1 : ++last_flow_),
                       .transport = transport,
                       .remote = kServer,
                       .local = {IpAddress::v4({198, 18, 0, host}), 5070}};
  lines_.push_back({std::make_unique<ScriptedPhone>(std::move(account), line, random_.u64())});
  return *lines_.back().phone;
}

std::vector<ScriptedPhone*> World::phones() const {
  std::vector<ScriptedPhone*> phones;
  for (const Line& line : lines_) phones.push_back(line.phone.get());
  return phones;
}

void World::enroll(std::initializer_list<ScriptedPhone*> phones) {
  for (ScriptedPhone* phone : phones) {
    phone->enroll(now_);
    if (!run_until([&] { return phone->enrolled(); }, std::chrono::seconds(30))) {
      throw std::runtime_error("could not register:\n" + ladder_);
    }
  }
}

void World::run_for(Duration span) {
  const Instant end = now_ + span;
  while (step(end)) {}
}

bool World::step(Instant end) {
  settle();
  const Instant next = deadline();
  if (next > end) {
    now_ = end;
    return false;
  }
  now_ = std::max(now_, next);
  while (const auto parcel = net_.arrive(now_)) {
    deliver(*parcel);
    settle();
  }
  if (board_.deadline() <= now_) board_.handle_time(now_);
  for (Line& line : lines_) {
    if (line.phone->deadline() <= now_) line.phone->handle_time(now_);
  }
  if (plane_ && plane_->deadline() <= now_) plane_->handle_time(now_);
  settle();
  return true;
}

Instant World::deadline() const {
  Instant next = std::min(net_.deadline(), board_.deadline());
  if (plane_) next = std::min(next, plane_->deadline());
  for (const Line& line : lines_) next = std::min(next, line.phone->deadline());
  return next;
}

void World::settle() {
  drain_phones();
  drain_board();
  if (plane_) settle_media();
}

void World::settle_media() {
  while (const auto event = plane_->poll_event()) {
    board_.handle_media(*event, now_);
    drain_board();
  }
  for (const Line& line : lines_) plane_->follow(*line.phone, line.plugged, now_);
}

void World::drain_phones() {
  for (Line& line : lines_) {
    while (auto datagram = line.phone->poll(now_)) {
      if (!line.plugged) continue;
      note(line.phone->account().number, "server", datagram->bytes);
      watch_.sent_by_phone(line.phone->account().number, datagram->bytes);
      net_.send({datagram->to, line.phone->line().local, std::move(datagram->bytes)}, now_);
    }
  }
}

void World::drain_board() {
  while (auto output = board_.poll()) {
    if (auto* send = std::get_if<call::Switchboard::Send>(&*output)) {
      const Line* to = line_at(send->datagram.to);
      watch_.sent_by_server(to ? to->phone->account().number : "nobody", send->datagram.bytes);
      net_.send({send->datagram.to, kServer, std::move(send->datagram.bytes)}, now_);
    } else if (auto* media = std::get_if<call::Switchboard::ToMedia>(&*output)) {
      carry(*media);
    } else if (auto* changed = std::get_if<call::Switchboard::CallChanged>(&*output)) {
      views_.push_back(changed->view);
    } else if (auto* ended = std::get_if<call::Switchboard::CallEnded>(&*output)) {
      cdrs_.push_back(ended->cdr);
    } else if (auto* counted = std::get_if<call::Switchboard::Counted>(&*output)) {
      counted_.emplace_back(counted->name);
    } else if (auto* close = std::get_if<call::Switchboard::CloseFlow>(&*output)) {
      closed_flows_.push_back(close->flow);
    }
  }
}

void World::carry(const call::Switchboard::ToMedia& output) {
  media_.push_back(output.command);
  if (plane_) return plane_->handle_command(output.command, now_);
  if (const auto* remove = std::get_if<media::RemoveLeg>(&output.command)) {
    board_.handle_media(media::LegRemoved{.leg = remove->leg}, now_);
  }
}

void World::deliver(const VirtualNet::Parcel& parcel) {
  if (parcel.from != kServer) {
    watch_.heard_by_server(parcel.bytes);
    return board_.handle_sip({.flow = parcel.to.flow,
                              .transport = parcel.to.transport,
                              .remote = parcel.from,
                              .local = kServer},
                             parcel.bytes, now_);
  }
  const Line* line = line_at(parcel.to);
  if (line == nullptr || !line->plugged) return;
  note("server", line->phone->account().number, parcel.bytes);
  watch_.heard_by_phone(parcel.bytes);
  line->phone->handle_bytes(parcel.bytes, now_);
}

const World::Line* World::line_at(const sip::Peer& peer) const {
  for (const Line& line : lines_) {
    const sip::Peer& here = line.phone->line();
    const bool theirs =
        sip::reliable(here.transport) ? here.flow == peer.flow : here.local == peer.remote;
    if (theirs) return &line;
  }
  return nullptr;
}

void World::cut(ScriptedPhone& phone) {
  unplug(phone);
  board_.handle_flow_closed(phone.line().flow, now_);
  settle();
}

void World::unplug(ScriptedPhone& phone) {
  for (Line& line : lines_) {
    if (line.phone.get() != &phone) continue;
    line.plugged = false;
    line.was_unplugged = true;
  }
}

void World::plug(ScriptedPhone& phone) {
  for (Line& line : lines_) {
    if (line.phone.get() == &phone) line.plugged = true;
  }
}

void World::media_event(const media::Event& event) {
  board_.handle_media(event, now_);
  settle();
}

std::size_t World::bridges() const {
  std::size_t count = 0;
  for (const media::Command& command : media_) {
    if (std::holds_alternative<media::Connect>(command)) ++count;
  }
  return count;
}

std::string World::leaks() const {
  const auto load = board_.load();
  std::string found;
  const auto expect_none = [&](std::string_view what, std::size_t count) {
    if (count != 0) found += fmt::format("{} {}; ", count, what);
  };
  expect_none("calls", load.calls);
  expect_none("transactions", load.transactions);
  expect_none("sessions", load.sessions);
  expect_none("media legs", load.media_legs);
  expect_none("media ports", ports_.in_use());
  for (const Line& line : lines_) {
    if (line.plugged) expect_none("left on " + line.phone->account().number, line.phone->leaks());
  }
  return found;
}

std::string World::complaints() const {
  std::set<std::string> away;
  for (const Line& line : lines_) {
    if (line.was_unplugged) away.insert(line.phone->account().number);
  }
  std::string found = leaks() + watch_.complaints(away);
  std::set<std::string> records;
  for (const call::Cdr& cdr : cdrs_) records.insert(cdr.id);
  if (records.size() != cdrs_.size() || records.size() != watch_.calls()) {
    found += fmt::format("{} calls have {} records of {} calls; ", watch_.calls(), cdrs_.size(),
                         records.size());
  }
  if (plane_) {
    found += plane_->complaints();
    if (plane_->engine().legs() != 0) found += fmt::format("{} legs; ", plane_->engine().legs());
  }
  return found;
}

void World::note(const std::string& from, const std::string& to, std::string_view bytes) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch());
  if (wire_.size() < kMaxWire) wire_.emplace_back(bytes);
  // Eight characters tell the calls of one ladder apart.
  constexpr std::string_view kCallId = "\r\nCall-ID: ";
  const std::size_t at = bytes.find(kCallId);
  const auto call = at == std::string_view::npos ? "" : bytes.substr(at + kCallId.size(), 8);
  ladder_ += fmt::format("{:>9} {:>6} -> {:<6} [{}] {}\n", ms.count(), from, to, call,
                         bytes.substr(0, bytes.find('\r')));
}

}  // namespace sidetone::test
