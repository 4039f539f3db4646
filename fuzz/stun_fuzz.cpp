// Any datagram as a STUN message: reading it is safe, and what it says can be written again.

#include "base/assert.h"
#include "rtc/stun/stun_view.h"
#include "rtc/stun/stun_writer.h"

using namespace sidetone;
using namespace sidetone::rtc;

namespace {

void read_everything(const StunView& view) {
  static const auto kKey = bytes_of("VOkJxbRl1RmTxUk/WvJxBt");
  for (std::uint32_t type = 0; type <= 0xFFFF; type += type < 0x40 ? 1 : 0x55) {
    const StunAttribute attribute{static_cast<std::uint16_t>(type)};
    (void)view.find(attribute);
    (void)view.u32(attribute);
    (void)view.u64(attribute);
    (void)view.address(attribute);
  }
  (void)view.error_code();
  (void)view.has_integrity(kKey);
  (void)view.has_integrity_sha256(kKey);
  (void)view.has_fingerprint();
  (void)local_ufrag_of(view);
}

void answer(const StunView& view) {
  StunWriter writer({.message_class = view.message_class(),
                     .method = view.method(),
                     .transaction_id = view.transaction_id()});
  const auto address = view.address(StunAttribute::kXorMappedAddress);
  if (address) writer.add_address(StunAttribute::kXorMappedAddress, *address);
  writer.add_unknown_attributes(view.unknown_attributes({}));
  writer.add_integrity(bytes_of("key")).add_fingerprint();
  const auto again = StunView::parse(writer.bytes());
  SIDETONE_ASSERT(again && again->is(view.message_class(), view.method()));
  SIDETONE_ASSERT(again->address(StunAttribute::kXorMappedAddress) == address);
  SIDETONE_ASSERT(again->has_integrity(bytes_of("key")));
  SIDETONE_ASSERT(again->has_fingerprint());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto view = StunView::parse({data, size});
  if (!view) return 0;
  read_everything(*view);
  answer(*view);
  return 0;
}
