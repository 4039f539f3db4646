// Handshakes over bad paths, in virtual time: OpenSSL's timers included.

#include "base/random.h"
#include "rtc/dtls/dtls_test_peer.h"
#include "support/openssl_clock.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <map>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

struct Path {
  std::uint32_t loss_percent = 0;
  std::uint32_t duplicate_percent = 0;
  Duration latency = 20ms;
  Duration jitter = 0ms;  // Uniform, hence reordering.
};

// A client and a server that start at time zero, and what is under way between them.
class LossyPair {
 public:
  LossyPair(Path path, std::uint64_t seed) : path_(path), dice_(seed) {
    test::OpenSslClock::set(now_);
    pair_.emplace();
    send_all();
  }

  // Until both are connected or nobody wants to be called any more.
  void run() {
    while (!both_connected() && step()) {}
  }
  // One event; false if there is none to come.
  bool step() {
    const Instant next = std::min({under_way_.empty() ? kNever : under_way_.begin()->first,
                                   client().session->deadline(), server().session->deadline()});
    if (next == kNever) return false;
    advance_to(next);
    return true;
  }
  [[nodiscard]] bool both_connected() {
    return client().session->connected() && server().session->connected();
  }
  // Times, in ms, at which the client sent something.
  [[nodiscard]] std::string client_sent() const { return client_sent_; }
  [[nodiscard]] Duration elapsed() const { return now_.time_since_epoch(); }
  [[nodiscard]] DtlsEnd& client() { return pair_->client; }
  [[nodiscard]] DtlsEnd& server() { return pair_->server; }
  void lose_what_is_under_way() { under_way_.clear(); }

 private:
  struct Parcel {
    DtlsEnd* to;
    std::vector<std::uint8_t> bytes;
  };

  void advance_to(Instant next) {
    now_ = std::max(now_, next);
    test::OpenSslClock::set(now_);
    while (!under_way_.empty() && under_way_.begin()->first <= now_) {
      const Parcel parcel = std::move(under_way_.begin()->second);
      under_way_.erase(under_way_.begin());
      parcel.to->receive(parcel.bytes, now_);
    }
    for (DtlsEnd* end : {&client(), &server()}) {
      end->session->handle_time(now_);
      end->drain();
    }
    send_all();
  }
  void send_all() {
    if (!client().outbox.empty()) {
      client_sent_ += fmt::format("{} ", now_.time_since_epoch() / 1ms);
    }
    send(client(), server());
    send(server(), client());
  }
  void send(DtlsEnd& from, DtlsEnd& to) {
    for (auto& datagram : std::exchange(from.outbox, {})) {
      if (dice_.below(100) < path_.loss_percent) continue;
      if (dice_.below(100) < path_.duplicate_percent) schedule({&to, datagram});
      schedule({&to, std::move(datagram)});
    }
  }
  void schedule(Parcel parcel) {
    const auto extra = static_cast<std::uint32_t>(path_.jitter.count());
    const Duration jitter(extra == 0 ? 0 : dice_.below(extra));
    under_way_.emplace(now_ + path_.latency + jitter, std::move(parcel));
  }

  Path path_;
  SeededRandom dice_;
  Instant now_{};
  std::optional<DtlsPair> pair_;
  std::multimap<Instant, Parcel> under_way_;
  std::string client_sent_;
};

TEST(DtlsOverABadPath, ConnectsInTwoRoundTripsWhereNothingIsLost) {
  LossyPair pair({.latency = 20ms}, 1);
  pair.run();
  EXPECT_TRUE(pair.both_connected());
  EXPECT_EQ(pair.elapsed(), 80ms);
}

TEST(DtlsOverABadPath, ConnectsInSpiteOfLossReorderingAndDuplication) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    LossyPair pair({.loss_percent = 20, .duplicate_percent = 10, .jitter = 80ms}, seed);
    pair.run();
    ASSERT_TRUE(pair.both_connected()) << "seed " << seed;
    ASSERT_EQ(pair.client().connected->send, pair.server().connected->receive);
    ASSERT_LT(pair.elapsed(), 20s) << "seed " << seed;
  }
}

TEST(DtlsOverABadPath, RepeatsItsFlightAtDoublingIntervalsAndThenGivesUp) {
  LossyPair pair({.loss_percent = 100}, 1);
  pair.run();
  EXPECT_EQ(pair.client_sent(), "0 100 300 700 1500 3100 6300 9500 12700 15900 19100 22300 25500 ");
  EXPECT_EQ(pair.client().failure(), DtlsSession::Failure::kTimeout);
  EXPECT_LE(pair.elapsed(), 30s);
  EXPECT_GT(pair.elapsed(), 25s);
  EXPECT_EQ(pair.client().session->deadline(), kNever);
}

// The server has no timer for its last flight: it repeats it when the client repeats its own.
TEST(DtlsOverABadPath, RepeatsTheLastFlightForAClientThatMissedIt) {
  LossyPair pair({.latency = 20ms}, 1);
  while (!pair.server().connected) pair.step();
  ASSERT_FALSE(pair.client().connected);
  pair.lose_what_is_under_way();
  pair.run();
  EXPECT_TRUE(pair.both_connected());
}

}  // namespace
}  // namespace sidetone::rtc
