#include "app/system_random.h"

#include "base/assert.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

namespace sidetone::app {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    if (used_ == ahead_.size()) {
      SIDETONE_ASSERT(RAND_bytes(ahead_.data(), static_cast<int>(ahead_.size())) == 1);
      used_ = 0;
    }
    const std::size_t size = std::min(bytes.size(), ahead_.size() - used_);
    const auto from = ahead_.begin() + static_cast<std::ptrdiff_t>(used_);
    std::copy_n(from, size, bytes.begin());
    OPENSSL_cleanse(ahead_.data() + used_, size);  // A key that was given out is nowhere else.
    used_ += size;
    bytes = bytes.subspan(size);
  }
}

}  // namespace sidetone::app
