#include "audio/jitter/jitter_buffer.h"

#include "audio/jitter/test_network.h"
#include "base/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <string>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// A listener who pulls 20 ms at a time in virtual time, and writes down one letter per step:
/// the packet's number, f FEC, c concealed, n noise, - silence.
class Bench {
 public:
  explicit Bench(const JitterConfig& config = {}) : buffer_(config) {}

  Bench& put(int number, PacketKind kind = PacketKind::kSpeech) {
    return put(number, 160U * static_cast<std::uint32_t>(number), kind);
  }
  Bench& put(int number, std::uint32_t timestamp, PacketKind kind) {
    const bool sounds = kind == PacketKind::kSpeech || kind == PacketKind::kLastSpeech;
    const std::array<std::uint8_t, 4> payload{static_cast<std::uint8_t>(number)};
    buffer_.insert({.kind = kind,
                    .sequence = static_cast<std::uint16_t>(number),
                    .timestamp = timestamp,
                    .duration = sounds ? 20ms : 0ms,
                    .payload = payload},
                   now_);
    return *this;
  }
  /// Pulls `frames` frames, 20 ms apart, the first one now.
  Bench& pull(int frames = 1) {
    for (int i = 0; i < frames; ++i) {
      while (pending_ < 20ms) take(buffer_.next(now_, pending_));
      pending_ -= 20ms;
      now_ += 20ms;
    }
    return *this;
  }
  /// One packet and one frame each 20 ms.
  Bench& talk(int first, int last) {
    for (int number = first; number <= last; ++number) put(number).pull();
    return *this;
  }
  Bench& forget() {
    trace_.clear();
    return *this;
  }
  Bench& wait(Duration time) {
    now_ += time;
    return *this;
  }
  [[nodiscard]] Stretch stretch() { return buffer_.stretch(now_, pending_); }
  [[nodiscard]] const std::string& trace() const { return trace_; }
  [[nodiscard]] JitterStats stats() const { return buffer_.stats(); }
  JitterBuffer& buffer() { return buffer_; }

 private:
  void take(const Step& step) {
    pending_ += step.length;
    switch (step.kind) {
      case Step::Kind::kDecode:
        trace_ += fmt::format("{} ", step.payload[0]);
        break;
      case Step::Kind::kDecodeFec:
        trace_ += "f ";
        break;
      case Step::Kind::kConceal:
        trace_ += "c ";
        break;
      case Step::Kind::kComfortNoise:
        trace_ += step.payload.empty() ? "n " : "N ";
        break;
      case Step::Kind::kSilence:
        trace_ += "- ";
        break;
    }
  }

  JitterBuffer buffer_;
  Instant now_ = kNetworkStart;
  Duration pending_{};
  std::string trace_;
};

TEST(JitterBuffer, IsSilentUntilSomethingComes) {
  EXPECT_EQ(Bench().pull(3).trace(), "- - - ");
}

TEST(JitterBuffer, WaitsForTheStartDelayAndThenPlaysInOrder) {
  EXPECT_EQ(Bench().talk(1, 6).trace(), "- - 1 2 3 4 ");
}

TEST(JitterBuffer, PutsOvertakenPacketsBackInOrder) {
  Bench bench;
  bench.talk(1, 4).forget();
  EXPECT_EQ(bench.put(6).pull().put(5).pull().talk(7, 9).trace(), "3 4 5 6 7 ");
  EXPECT_EQ(bench.stats().lost, 0u);
}

TEST(JitterBuffer, PlaysADuplicateOnce) {
  Bench bench;
  bench.talk(1, 4).put(4).put(4).forget();
  EXPECT_EQ(bench.talk(5, 7).trace(), "3 4 5 ");
  EXPECT_EQ(bench.stats().duplicated, 2u);
}

TEST(JitterBuffer, AGapWithTheNextPacketThereIsFilledFromItsRedundancy) {
  Bench bench;
  bench.talk(1, 5).forget();
  EXPECT_EQ(bench.pull().talk(7, 10).trace(), "4 5 f 7 8 ");
  EXPECT_EQ(bench.stats().lost, 1u);
}

TEST(JitterBuffer, OfTwoLostPacketsTheFirstIsConcealed) {
  Bench bench;
  bench.talk(1, 5).forget();
  EXPECT_EQ(bench.pull(2).talk(8, 11).trace(), "4 5 c f 8 9 ");
  EXPECT_EQ(bench.stats().lost, 2u);
}

