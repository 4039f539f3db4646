#pragma once

#include "base/random.h"
#include "base/time.h"
#include "media/engine.h"
#include "support/browser_end.h"
#include "support/counted_ports.h"
#include "support/scripted_phone.h"
#include "support/virtual_net.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::test {

/// Where the server of a World is, and its port for browsers' media.
inline constexpr IpAddress kServerIp = IpAddress::v4({198, 18, 0, 1});
inline constexpr std::uint16_t kWebRtcPort = 40000;

/// The media worker of a World: a real engine, a network of its own, and for each phone in a call
/// an end that talks and listens. Notes whoever hears somebody that is not in the same call, and
/// whoever does not hear the other side soon enough.
class MediaPlane {
 public:
  /// One phone in one call.
  struct Record {
    std::string number;
    std::string call;
    bool caller = false;
    bool echo = false;       ///< It called the echo test.
    bool unplugged = false;  ///< At some time: it may have heard nothing.
    Instant opened;
    Instant closed = kNever;
    Instant first_heard = kNever;
  };

  MediaPlane(const CountedPorts& ports, NetConditions conditions, std::uint64_t seed, Instant now);

  void handle_command(const media::Command& command, Instant now);
  /// Opens or closes the phone's end as its call is now. Unplugged: nothing comes or goes, but the
  /// call stands.
  void follow(const ScriptedPhone& phone, bool plugged, Instant now);
  void handle_time(Instant now);
  [[nodiscard]] std::optional<media::Event> poll_event();
  [[nodiscard]] Instant deadline() const;

  /// How long both sides of a call may be up without hearing each other.
  void set_patience(Duration patience) { patience_ = patience; }
  [[nodiscard]] MediaEnd* end_of(const ScriptedPhone& phone);
  [[nodiscard]] const media::Engine& engine() const { return engine_; }
  [[nodiscard]] const std::vector<media::Event>& events() const { return events_; }
  /// What was heard that should not, or not heard that should; empty: all well.
  [[nodiscard]] const std::string& complaints() const { return complaints_; }
  [[nodiscard]] std::uint64_t marks_heard() const { return marks_heard_; }

 private:
  struct Line {
    const ScriptedPhone* phone = nullptr;
    std::unique_ptr<MediaEnd> end;
    bool plugged = true;
    SocketAddress local;
    SocketAddress remote;
    std::uint32_t mark = 0;
    std::size_t judged = 0;  ///< Marks heard so far.
  };

  Line& line_of(const ScriptedPhone& phone);
  void open(Line& line, const ScriptedPhone& phone, Instant now);
  void close(Line& line, Instant now);
  void judge(Line& line);
  void judge_caller(const Line& line);
  void deliver(const VirtualNet::Parcel& parcel, Instant now);
  void drain(Instant now);

  const CountedPorts& ports_;
  SeededRandom random_;
  media::Engine engine_;
  VirtualNet net_;
  Duration patience_ = std::chrono::seconds(1);
  std::vector<Line> lines_;
  std::vector<Record> records_;  ///< By mark.
  std::vector<media::Event> events_;
  std::size_t events_told_ = 0;
  std::string complaints_;
  std::uint64_t marks_heard_ = 0;
};

}  // namespace sidetone::test
