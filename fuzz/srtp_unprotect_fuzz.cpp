// Any datagram as SRTP and SRTCP of somebody without the key: refused, and nothing is learnt.
// Any packet that can be protected comes out of the receiver as it was, once.

#include "base/assert.h"
#include "rtc/srtp/srtp_receiver.h"
#include "rtc/srtp/srtp_sender.h"

#include <vector>

using namespace sidetone::rtc;

namespace {

struct Session {
  explicit Session(SrtpProfile profile) : keys{.profile = profile}, sender(keys), receiver(keys) {}
  SrtpKeys keys;
  SrtpSender sender;
  SrtpReceiver receiver;
};

void forge(SrtpProfile profile, Bytes data) {
  SrtpReceiver receiver({.profile = profile, .master_key = {42}});
  std::vector<std::uint8_t> packet(data.begin(), data.end());
  SIDETONE_ASSERT(!receiver.unprotect_rtp(packet));
  packet.assign(data.begin(), data.end());
  SIDETONE_ASSERT(!receiver.unprotect_rtcp(packet));
  SIDETONE_ASSERT(receiver.snapshot().streams.empty());
}

void there_and_back_rtp(Session& session, Bytes data) {
  std::vector<std::uint8_t> packet(data.begin(), data.end());
  packet.resize(data.size() + kSrtpMaxOverhead);
  const auto sealed = session.sender.protect_rtp(packet, data.size());
  if (!sealed) return;
  const std::vector<std::uint8_t> wire(packet.begin(), packet.begin() + *sealed);
  const auto opened = session.receiver.unprotect_rtp(MutableBytes(packet).first(*sealed));
  SIDETONE_ASSERT(opened && *opened == data.size() &&
                  std::equal(data.begin(), data.end(), packet.begin()));
  std::vector<std::uint8_t> replay = wire;
  SIDETONE_ASSERT(session.receiver.unprotect_rtp(replay) ==
                  sidetone::unexpected(SrtpError::kReplayed));
}

void there_and_back_rtcp(Session& session, Bytes data) {
  std::vector<std::uint8_t> packet(data.begin(), data.end());
  packet.resize(data.size() + kSrtpMaxOverhead);
  const auto sealed = session.sender.protect_rtcp(packet, data.size());
  if (!sealed) return;
  const auto opened = session.receiver.unprotect_rtcp(MutableBytes(packet).first(*sealed));
  SIDETONE_ASSERT(opened && *opened == data.size() &&
                  std::equal(data.begin(), data.end(), packet.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  for (const SrtpProfile profile :
       {SrtpProfile::kAesCm128HmacSha1_80, SrtpProfile::kAeadAes128Gcm}) {
    forge(profile, bytes);
    Session session(profile);
    there_and_back_rtp(session, bytes);
    there_and_back_rtcp(session, bytes);
  }
  return 0;
}