TEST(JitterBuffer, APacketThatComesLateIsStillHeardAndTheDelayGrows) {
  Bench bench;
  bench.talk(1, 5).forget();
  // 6 to 9 are stuck for 80 ms, then come at once.
  bench.pull(4).put(6).put(7).put(8).put(9);
  EXPECT_EQ(bench.talk(10, 14).trace(), "4 5 c c 6 7 8 9 10 ");
  EXPECT_EQ(bench.stats().lost, 0u);
  EXPECT_EQ(bench.stats().max_delay, 80ms);
}

TEST(JitterBuffer, APacketWhoseTurnIsOverIsLate) {
  Bench bench;
  bench.talk(1, 5).forget();
  bench.pull().talk(7, 8).put(6);
  EXPECT_EQ(bench.talk(9, 10).trace(), "4 5 f 7 8 ");
  EXPECT_EQ(bench.stats().late, 1u);
  EXPECT_EQ(bench.stats().lost, 1u);
}

TEST(JitterBuffer, ASenderThatStopsIsConcealedFor100MillisecondsAndThenSilent) {
  Bench bench;
  bench.talk(1, 5).forget();
  EXPECT_EQ(bench.pull(10).trace(), "4 5 c c c c c - - - ");
}

TEST(JitterBuffer, AfterSilenceTheNextSpurtWaitsForItsDelayAgain) {
  Bench bench;
  bench.talk(1, 5).pull(20).forget();
  bench.put(6, 160 * 26, PacketKind::kSpeech).pull();
  bench.put(7, 160 * 27, PacketKind::kSpeech).pull();
  bench.put(8, 160 * 28, PacketKind::kSpeech).pull();
  EXPECT_THAT(bench.trace(), ::testing::HasSubstr("- 6 "));
}

TEST(JitterBuffer, APauseByIntentIsNoise) {
  Bench bench;
  bench.talk(1, 4).put(5, PacketKind::kLastSpeech).pull().forget();
  EXPECT_EQ(bench.pull(8).trace(), "4 5 n n n n n n ");
  EXPECT_EQ(bench.stats().lost, 0u);
}

TEST(JitterBuffer, ADescriptionOfNoiseIsHandedOutOnce) {
  Bench bench;
  bench.talk(1, 4).put(5, PacketKind::kComfortNoise).pull().forget();
  EXPECT_EQ(bench.pull(5).trace(), "4 N n n n ");
}

TEST(JitterBuffer, APauseThatOnlyTheTimestampsShowIsNoiseToo) {
  Bench bench;
  bench.talk(1, 4).pull().put(5, 160 * 6, PacketKind::kSpeech).forget();
  EXPECT_THAT(bench.pull(4).trace(), ::testing::StartsWith("4 n 5 "));
  EXPECT_EQ(bench.stats().lost, 0u);
}

TEST(JitterBuffer, AKeyPressIsNotLostSpeech) {
  Bench bench;
  bench.talk(1, 4).forget();
  for (int number = 5; number <= 9; ++number) {
    bench.put(number, 160 * 5, PacketKind::kOther).pull();
  }
  EXPECT_EQ(bench.trace(), "3 4 n n n ");
  EXPECT_EQ(bench.stats().lost, 0u);
}

