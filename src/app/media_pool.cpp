#include "app/media_pool.h"

namespace sidetone::app {
namespace {

// All browsers of a worker share one port: a burst of 5,000 packets must fit.
constexpr net::UdpSocket::Buffers kSharedPort{.receive = 4 * 1024 * 1024, .send = 4 * 1024 * 1024};

const media::LegConfig* config_of(const media::Command& command) {
  if (const auto* add = std::get_if<media::AddLeg>(&command)) return &add->config;
  if (const auto* update = std::get_if<media::UpdateLeg>(&command)) return &update->config;
  return nullptr;
}

}  // namespace

MediaPool::MediaPool(const Config& config, Random& random)
    : first_port_(config.rtp_ports.first),
      ports_(config.address, config.rtp_ports, random),
      backlog_(config.workers),
      to_wake_(config.workers) {}

Expected<std::unique_ptr<MediaPool>, net::Error> MediaPool::open(const Config& config,
                                                                 Random& random) {
  std::unique_ptr<MediaPool> pool(new MediaPool(config, random));
  const MediaWorker::Config worker{
      .engine = config.engine,
      .slots = kFirstSlot + std::size_t{config.rtp_ports.last} - config.rtp_ports.first + 1,
      .news = &pool->news_};
  for (std::size_t i = 0; i < config.workers; ++i) {
    const auto port = static_cast<std::uint16_t>(config.webrtc_port + i);
    auto socket = net::UdpSocket::open({config.address, port}, kSharedPort);
    if (!socket) return unexpected(std::move(socket.error()));
    pool->workers_.push_back(std::make_unique<MediaWorker>(worker, std::move(*socket)));
  }
  return pool;
}

std::optional<call::MediaPorts> MediaPool::open(const IpAddress& address) {
  auto pair = ports_.open(address);
  if (!pair) return std::nullopt;
  const std::uint16_t port = pair->rtp.local().port;
  const std::uint32_t slot = kFirstSlot + port - first_port_;
  ++serial_;
  const call::MediaPorts ports{.rtp = make_socket_id(slot, serial_),
                               .rtcp = make_socket_id(slot + 1, serial_),
                               .rtp_port = port};
  held_.emplace(ports.rtp,
                Held{.sockets = {ports.rtp, ports.rtcp, std::move(pair)}, .worker = std::nullopt});
  return ports;
}

void MediaPool::close(const call::MediaPorts& ports) {
  auto held = held_.extract(ports.rtp);
  if (held.empty()) return;
  if (const auto worker = held.mapped().worker) {
    post(*worker, ReleaseSockets{ports.rtp, ports.rtcp});
  }
  ports_.give_back(ports.rtp_port);
}

void MediaPool::hand_over(std::size_t worker, const media::LegConfig& leg) {
  const auto* transport = std::get_if<media::RtpTransport>(&leg.transport);
  if (transport == nullptr) return;
  const auto found = held_.find(transport->rtp_socket);
  if (found == held_.end() || found->second.worker) return;
  found->second.worker = worker;
  post(worker, std::move(found->second.sockets));
}

void MediaPool::send(std::size_t worker, media::Command command) {
  if (const media::LegConfig* leg = config_of(command)) hand_over(worker, *leg);
  post(worker, std::move(command));
}

void MediaPool::post(std::size_t worker, WorkerInput input) {
  to_wake_[worker] = true;
  backlog_[worker].push_back(std::move(input));
  drain(worker);
}

bool MediaPool::drain(std::size_t worker) {
  auto& backlog = backlog_[worker];
  const std::size_t before = backlog.size();
  while (!backlog.empty() && workers_[worker]->post(std::move(backlog.front()))) {
    backlog.pop_front();
  }
  return backlog.size() != before;
}

void MediaPool::flush() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (drain(i)) to_wake_[i] = true;
    if (to_wake_[i]) workers_[i]->wake();
    to_wake_[i] = false;
  }
}

std::optional<media::Event> MediaPool::poll() {
  // Each in its turn, so that a busy worker does not hide the others.
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    next_polled_ = (next_polled_ + 1) % workers_.size();
    if (auto event = workers_[next_polled_]->poll()) return event;
  }
  return std::nullopt;
}

std::size_t MediaPool::waiting() const {
  std::size_t sum = 0;
  for (const auto& backlog : backlog_) sum += backlog.size();
  return sum;
}

}  // namespace sidetone::app
