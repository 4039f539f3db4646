// A sequence of datagrams, each with two bytes of length before it, to the reassembler alone and
// to a whole session of each role.

#include "base/assert.h"
#include "certificate.h"
#include "rtc/dtls/client_hello_reassembler.h"
#include "rtc/dtls/dtls_session.h"

#include <algorithm>

using namespace sidetone;
using namespace sidetone::rtc;
using fuzz::certificate;

namespace {

Bytes take_datagram(Bytes& rest) {
  if (rest.size() < 2) return rest = {};
  const std::size_t size = std::min<std::size_t>(load_u16(rest, 0), rest.size() - 2);
  const Bytes datagram = rest.subspan(2, size);
  rest = rest.subspan(2 + size);
  return datagram;
}

void reassemble(Bytes rest) {
  ClientHelloReassembler reassembler;
  while (!rest.empty()) {
    const Bytes datagram = take_datagram(rest);
    const auto hello = reassembler.handle_datagram(datagram);
    if (!hello) continue;
    constexpr std::size_t kHeaders = 25;
    const bool as_it_came =
        std::equal(hello->begin(), hello->end(), datagram.begin(), datagram.end());
    SIDETONE_ASSERT(as_it_came || hello->size() <= kHeaders + ClientHelloReassembler::kMaxHello);
    // What is whole passes as it is.
    SIDETONE_ASSERT(ClientHelloReassembler().handle_datagram(*hello) == hello);
  }
}

void talk(DtlsSession::Role role, Bytes rest) {
  DtlsSession session(certificate(),
                      {.role = role, .peer_fingerprints = {certificate().fingerprint()}}, {});
  while (!rest.empty()) {
    session.handle_datagram(take_datagram(rest), {});
    while (const auto output = session.poll()) {
      const auto* const transmit = std::get_if<DtlsSession::Transmit>(&*output);
      SIDETONE_ASSERT(transmit == nullptr || transmit->bytes.size() <= DtlsSession::kMtu);
      SIDETONE_ASSERT(!std::holds_alternative<DtlsSession::Connected>(*output));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reassemble({data, size});
  talk(DtlsSession::Role::kServer, {data, size});
  talk(DtlsSession::Role::kClient, {data, size});
  return 0;
}
