// Commands in any order, datagrams from peers and strangers, and time, into an engine with legs of
// every kind: nothing crashes or spins, each datagram that goes out has somewhere to go, and each
// leg that is removed says so once.

#include "advance.h"
#include "base/assert.h"
#include "base/random.h"
#include "certificate.h"
#include "media/engine.h"
#include "rtc/rtp/rtp_writer.h"
#include "rtc/stun/stun_writer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fuzzer/FuzzedDataProvider.h>
#include <string>
#include <vector>

using namespace sidetone;
using namespace sidetone::media;
using fuzz::certificate;

namespace {

constexpr std::size_t kMaxLegs = 6;
constexpr int kMaxSteps = 300;
constexpr std::array<Codec, 4> kCodecs{{{.kind = CodecKind::kPcmu, .payload_type = 0},
                                        {.kind = CodecKind::kPcma, .payload_type = 8},
                                        {.kind = CodecKind::kG722, .payload_type = 9},
                                        {.kind = CodecKind::kOpus, .payload_type = 111}}};
constexpr std::array<std::uint8_t, 4> kPtimes{10, 20, 60, 120};
constexpr std::array<std::uint8_t, 8> kTypes{0, 8, 9, 111, 101, 13, 72, 127};

std::string name(std::uint64_t leg) {
  return "leg" + std::to_string(leg);
}

class Driver {
 public:
  explicit Driver(FuzzedDataProvider& input)
      : input_(input),
        engine_({.certificate = &certificate(), .max_legs = kMaxLegs}, random_, now_) {}

  void run() {
    for (int i = 0; i < kMaxSteps && input_.remaining_bytes() > 0; ++i) {
      step();
      drain();
      SIDETONE_ASSERT(engine_.legs() <= kMaxLegs);
    }
    for (std::uint64_t leg = 0; leg < kMaxLegs + 2; ++leg) {
      remove(LegId(leg));
      drain();
    }
    SIDETONE_ASSERT(engine_.legs() == 0);
    SIDETONE_ASSERT(due_.empty());
    advance(now_ + std::chrono::minutes(2));
    SIDETONE_ASSERT(engine_.deadline() == kNever);
  }

 private:
  void step() {
    switch (input_.ConsumeIntegralInRange(0, 9)) {
      case 0:
      case 1:
        return add();
      case 2:
        return engine_.handle_command(UpdateLeg{leg(), config(leg())}, now_);
      case 3:
        return command();
      case 4:
        return check();
      case 5:
        return receive(input_.ConsumeBytes<std::uint8_t>(input_.ConsumeIntegralInRange(0, 300)));
      case 6:
        return advance(now_ + std::chrono::milliseconds(1 << input_.ConsumeIntegralInRange(0, 12)));
      default:
        return speak();
    }
  }

  LegId leg() { return LegId(input_.ConsumeIntegralInRange<std::uint64_t>(0, kMaxLegs + 1)); }
  SocketAddress peer() {
    // The peer of some leg, or somebody else.
    return {IpAddress::v4({198, 18, 0, input_.ConsumeIntegralInRange<std::uint8_t>(0, 7)}), 30000};
  }

  void add() {
    const LegId id = leg();
    const std::size_t before = engine_.legs();
    engine_.handle_command(AddLeg{id, config(id)}, now_);
    if (engine_.legs() == before) due_.push_back(id);
  }
  void remove(LegId id) {
    due_.push_back(id);
    engine_.handle_command(RemoveLeg{id}, now_);
  }

  LegConfig config(LegId id) {
    LegConfig config{.ssrc = input_.ConsumeIntegral<std::uint32_t>(), .cname = "c"};
    config.transport = input_.ConsumeBool() ? Transport(browser(id)) : Transport(phone(id));
    const int codecs = input_.ConsumeIntegralInRange(0, 3);
    for (int i = 0; i < codecs; ++i) {
      Codec codec = input_.PickValueInArray(kCodecs);
      codec.ptime_ms = input_.PickValueInArray(kPtimes);
      codec.dtx = input_.ConsumeBool();
      config.codecs.push_back(codec);
    }
    if (input_.ConsumeBool()) config.telephone_event = 101;
    config.telephone_event_rate_khz = input_.ConsumeBool() ? 8 : 48;
    if (input_.ConsumeBool()) config.comfort_noise = 13;
    config.audio_level_extension = input_.ConsumeIntegralInRange<std::uint8_t>(0, 14);
    config.direction = {.send = input_.ConsumeBool(), .receive = input_.ConsumeBool()};
    return config;
  }
  WebRtcTransport browser(LegId id) {
    WebRtcTransport transport{.local_ufrag = name(id.value()),
                              .local_password = "password-of-22-letters",
                              .dtls_client = input_.ConsumeBool()};
    if (input_.ConsumeBool()) return transport;
    transport.remote_ufrag = "peer";
    transport.remote_password = "password-of-the-peer22";
    transport.fingerprint_hash = certificate().fingerprint().hash_name();
    transport.fingerprint = certificate().fingerprint().value();
    return transport;
  }
  RtpTransport phone(LegId id) {
    const auto octet = static_cast<std::uint8_t>(id.value());
    RtpTransport transport{.rtp_socket = SocketId(10 + 2 * id.value()),
                           .rtcp_socket = SocketId(11 + 2 * id.value()),
                           .rtcp_mux = input_.ConsumeBool(),
                           .latch = input_.ConsumeBool(),
                           .signalling_ip = IpAddress::v4({198, 18, 0, octet})};
    if (input_.ConsumeBool()) {
      transport.remote_rtp = {transport.signalling_ip, 30000};
      transport.remote_rtcp = {transport.signalling_ip, 30001};
    }
    if (input_.ConsumeBool()) {
      const auto profile = static_cast<SrtpProfile>(input_.ConsumeIntegralInRange(0, 2));
      const std::size_t size = profile == SrtpProfile::kAeadAes128Gcm ? 28 : 30;
      transport.send_key = SrtpKey{profile, std::vector<std::uint8_t>(size, 7)};
      transport.receive_key = SrtpKey{profile, std::vector<std::uint8_t>(size, 9)};
    }
    return transport;
  }

