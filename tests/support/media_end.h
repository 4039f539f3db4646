#pragma once

#include "base/time.h"
#include "support/talker.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sidetone::test {

/// How a scripted phone's talk gets onto the wire and off it.
class MediaEnd {
 public:
  MediaEnd(const Talker::Config& config, Instant now) : talker_(config, now) {}
  virtual ~MediaEnd() = default;
  MediaEnd(const MediaEnd&) = delete;
  MediaEnd& operator=(const MediaEnd&) = delete;

  virtual void handle_datagram(std::span<std::uint8_t> bytes, Instant now) = 0;
  virtual void handle_time(Instant now) = 0;
  [[nodiscard]] virtual std::optional<std::vector<std::uint8_t>> poll() = 0;
  [[nodiscard]] virtual Instant deadline() const = 0;

  [[nodiscard]] Talker& talker() { return talker_; }
  [[nodiscard]] const Talker& talker() const { return talker_; }

 private:
  Talker talker_;
};

/// A desk phone's: plain RTP, and nothing but that.
class RtpEnd final : public MediaEnd {
 public:
  using MediaEnd::MediaEnd;

  void handle_datagram(std::span<std::uint8_t> bytes, Instant now) override {
    talker().hear(bytes, now);
  }
  void handle_time(Instant now) override { talker().handle_time(now); }
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> poll() override { return talker().poll(); }
  [[nodiscard]] Instant deadline() const override { return talker().deadline(); }
};

}  // namespace sidetone::test
