#pragma once

#include "app/spsc_queue.h"
#include "app/system_random.h"
#include "media/engine.h"
#include "net/datagram_batch.h"
#include "net/media_sockets.h"
#include "net/port_pool.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace sidetone::app {

/// From now on the worker reads these two, under these names.
struct AdoptSockets {
  media::SocketId rtp;
  media::SocketId rtcp;
  std::optional<net::PortPair> pair;
};
/// Closes them.
struct ReleaseSockets {
  media::SocketId rtp;
  media::SocketId rtcp;
};
using WorkerInput = std::variant<media::Command, AdoptSockets, ReleaseSockets>;

/// A media socket's id is the slot it has in its worker's table and a number that makes it unique:
/// a packet of a former leg never counts for the next one.
[[nodiscard]] constexpr media::SocketId make_socket_id(std::uint32_t slot, std::uint64_t serial) {
  return media::SocketId(serial << 20U | slot);
}
[[nodiscard]] constexpr net::MediaSockets::Slot slot_of(media::SocketId id) {
  return static_cast<net::MediaSockets::Slot>(id.value() & 0xFFFFFU);
}

/// Counts of one worker, written by it, read by /metrics.
struct WorkerCounters {
  std::atomic<std::uint64_t> packets_received{0};
  std::atomic<std::uint64_t> packets_sent{0};
  std::atomic<std::uint64_t> send_failed{0};
  std::atomic<std::uint64_t> oversized{0};
  std::atomic<std::uint64_t> legs{0};
};

/// One thread that owns a media::Engine and its sockets: reads packets in batches, lets the engine
/// handle them, sends what comes out. Allocates nothing per packet. Talks with the control thread
/// through two bounded queues only.
class MediaWorker {
 public:
  struct Config {
    media::EngineConfig engine;
    std::size_t slots = 2;              ///< Largest slot of a socket, plus one.
    const net::WakeUp* news = nullptr;  ///< Signalled when poll() has something; outlives us.
  };
  MediaWorker(const Config& config, net::UdpSocket webrtc);
  /// Stops the thread; legs that are left are not told.
  ~MediaWorker();
  MediaWorker(const MediaWorker&) = delete;
  MediaWorker& operator=(const MediaWorker&) = delete;

  // ---- control thread ----
  /// False: the queue is full and `input` untouched. wake() when all is posted.
  [[nodiscard]] bool post(WorkerInput&& input) { return inputs_.push(std::move(input)); }
  void wake() const { wake_up_.signal(); }
  [[nodiscard]] std::optional<media::Event> poll() { return events_.pop(); }
  [[nodiscard]] const WorkerCounters& counters() const { return counters_; }

 private:
  // ---- its own thread ----
  void run();
  [[nodiscard]] Duration patience() const;
  void take_inputs();
  void take(WorkerInput& input);
  void read(net::MediaSockets::Slot slot);
  void send();
  template <typename Wanted>
  void send_those(Wanted wanted);
  void flush(const net::UdpSocket& socket);
  void report();

  const net::WakeUp* news_;
  net::WakeUp wake_up_;
  SpscQueue<WorkerInput> inputs_;
  SpscQueue<media::Event> events_;
  WorkerCounters counters_;
  std::atomic<bool> stopping_{false};

  SystemRandom random_;
  media::Engine engine_;
  net::MediaSockets sockets_;
  std::vector<media::SocketId> ids_;  ///< By slot.
  net::ReceiveBatch received_;
  net::SendBatch sending_;
  std::optional<media::Event> held_;  ///< Found no room in events_.

  std::thread thread_;
};

}  // namespace sidetone::app
