#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"
#include "rtc/srtp/srtp_test_session.h"

#include <gtest/gtest.h>

#ifdef __SANITIZE_ADDRESS__

// GCC ships the sanitizer's library without its header.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void*,
                                                                             std::size_t),
                                                         void (*free_hook)(const volatile void*));

namespace sidetone::rtc {
namespace {

// Counts what OpenSSL allocates too, since it looks below operator new.
int allocations = 0;
void on_malloc(const volatile void*, std::size_t) {
  ++allocations;
}
void on_free(const volatile void*) {}

class SrtpAllocation : public testing::TestWithParam<SrtpProfile> {
 protected:
  static void SetUpTestSuite() {
    static const int kInstalled = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
    ASSERT_NE(kInstalled, 0);
  }
};

INSTANTIATE_TEST_SUITE_P(Profiles, SrtpAllocation,
                         testing::Values(SrtpProfile::kAesCm128HmacSha1_80,
                                         SrtpProfile::kAesCm128HmacSha1_32,
                                         SrtpProfile::kAeadAes128Gcm));

TEST_P(SrtpAllocation, TheCounterSeesAnAllocation) {
  allocations = 0;
  const std::vector<int> something(1000);
  EXPECT_EQ(something.size(), 1000u);
  EXPECT_GT(allocations, 0);
}

TEST_P(SrtpAllocation, NoPacketAllocatesFromTheFirstOnOfAnySource) {
  SrtpSender sender(example_keys(GetParam()));
  SrtpReceiver receiver(example_keys(GetParam()));
  auto packet = plain_rtp({});
  const std::size_t size = packet.size();
  packet.resize(size + kSrtpMaxOverhead);
  allocations = 0;
  for (std::uint16_t sequence = 0; sequence < 100; ++sequence) {
    store_u16(packet, 2, sequence);
    const std::uint32_t ssrc = sequence % kSrtpMaxStreams;
    store_u32(packet, 4, ssrc);  // Read as RTCP,
    store_u32(packet, 8, ssrc);  // and as RTP.
    const auto sealed = sender.protect_rtp(packet, size);
    ASSERT_TRUE(sealed && receiver.unprotect_rtp(MutableBytes(packet).first(*sealed)));
    const auto report = sender.protect_rtcp(packet, 28);
    ASSERT_TRUE(report && receiver.unprotect_rtcp(MutableBytes(packet).first(*report)));
  }
  EXPECT_EQ(allocations, 0);
}

}  // namespace
}  // namespace sidetone::rtc
#endif
