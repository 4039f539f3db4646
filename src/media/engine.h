#pragma once

#include "base/address.h"
#include "base/random.h"
#include "base/time.h"
#include "media/control.h"
#include "media/counters.h"
#include "media/datagram.h"
#include "rtc/dtls/dtls_certificate.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace sidetone::media {

struct EngineConfig {
  const rtc::DtlsCertificate* certificate = nullptr;  ///< Outlives the engine.
  std::size_t max_legs = 4'000;
  Duration media_timeout = std::chrono::seconds(30);
  Duration dtls_timeout = std::chrono::seconds(20);
};

/// The media of one worker thread: browsers and phones, bridged by passing packets through or by
/// transcoding. docs/life-of-an-audio-frame.md follows one packet through it.
///
/// Owner's duty: read a batch of datagrams into buffers with kTailRoom, handle each, send
/// transmits(), clear_transmits(), drain poll_event(), sleep until deadline().
class Engine {
 public:
  Engine(const EngineConfig& config, Random& random, Instant now);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void handle_command(const Command& command, Instant now);
  void handle_datagram(const Datagram& datagram, Instant now);
  void handle_time(Instant now);

  [[nodiscard]] std::span<const Transmit> transmits() const;
  void clear_transmits();
  [[nodiscard]] std::optional<Event> poll_event();
  [[nodiscard]] Instant deadline() const;

  [[nodiscard]] std::size_t legs() const;
  [[nodiscard]] const Counters& counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::media
