#include "rtc/dtls/datagram_bio.h"

#include "base/assert.h"

#include <openssl/bio.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

DatagramPipe& pipe_of(BIO* bio) {
  return *static_cast<DatagramPipe*>(BIO_get_data(bio));
}

int read(BIO* bio, char* to, int size) {
  BIO_clear_retry_flags(bio);
  DatagramPipe& pipe = pipe_of(bio);
  if (!pipe.incoming) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t length = std::min(pipe.incoming->size(), static_cast<std::size_t>(size));
  std::copy_n(pipe.incoming->begin(), length, reinterpret_cast<std::uint8_t*>(to));
  pipe.incoming.reset();
  return static_cast<int>(length);
}

int write(BIO* bio, const char* from, int size) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(from);
  pipe_of(bio).outgoing.emplace_back(bytes, bytes + size);
  return size;
}

long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_method() {
  BIO_METHOD* const method =
      BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sidetone datagrams");
  SIDETONE_ASSERT(method != nullptr);
  BIO_meth_set_read(method, read);
  BIO_meth_set_write(method, write);
  BIO_meth_set_ctrl(method, control);
  return method;
}

}  // namespace

bio_st* new_datagram_bio(DatagramPipe& pipe) {
  static BIO_METHOD* const kMethod = make_method();  // As long as the process.
  BIO* const bio = BIO_new(kMethod);
  SIDETONE_ASSERT(bio != nullptr);
  BIO_set_data(bio, &pipe);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace sidetone::rtc
