// What a packet of 20 ms costs to protect and to open.

#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"

#include <benchmark/benchmark.h>
#include <vector>

namespace sidetone::rtc {
namespace {

constexpr std::size_t kPackets = 1024;

struct Packet {
  std::array<std::uint8_t, 256> bytes{};
  std::size_t size = 172;  // G.711.
};

std::vector<Packet> packets(std::uint16_t first_sequence) {
  std::vector<Packet> made(kPackets);
  for (Packet& packet : made) {
    packet.bytes[0] = 0x80;
    store_u16(packet.bytes, 2, first_sequence++);
  }
  return made;
}

SrtpProfile profile_of(const benchmark::State& state) {
  return static_cast<SrtpProfile>(state.range(0));
}

void protect(benchmark::State& state) {
  SrtpSender sender({.profile = profile_of(state)});
  state.SetLabel(std::string(srtp_profile_name(profile_of(state))));
  auto made = packets(0);
  std::uint16_t sequence = 0;
  for (auto _ : state) {
    Packet& packet = made[sequence % kPackets];
    store_u16(packet.bytes, 2, sequence++);
    benchmark::DoNotOptimize(sender.protect_rtp(packet.bytes, packet.size));
  }
}
BENCHMARK(protect)->DenseRange(0, 2);

void unprotect(benchmark::State& state) {
  SrtpSender sender({.profile = profile_of(state)});
  SrtpReceiver receiver({.profile = profile_of(state)});
  state.SetLabel(std::string(srtp_profile_name(profile_of(state))));
  std::vector<Packet> made;
  std::size_t at = kPackets;
  std::uint16_t sequence = 0;
  for (auto _ : state) {
    if (at == kPackets) {
      state.PauseTiming();
      made = packets(sequence);
      sequence = static_cast<std::uint16_t>(sequence + kPackets);
      for (Packet& packet : made) {
        packet.size = sender.protect_rtp(packet.bytes, packet.size).value();
      }
      at = 0;
      state.ResumeTiming();
    }
    Packet& packet = made[at++];
    benchmark::DoNotOptimize(receiver.unprotect_rtp(MutableBytes(packet.bytes).first(packet.size)));
  }
}
BENCHMARK(unprotect)->DenseRange(0, 2);

}  // namespace
}  // namespace sidetone::rtc
