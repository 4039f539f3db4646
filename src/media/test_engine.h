#pragma once

#include "media/engine.h"
#include "rtc/rtp/rtp_view.h"
#include "rtc/rtp/rtp_writer.h"
#include "rtc/rtp/telephone_event.h"
#include "rtc/stun/stun_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the tests of an engine share: phones and browsers on it, and virtual time.
namespace sidetone::media::test {

inline constexpr Codec kPcmu{.kind = CodecKind::kPcmu, .payload_type = 0};
inline constexpr Codec kPcma{.kind = CodecKind::kPcma, .payload_type = 8};
inline constexpr Codec kOpus{.kind = CodecKind::kOpus, .payload_type = 111};

inline const rtc::DtlsCertificate& certificate() {
  static const auto kCertificate = *rtc::DtlsCertificate::generate(std::chrono::sys_seconds());
  return kCertificate;
}

/// A phone at an engine: sends what it is told and keeps what it gets.
struct TestPhone {
  LegId leg;
  SocketId socket;
  SocketAddress address;
  Codec codec;
  std::uint16_t sequence = 100;
  std::uint32_t timestamp = 5'000;
  std::uint32_t ssrc = 7;
  std::vector<std::vector<std::uint8_t>> heard;

  [[nodiscard]] rtc::RtpView last() const { return *rtc::RtpView::parse(heard.back()); }
};

/// One engine, phones on it, and virtual time.
class EngineTest : public testing::Test {
 protected:
  TestPhone& phone(const Codec& codec, Direction direction = {}) {
    const auto n = static_cast<std::uint8_t>(phones_.size() + 1);
    TestPhone phone{.leg = LegId(n),
                    .socket = SocketId(n * 2U),
                    .address = {IpAddress::v4({198, 18, 0, n}), 30000},
                    .codec = codec,
                    .ssrc = 1'000U + n};
    LegConfig config{.transport = RtpTransport{.rtp_socket = phone.socket,
                                               .rtcp_socket = SocketId(n * 2U + 1),
                                               .remote_rtp = phone.address,
                                               .remote_rtcp = {phone.address.ip, 30001},
                                               .signalling_ip = phone.address.ip},
                     .codecs = {codec},
                     .telephone_event = 101,
                     .direction = direction,
                     .ssrc = n,
                     .cname = "c"};
    engine_.handle_command(AddLeg{phone.leg, config}, now_);
    configs_[phone.leg] = config;
    phones_.push_back(std::make_unique<TestPhone>(std::move(phone)));
    return *phones_.back();
  }
  LegId browser(std::uint8_t n) {
    const LegId leg(100U + n);
    command(AddLeg{leg,
                   {.transport = WebRtcTransport{.local_ufrag = "us" + std::to_string(n),
                                                 .local_password = std::string(24, 'p')},
                    .ssrc = 100U + n}});
    return leg;
  }
  /// An authentic connectivity check of a browser.
  void check(LegId leg, const SocketAddress& from) {
    const std::string password(24, 'p');
    const std::string ufrag = "us" + std::to_string(leg.value() - 100);
    auto bytes = rtc::StunWriter({.message_class = rtc::StunClass::kRequest})
                     .add_text(rtc::StunAttribute::kUsername, ufrag + ":them")
                     .add_u32(rtc::StunAttribute::kPriority, 1)
                     .add_u64(rtc::StunAttribute::kIceControlling, 7)
                     .add_integrity({reinterpret_cast<const std::uint8_t*>(password.data()), 24})
                     .add_fingerprint()
                     .take();
    engine_.handle_datagram({.socket = kWebRtcSocket, .remote = from, .bytes = bytes}, now_);
    drain();
  }
  /// Why a packet from there went no further.
  std::optional<DropReason> dropped_from(const SocketAddress& from) {
    const auto before = engine_.counters().dropped;
    std::array<std::uint8_t, 172 + kTailRoom> packet{};
    rtc::write_rtp_header(packet, {.sequence = 1});
    engine_.handle_datagram(
        {.socket = kWebRtcSocket, .remote = from, .bytes = std::span(packet).first(172)}, now_);
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (engine_.counters().dropped[i] != before[i]) return static_cast<DropReason>(i);
    }
    return std::nullopt;
  }
  void command(const Command& what) {
    engine_.handle_command(what, now_);
    drain();
  }
  void send(TestPhone& phone, std::uint8_t payload_type, std::span<const std::uint8_t> payload,
            const SocketAddress& from) {
    std::array<std::uint8_t, 1'500> buffer{};
    rtc::write_rtp_header(buffer, {.payload_type = payload_type,
                                   .sequence = phone.sequence,
                                   .timestamp = phone.timestamp,
                                   .ssrc = rtc::Ssrc{phone.ssrc}});
    std::copy(payload.begin(), payload.end(), buffer.begin() + 12);
    const std::span<std::uint8_t> bytes = std::span(buffer).first(12 + payload.size());
    engine_.handle_datagram({.socket = phone.socket, .remote = from, .bytes = bytes}, now_);
    drain();
  }
  void talk(TestPhone& phone, std::uint8_t fill = 0x55) {
    const std::array<std::uint8_t, 160> payload = [&] {
      std::array<std::uint8_t, 160> bytes;
      bytes.fill(fill);
      return bytes;
    }();
    send(phone, phone.codec.payload_type, payload, phone.address);
    ++phone.sequence;
    phone.timestamp += 160;
  }
  /// Presses a key for 60 ms and lets it go: three packets, the last one `ended` or not.
  void press(TestPhone& phone, std::uint8_t key, bool ended = true) {
    for (std::uint16_t i = 1; i <= 3; ++i) {
      const rtc::TelephoneEvent event{
          .event = key, .end = ended && i == 3, .duration = static_cast<std::uint16_t>(i * 160)};
      send(phone, 101, event.bytes(), phone.address);
      ++phone.sequence;
    }
    phone.timestamp += 480;
  }
  /// The keys that a phone heard, each once.
  static std::string keys_heard(const TestPhone& phone) {
    std::string keys;
    std::optional<std::uint32_t> last;
    for (const auto& packet : phone.heard) {
      const auto view = *rtc::RtpView::parse(packet);
      if (view.payload_type() != 101 || view.timestamp() == last) continue;
      last = view.timestamp();
      keys += *rtc::key_of_event(rtc::TelephoneEvent::parse(view.payload())->event);
    }
    return keys;
  }
  void run_for(Duration span) {
    const Instant end = now_ + span;
    while (engine_.deadline() <= end) {
      now_ = std::max(now_, engine_.deadline());
      engine_.handle_time(now_);
      drain();
    }
    now_ = end;
  }
  void drain() {
    for (const Transmit& transmit : engine_.transmits()) {
      for (auto& phone : phones_) {
        if (phone->socket == transmit.socket && phone->address == transmit.to) {
          phone->heard.emplace_back(transmit.bytes.begin(), transmit.bytes.end());
        }
      }
    }
    engine_.clear_transmits();
    while (const auto event = engine_.poll_event()) events_.push_back(*event);
  }
  template <typename T>
  std::vector<T> events() const {
    std::vector<T> found;
    for (const Event& event : events_) {
      if (const auto* wanted = std::get_if<T>(&event)) found.push_back(*wanted);
    }
    return found;
  }

  SeededRandom random_{1};
  Instant now_{std::chrono::hours(1)};
  Engine engine_{{.certificate = &certificate()}, random_, now_};
  std::vector<std::unique_ptr<TestPhone>> phones_;
  std::map<LegId, LegConfig> configs_;
  std::vector<Event> events_;
};

}  // namespace sidetone::media::test
