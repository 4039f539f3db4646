#include "support/world.h"

#include "sip/auth/hash.h"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace sidetone::test {
namespace {

const SocketAddress kServer{IpAddress::v4({198, 18, 0, 1}), 5060};
constexpr std::string_view kFingerprint =
    "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:"
    "AA";

call::Switchboard::Config board_config() {
  return {.advertise = {kServer.ip},
          .webrtc_ports = {40000},
          .dtls_fingerprint = std::string(kFingerprint)};
}

}  // namespace

std::optional<call::MediaPorts> CountedPorts::open(const IpAddress&) {
  if (open_.size() >= limit) return std::nullopt;
  std::uint16_t port = 20000;
  while (open_.contains(port)) port = static_cast<std::uint16_t>(port + 2);
  open_.insert(port);
  last_ += 2;
  return call::MediaPorts{media::SocketId(last_ + 10), media::SocketId(last_ + 11), port};
}

void CountedPorts::close(const call::MediaPorts& ports) {
  open_.erase(ports.rtp_port);
}

World::World(NetConditions conditions, std::uint64_t seed)
    : random_(seed), board_(board_config(), directory_, ports_, random_), net_(conditions, seed) {}

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
  ScriptedPhone& phone = add({.number = number, .instance = instance}, sip::Transport::kWss);
  sip::Peer peer = phone.line();
  std::swap(peer.local, peer.remote);
  board_.handle_flow_opened(peer, call::BrowserIdentity{.tenant = TestDirectory::kOne,
                                                        .user = *extension->user,
                                                        .extension = extension->id,
                                                        .session = session,
                                                        .instance = instance});
  return phone;
}

ScriptedPhone& World::add(ScriptedPhone::Account account, sip::Transport transport) {
  const auto host = static_cast<std::uint8_t>(lines_.size() + 10);
  const bool udp = transport == sip::Transport::kUdp;
  const sip::Peer line{.flow = sip::FlowId(udp ? 1 : ++last_flow_),
                       .transport = transport,
                       .remote = kServer,
                       .local = {IpAddress::v4({198, 18, 0, host}), 5070}};
  lines_.push_back({std::make_unique<ScriptedPhone>(std::move(account), line, host)});
  return *lines_.back().phone;
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
  settle();
  return true;
}

Instant World::deadline() const {
  Instant next = std::min(net_.deadline(), board_.deadline());
  for (const Line& line : lines_) next = std::min(next, line.phone->deadline());
  return next;
}

void World::settle() {
  drain_phones();
  drain_board();
}

void World::drain_phones() {
  for (Line& line : lines_) {
    while (auto datagram = line.phone->poll(now_)) {
      if (!line.plugged) continue;
      note(line.phone->account().number, "server", datagram->bytes);
      net_.send({datagram->to, line.phone->line().local, std::move(datagram->bytes)}, now_);
    }
  }
}

void World::drain_board() {
  while (auto output = board_.poll()) {
    if (auto* send = std::get_if<call::Switchboard::Send>(&*output)) {
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
  if (const auto* remove = std::get_if<media::RemoveLeg>(&output.command)) {
    board_.handle_media(media::LegRemoved{.leg = remove->leg}, now_);
  }
}

void World::deliver(const VirtualNet::Parcel& parcel) {
  if (parcel.from != kServer) {
    board_.handle_sip({.flow = parcel.to.flow,
                       .transport = parcel.to.transport,
                       .remote = parcel.from,
                       .local = kServer},
                      parcel.bytes, now_);
    return;
  }
  for (Line& line : lines_) {
    const sip::Peer& here = line.phone->line();
    const bool theirs = sip::reliable(here.transport) ? here.flow == parcel.to.flow
                                                      : here.local == parcel.to.remote;
    if (!theirs || !line.plugged) continue;
    note("server", line.phone->account().number, parcel.bytes);
    line.phone->handle_bytes(parcel.bytes, now_);
  }
}

void World::cut(ScriptedPhone& phone) {
  unplug(phone);
  board_.handle_flow_closed(phone.line().flow, now_);
  settle();
}

void World::unplug(ScriptedPhone& phone) {
  for (Line& line : lines_) {
    if (line.phone.get() == &phone) line.plugged = false;
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

void World::note(const std::string& from, const std::string& to, std::string_view bytes) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch());
  ladder_ += fmt::format("{:>9} {:>6} -> {:<6} {}\n", ms.count(), from, to,
                         bytes.substr(0, bytes.find('\r')));
}

}  // namespace sidetone::test
