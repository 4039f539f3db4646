// Any text as a session description: what is read is bounded, and written it reads the same.

#include "base/assert.h"
#include "sdp/offer_answer.h"

#include <cstdint>

using namespace sidetone;
using namespace sidetone::sdp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto session = parse_session({reinterpret_cast<const char*>(data), size});
  if (!session) {
    SIDETONE_ASSERT(!session.error().what.empty());
    return 0;
  }
  SIDETONE_ASSERT(session->media.size() <= kMaxMedia);
  std::size_t attributes = session->attributes.size();
  for (const Media& media : session->media) {
    attributes += media.attributes.size();
    SIDETONE_ASSERT(!media.formats.empty() && media.formats.size() <= kMaxFormats);
    SIDETONE_ASSERT(media.bandwidth.size() <= kMaxBandwidthLines);
  }
  SIDETONE_ASSERT(attributes <= kMaxAttributes);
  const std::string text = to_string(*session);
  // LF alone becomes CRLF: what was within the bound may grow beyond it.
  SIDETONE_ASSERT(text.size() > kMaxSessionBytes || parse_session(text) == *session);
  const auto capabilities = describe(*session);
  SIDETONE_ASSERT(!capabilities || !capabilities->codecs.empty());
  return 0;
}
