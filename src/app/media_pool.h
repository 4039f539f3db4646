#pragma once

#include "app/media_worker.h"
#include "call/ports.h"
#include "media/control.h"
#include "net/error.h"
#include "net/media_sockets.h"
#include "net/port_pool.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace sidetone::app {

/// The media workers as the control thread sees them: commands go in by worker number, events come
/// out, and phones get their ports. A worker learns of a port pair with the first command of the
/// leg that uses it.
class MediaPool final : public call::MediaPortSource {
 public:
  struct Config {
    IpAddress address;
    std::uint16_t webrtc_port = 0;  ///< Of worker 0; the others follow.
    net::PortPool::Range rtp_ports;
    std::size_t workers = 1;
    media::EngineConfig engine;
  };
  /// Binds the browsers' ports and starts the threads. `random` outlives the pool.
  static Expected<std::unique_ptr<MediaPool>, net::Error> open(const Config& config,
                                                               Random& random);

  [[nodiscard]] std::optional<call::MediaPorts> open(const IpAddress& address) override;
  void close(const call::MediaPorts& ports) override;

  /// In order for each worker. A worker that lags gets them as soon as it has room.
  void send(std::size_t worker, media::Command command);
  /// After one or more send(): lets the workers know, and retries what found no room.
  void flush();
  [[nodiscard]] std::optional<media::Event> poll();
  /// Readable when poll() may have something.
  [[nodiscard]] const net::WakeUp& news() const { return news_; }

  /// Commands that wait because a worker's queue was full; 0 on every good day.
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t free_ports() const { return ports_.free(); }
  [[nodiscard]] const std::vector<std::unique_ptr<MediaWorker>>& workers() const {
    return workers_;
  }

 private:
  MediaPool(const Config& config, Random& random);
  void post(std::size_t worker, WorkerInput input);
  /// Hands over what its queue has room for; false when that was nothing.
  bool drain(std::size_t worker);
  void hand_over(std::size_t worker, const media::LegConfig& leg);

  /// A pair that was opened: still here, or with a worker.
  struct Held {
    AdoptSockets sockets;
    std::optional<std::size_t> worker;
  };
  static constexpr std::uint32_t kFirstSlot = 2;

  net::WakeUp news_;
  std::uint16_t first_port_;
  net::PortPool ports_;
  std::uint64_t serial_ = 0;
  std::unordered_map<media::SocketId, Held> held_;  ///< By RTP socket.
  std::vector<std::deque<WorkerInput>> backlog_;    ///< By worker.
  std::vector<bool> to_wake_;
  std::size_t next_polled_ = 0;
  std::vector<std::unique_ptr<MediaWorker>> workers_;  ///< Last: they use the above.
};

}  // namespace sidetone::app
