#include "app/media_worker.h"

#include "app/clock.h"

#include <algorithm>
#include <chrono>

namespace sidetone::app {
namespace {

using namespace std::chrono_literals;
using net::MediaSockets;

constexpr std::size_t kInputs = 2048;
constexpr std::size_t kEvents = 2048;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kLongestPacket = 2048;
// While the control thread has no room for our events: look again after so long.
constexpr Duration kRetryReport = 5ms;

void add(std::atomic<std::uint64_t>& counter, std::uint64_t count) {
  // One writer: no locked instruction is needed.
  counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
}

}  // namespace

MediaWorker::MediaWorker(const Config& config, net::UdpSocket webrtc)
    : news_(config.news),
      inputs_(kInputs),
      events_(kEvents),
      engine_(config.engine, random_, now()),
      sockets_(config.slots, wake_up_),
      ids_(config.slots),
      received_({.datagrams = kBatch,
                 .longest = kLongestPacket - media::kTailRoom,
                 .tail_room = media::kTailRoom}),
      sending_(kBatch) {
  const auto slot = slot_of(media::kWebRtcSocket);
  ids_[slot] = media::kWebRtcSocket;
  sockets_.add(slot, std::move(webrtc));
  thread_ = std::thread([this] { run(); });
}

MediaWorker::~MediaWorker() {
  stopping_.store(true, std::memory_order_relaxed);
  wake_up_.signal();
  thread_.join();
}

Duration MediaWorker::patience() const {
  const Instant deadline = engine_.deadline();
  const Duration until = deadline == kNever ? Duration(1h) : deadline - now();
  return held_ ? std::min(until, kRetryReport) : until;
}

void MediaWorker::run() {
  while (!stopping_.load(std::memory_order_relaxed)) {
    for (const MediaSockets::Slot slot : sockets_.wait(patience())) {
      if (slot == MediaSockets::kWoken) {
        take_inputs();
      } else {
        read(slot);
      }
    }
    send();
    if (const Instant time = now(); time >= engine_.deadline()) {
      engine_.handle_time(time);
      send();
    }
    report();
  }
}

void MediaWorker::take_inputs() {
  wake_up_.clear();
  while (auto input = inputs_.pop()) {
    take(*input);
    send();
  }
  counters_.legs.store(engine_.legs(), std::memory_order_relaxed);
}

void MediaWorker::take(WorkerInput& input) {
  if (auto* command = std::get_if<media::Command>(&input)) {
    engine_.handle_command(*command, now());
  } else if (auto* adopt = std::get_if<AdoptSockets>(&input)) {
    ids_[slot_of(adopt->rtp)] = adopt->rtp;
    ids_[slot_of(adopt->rtcp)] = adopt->rtcp;
    sockets_.add(slot_of(adopt->rtp), std::move(adopt->pair->rtp));
    sockets_.add(slot_of(adopt->rtcp), std::move(adopt->pair->rtcp));
  } else if (const auto* release = std::get_if<ReleaseSockets>(&input)) {
    sockets_.remove(slot_of(release->rtp));
    sockets_.remove(slot_of(release->rtcp));
  }
}

void MediaWorker::read(MediaSockets::Slot slot) {
  const net::UdpSocket* socket = sockets_.find(slot);
  if (socket == nullptr) return;
  const auto datagrams = received_.receive(*socket);
  const Instant time = now();
  for (const net::ReceiveBatch::Datagram& datagram : datagrams) {
    engine_.handle_datagram({.socket = ids_[slot],
                             .remote = datagram.remote,
                             .local = datagram.local,
                             .bytes = datagram.bytes},
                            time);
  }
  add(counters_.packets_received, datagrams.size());
  // What the engine sends may lie in the received bytes: it goes out before they are used again.
  if (received_.full()) send();
}

void MediaWorker::send() {
  // Most packets for browsers leave through the one shared port: together, in one call. Each phone
  // has a port of its own. The order within a port stays.
  send_those([](media::SocketId id) { return id == media::kWebRtcSocket; });
  send_those([](media::SocketId id) { return id != media::kWebRtcSocket; });
  engine_.clear_transmits();
  received_.clear();
  counters_.oversized.store(received_.oversized(), std::memory_order_relaxed);
}

template <typename Wanted>
void MediaWorker::send_those(Wanted wanted) {
  const net::UdpSocket* socket = nullptr;
  for (const media::Transmit& transmit : engine_.transmits()) {
    if (!wanted(transmit.socket)) continue;
    const MediaSockets::Slot slot = slot_of(transmit.socket);
    const net::UdpSocket* next = sockets_.find(slot);
    if (next == nullptr || ids_[slot] != transmit.socket) continue;
    if (socket != nullptr && (socket != next || sending_.full())) flush(*socket);
    socket = next;
    sending_.add(*socket, {.to = transmit.to, .from = transmit.from, .bytes = transmit.bytes});
  }
  if (socket != nullptr) flush(*socket);
}

void MediaWorker::flush(const net::UdpSocket& socket) {
  const std::size_t count = sending_.size();
  const std::size_t lost = sending_.flush(socket);
  add(counters_.packets_sent, count - lost);
  add(counters_.send_failed, lost);
}

void MediaWorker::report() {
  bool told = false;
  while (held_ || (held_ = engine_.poll_event())) {
    if (!events_.push(media::Event(*held_))) break;
    held_.reset();
    told = true;
  }
  if (told && news_ != nullptr) news_->signal();
}

}  // namespace sidetone::app
