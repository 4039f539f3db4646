#pragma once

#include "call/cdr.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace sidetone::store {

/// A file for call records that the database could not take: append-only, each record with its
/// length and checksum, so that one cut short by a crash or a full disk spoils no other.
class CdrSpool {
 public:
  static constexpr std::size_t kMaxBytes = 256UL * 1024 * 1024;

  explicit CdrSpool(std::filesystem::path file) : file_(std::move(file)) {}

  /// On the disk when it returns true; all of them or none.
  [[nodiscard]] bool append(std::span<const call::Cdr> cdrs);
  [[nodiscard]] std::vector<call::Cdr> read() const;
  [[nodiscard]] bool empty() const;
  void clear();

 private:
  std::filesystem::path file_;
};

}  // namespace sidetone::store