TEST(JitterBuffer, AnotherSourceIsPlayedWithoutAHole) {
  Bench bench;
  bench.talk(1, 6).forget();
  bench.buffer().restart();
  for (int number = 201; number <= 206; ++number) {
    bench.put(number, 77'777U + 160U * static_cast<std::uint32_t>(number), PacketKind::kSpeech)
        .pull();
  }
  EXPECT_EQ(bench.trace(), "5 6 201 202 203 204 ");
  EXPECT_EQ(bench.stats().restarts, 1u);
}

TEST(JitterBuffer, ALeapOfTheTimestampIsPlayedWithoutAHole) {
  Bench bench;
  bench.talk(1, 6).forget();
  for (int number = 7; number <= 12; ++number) {
    bench.put(number, 9'000'000U + 160U * static_cast<std::uint32_t>(number), PacketKind::kSpeech)
        .pull();
  }
  EXPECT_EQ(bench.trace(), "5 6 7 8 9 10 ");
}

TEST(JitterBuffer, ARestartOfTheSequenceCostsOnePacket) {
  Bench bench;
  bench.talk(1, 6).forget();
  for (int number = 41'001; number <= 41'006; ++number) {
    bench.put(number, 160U * static_cast<std::uint32_t>(number), PacketKind::kSpeech).pull();
  }
  // 41001 % 256 == 41.
  EXPECT_EQ(bench.trace(), "5 6 f 42 43 44 ");
  EXPECT_EQ(bench.stats().discarded, 1u);
  EXPECT_EQ(bench.stats().restarts, 1u);
}

TEST(JitterBuffer, AfterAStallOnlyWhatIsNotTooOldIsPlayed) {
  Bench bench;
  bench.talk(1, 5).pull(100).forget();
  for (int number = 6; number <= 105; ++number) bench.put(number);
  bench.pull(3);
  // 200 ms is the most we are behind.
  EXPECT_EQ(bench.trace(), "95 96 97 ");
  EXPECT_LE(bench.stats().delay, 200ms);
}

TEST(JitterBuffer, FloodedItKeepsTheNewest) {
  Bench bench;
  bench.talk(1, 5).forget();
  for (int number = 6; number <= 120; ++number) bench.put(number);
  EXPECT_GT(bench.stats().discarded, 40u);
  EXPECT_EQ(bench.pull().trace(), "57 ");
}

TEST(JitterBuffer, PacketsOfOtherLengthsAreTimedByTheirTimestamps) {
  JitterBuffer buffer({});
  const std::array<std::uint8_t, 1> payload{};
  Instant now = kNetworkStart;
  Duration pending{};
  int packets = 0;
  int concealed = 0;
  for (int tick = 0; tick < 300; ++tick, now += 20ms) {
    if (tick % 3 == 0) {
      buffer.insert({.sequence = static_cast<std::uint16_t>(tick / 3),
                     .timestamp = static_cast<std::uint32_t>(tick * 160),
                     .duration = 60ms,
                     .payload = payload},
                    now);
    }
    while (pending < 20ms) {
      const Step step = buffer.next(now, pending);
      pending += step.length;
      if (step.kind == Step::Kind::kDecode) ++packets;
      if (step.kind == Step::Kind::kConceal) ++concealed;
    }
    pending -= 20ms;
  }
  EXPECT_GE(packets, 98);
  EXPECT_EQ(concealed, 0);
}

TEST(JitterBuffer, AsksForShorterSoundWhereTheDelayIsMoreThanTheNetworkNeeds) {
  Bench bench({.start_delay = 100ms});
  bench.talk(1, 400);
  ASSERT_EQ(bench.stats().target, 20ms);
  EXPECT_EQ(bench.stretch(), Stretch::kShorten);
  bench.buffer().stretched();
  EXPECT_EQ(bench.stretch(), Stretch::kNone) << "not again at once";
}

/// A stream over a network; what the listener got of it.
struct Heard {
  std::int64_t played = 0;
  std::int64_t out_of_order = 0;
  Duration concealed{};
  Duration noise{};
  Duration silence{};
  Duration stretched{};  ///< Sum of all.
  Duration worst_delay_after_start{};
  JitterStats stats;
};

/// Stretches like a voice that can be cut anywhere by 5 ms.
Heard listen(const NetworkConfig& network, std::int64_t packets, std::uint64_t seed) {
  SeededRandom random(seed);
  JitterBuffer buffer({});
  const std::vector<Delivery> arrivals = deliver(network, packets, random);
  auto next = arrivals.begin();
  Heard heard;
  std::int64_t last = -1;
  Duration pending{};
  const Instant end = kNetworkStart + network.packet_time * packets;
  for (Instant now = kNetworkStart + 7ms; now < end; now += 20ms) {
    for (; next != arrivals.end() && next->arrival <= now; ++next) {
      std::array<std::uint8_t, 8> payload{};
      std::memcpy(payload.data(), &next->number, sizeof(next->number));
      const std::int64_t ticks = network.packet_time.count() * 48 / 1'000;
      buffer.insert({.sequence = static_cast<std::uint16_t>(next->number),
                     .timestamp = static_cast<std::uint32_t>(ticks * next->number),
                     .clock_hz = 48'000,
                     .duration = network.packet_time,
                     .payload = payload},
                    next->arrival);
    }
    const auto fill = [&] {
      while (pending < 20ms) {
        const Step step = buffer.next(now, pending);
        pending += step.length;
        if (step.kind == Step::Kind::kDecode) {
          std::int64_t number = 0;
          std::memcpy(&number, step.payload.data(), sizeof(number));
          ++heard.played;
          if (number <= last) ++heard.out_of_order;
          last = number;
        }
        if (step.kind == Step::Kind::kConceal || step.kind == Step::Kind::kDecodeFec) {
          heard.concealed += step.length;
        }
        if (step.kind == Step::Kind::kComfortNoise) heard.noise += step.length;
        if (step.kind == Step::Kind::kSilence) heard.silence += step.length;
      }
    };
    fill();
    const Stretch stretch = buffer.stretch(now, pending);
    if (stretch != Stretch::kNone) {
      const Duration by = 5ms * static_cast<int>(stretch);
      pending += by;
      heard.stretched += by;
      buffer.stretched();
      fill();
    }
    pending -= 20ms;
    if (now > kNetworkStart + 10s) {
      heard.worst_delay_after_start = std::max(heard.worst_delay_after_start, buffer.stats().delay);
    }
  }
  heard.stats = buffer.stats();
  return heard;
}

TEST(JitterBufferOverANetwork, PlaysEveryPacketOfAnEvenOne) {
  const Heard heard = listen({}, 3'000, 1);
  EXPECT_GE(heard.played, 2'995);
  EXPECT_EQ(heard.concealed, 0ms);
  EXPECT_EQ(heard.noise, 0ms);
  EXPECT_LE(heard.stats.mean_delay, 40ms);
}

class JitterBufferUnderLoss : public ::testing::TestWithParam<int> {};

TEST_P(JitterBufferUnderLoss, ConcealsWhatIsLostAndNotMuchMore) {
  constexpr std::int64_t kPackets = 15'000;
  const Heard heard = listen({.jitter = 30ms, .loss_percent = GetParam()}, kPackets, 5);
  EXPECT_EQ(heard.out_of_order, 0);
  EXPECT_EQ(heard.noise, 0ms);
  EXPECT_LE(heard.silence, 100ms);
  const double lost = GetParam() / 100.0;
  const double concealed = heard.concealed / 1.0ms / (20.0 * kPackets);
  EXPECT_NEAR(concealed, lost, 0.03);
  const double played = static_cast<double>(heard.played) / kPackets;
  EXPECT_GT(played, 1 - lost - 0.03);
  EXPECT_LT(heard.stats.mean_delay, 60ms);
}

INSTANTIATE_TEST_SUITE_P(UpToAFifth, JitterBufferUnderLoss, ::testing::Values(0, 1, 5, 10, 20));

TEST(JitterBufferOverANetwork, ReorderingAndDuplicationLoseNothing) {
  const Heard heard = listen({.jitter = 50ms, .duplicate_percent = 20}, 5'000, 2);
  EXPECT_EQ(heard.out_of_order, 0);
  EXPECT_GT(heard.stats.duplicated, 900u);
  EXPECT_GE(heard.played, 4'850);
}

TEST(JitterBufferOverANetwork, TheDelayFollowsTheUnevenness) {
  EXPECT_LE(listen({}, 5'000, 3).stats.mean_delay, 35ms);
  const Heard uneven = listen({.jitter = 80ms}, 5'000, 3);
  EXPECT_GE(uneven.stats.mean_delay, 70ms);
  EXPECT_LE(uneven.stats.mean_delay, 115ms);
  EXPECT_LE(listen({.jitter = 800ms}, 5'000, 3).stats.mean_delay, 320ms);
}

class JitterBufferAndDrift : public ::testing::TestWithParam<int> {};

TEST_P(JitterBufferAndDrift, AnHourOfAnotherClockIsStretchedAway) {
  constexpr std::int64_t kPackets = 50 * 3'600;
  const Heard heard = listen({.jitter = 5ms, .drift_ppm = GetParam()}, kPackets, 4);
  // 200 millionths of an hour are 720 ms.
  EXPECT_NEAR(heard.stretched / 1.0ms, GetParam() * 3.6, 50);
  EXPECT_LE(heard.stats.lost, 5u);
  EXPECT_EQ(heard.out_of_order, 0);
  EXPECT_LE(heard.concealed, 200ms);
  EXPECT_LE(heard.worst_delay_after_start, 60ms);
  EXPECT_LE(heard.stats.mean_delay, 40ms);
  RecordProperty("mean_ms", static_cast<int>(heard.stats.mean_delay / 1ms));
}

INSTANTIATE_TEST_SUITE_P(BothWays, JitterBufferAndDrift, ::testing::Values(-200, 0, 200));

class JitterBufferAndPacketTime : public ::testing::TestWithParam<int> {};

TEST_P(JitterBufferAndPacketTime, LosesNothing) {
  const NetworkConfig network{.packet_time = GetParam() * 1ms, .jitter = 10ms};
  const std::int64_t packets = 60s / network.packet_time;
  const Heard heard = listen(network, packets, 6);
  EXPECT_GE(heard.played, packets * 99 / 100 - 10);
  EXPECT_LE(heard.concealed, 600ms);
}

INSTANTIATE_TEST_SUITE_P(All, JitterBufferAndPacketTime,
                         ::testing::Values(10, 20, 30, 40, 60, 120));

TEST(JitterBufferOverANetwork, AfterAStallTheDelayGoesBackDown) {
  SeededRandom random(9);
  std::vector<Delivery> arrivals = deliver({.jitter = 5ms}, 1'500, random);
  const Instant stall_end = kNetworkStart + 10s + 600ms;
  for (Delivery& d : arrivals) {
    if (d.arrival > kNetworkStart + 10s) d.arrival = std::max(d.arrival, stall_end);
  }
  JitterBuffer buffer({});
  std::map<int, Duration> delay_at;
  auto next = arrivals.begin();
  Duration pending{};
  for (Instant now = kNetworkStart + 3ms; now < kNetworkStart + 25s; now += 20ms) {
    for (; next != arrivals.end() && next->arrival <= now; ++next) {
      const std::array<std::uint8_t, 1> payload{};
      buffer.insert({.sequence = static_cast<std::uint16_t>(next->number),
                     .timestamp = static_cast<std::uint32_t>(160 * next->number),
                     .duration = 20ms,
                     .payload = payload},
                    next->arrival);
    }
    while (pending < 20ms) pending += buffer.next(now, pending).length;
    const Stretch stretch = buffer.stretch(now, pending);
    if (stretch != Stretch::kNone) {
      pending += 5ms * static_cast<int>(stretch);
      buffer.stretched();
      while (pending < 20ms) pending += buffer.next(now, pending).length;
    }
    pending -= 20ms;
    delay_at[static_cast<int>((now - kNetworkStart) / 100ms)] = buffer.stats().delay;
  }
  EXPECT_LE(delay_at[99], 45ms);
  EXPECT_GE(delay_at[107], 100ms);
  EXPECT_LE(delay_at[107], 210ms);
  EXPECT_LE(delay_at[140], 60ms);
}

TEST(JitterBuffer, AnyPacketsInAnyOrderGiveAnAnswerEachTick) {
  SeededRandom random(77);
  JitterBuffer buffer({});
  Instant now = kNetworkStart;
  Duration pending{};
  std::array<std::uint8_t, 40> payload{};
  for (int tick = 0; tick < 20'000; ++tick) {
    for (std::uint32_t i = random.below(6); i > 0; --i) {
      const auto kind = static_cast<PacketKind>(random.below(4));
      const bool sounds = kind == PacketKind::kSpeech || kind == PacketKind::kLastSpeech;
      const bool wild = random.below(20) == 0;
      buffer.insert({.kind = kind,
                     .sequence = static_cast<std::uint16_t>(wild ? random.u32() : tick),
                     .timestamp = wild ? random.u32() : 160U * static_cast<std::uint32_t>(tick),
                     .clock_hz = random.below(50) == 0 ? 48'000U : 8'000U,
                     .duration = sounds ? 2'500us * (1 + random.below(48)) : 0us,
                     .payload = std::span(payload).first(random.below(40))},
                    now - 1ms * random.below(5));
    }
    if (random.below(500) == 0) buffer.restart();
    int steps = 0;
    while (pending < 20ms) {
      const Step step = buffer.next(now, pending);
      ASSERT_GE(step.length, 2'500us);
      ASSERT_LE(step.length, 120ms);
      ASSERT_LE(++steps, 8);
      pending += step.length;
    }
    static_cast<void>(buffer.stretch(now, pending));
    pending -= 20ms;
    now += 20ms;
  }
}

}  // namespace
}  // namespace sidetone::audio