  void command() {
    switch (input_.ConsumeIntegralInRange(0, 6)) {
      case 0:
      case 1:
        return engine_.handle_command(Connect{leg(), leg()}, now_);
      case 2:
        return engine_.handle_command(Park{leg()}, now_);
      case 3:
        return engine_.handle_command(Echo{leg()}, now_);
      case 4:
        return engine_.handle_command(
            PlayTone{leg(), static_cast<Tone>(input_.ConsumeIntegralInRange(0, 3))}, now_);
      case 5:
        return engine_.handle_command(
            SendDtmf{leg(), input_.ConsumeRandomLengthString(8),
                     std::chrono::milliseconds(input_.ConsumeIntegralInRange(0, 500))},
            now_);
      default:
        return input_.ConsumeBool() ? remove(leg())
                                    : engine_.handle_command(AskReport{leg()}, now_);
    }
  }

  /// A connectivity check that is right: the way in for all that follows.
  void check() {
    rtc::StunTransactionId id{};
    random_.fill(id);
    rtc::StunWriter request({rtc::StunClass::kRequest, rtc::StunMethod::kBinding, id});
    request.add_text(rtc::StunAttribute::kUsername, name(leg().value()) + ":peer")
        .add_u64(rtc::StunAttribute::kIceControlling, 1)
        .add_flag(rtc::StunAttribute::kUseCandidate)
        .add_integrity(rtc::bytes_of("password-of-22-letters"))
        .add_fingerprint();
    handle(kWebRtcSocket, peer(), request.take());
  }

  void speak() {
    const std::size_t size = input_.ConsumeBool() ? 160 : input_.ConsumeIntegralInRange(0, 200);
    std::vector<std::uint8_t> packet(rtc::kRtpFixedHeader + size, 0x55);
    sequence_ = static_cast<std::uint16_t>(
        sequence_ + (input_.ConsumeBool() ? 1 : input_.ConsumeIntegral<std::int16_t>()));
    timestamp_ += input_.ConsumeBool() ? 160U : input_.ConsumeIntegral<std::uint32_t>();
    rtc::write_rtp_header(packet, {.marker = input_.ConsumeBool(),
                                   .payload_type = input_.PickValueInArray(kTypes),
                                   .sequence = sequence_,
                                   .timestamp = timestamp_,
                                   .ssrc = rtc::Ssrc{input_.ConsumeIntegralInRange(0U, 3U)}});
    const auto payload = input_.ConsumeBytes<std::uint8_t>(input_.ConsumeIntegralInRange(0, 8));
    std::copy_n(payload.begin(), std::min(payload.size(), size),
                packet.begin() + rtc::kRtpFixedHeader);
    receive(std::move(packet));
  }

  void receive(std::vector<std::uint8_t> bytes) {
    const SocketId socket(input_.ConsumeBool()
                              ? kWebRtcSocket.value()
                              : 10 + input_.ConsumeIntegralInRange<std::uint64_t>(0, 15));
    handle(socket, peer(), std::move(bytes));
  }
  void handle(SocketId socket, const SocketAddress& from, std::vector<std::uint8_t> bytes) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kTailRoom);
    engine_.handle_datagram({.socket = socket,
                             .remote = from,
                             .local = IpAddress::v4({198, 18, 0, 100}),
                             .bytes = std::span(bytes).first(size)},
                            now_);
    drain();
  }

  void drain() {
    for (const Transmit& transmit : engine_.transmits()) {
      SIDETONE_ASSERT(!transmit.bytes.empty() && transmit.bytes.size() <= 1'500);
      SIDETONE_ASSERT(transmit.to.port != 0 && !transmit.to.ip.is_unspecified());
      SIDETONE_ASSERT(bool(transmit.socket));
    }
    engine_.clear_transmits();
    while (const auto event = engine_.poll_event()) {
      const auto* removed = std::get_if<LegRemoved>(&*event);
      if (removed == nullptr) continue;
      const auto due = std::ranges::find(due_, removed->leg);
      SIDETONE_ASSERT(due != due_.end());
      due_.erase(due);
    }
  }

  void advance(Instant end) {
    const auto handle_time = [this] {
      engine_.handle_time(now_);
      drain();
    };
    fuzz::advance(now_, end, [this] { return engine_.deadline(); }, handle_time);
  }

  FuzzedDataProvider& input_;
  SeededRandom random_{1};
  Instant now_{std::chrono::hours(1)};
  Engine engine_;
  std::vector<LegId> due_;  ///< Legs that were removed or refused and have yet to say so.
  std::uint16_t sequence_ = 0;
  std::uint32_t timestamp_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4'096) return 0;
  FuzzedDataProvider input(data, size);
  Driver(input).run();
  return 0;
}
