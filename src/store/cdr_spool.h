#pragma once

#include "call/cdr.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace sidetone::store {

/// A file for call records that the database could not take: append-only, each record with its
/// length and checksum, so that one cut short by a crash or a full disk spoils no other.
class CdrSpool {
 public:
  static constexpr std::size_t kMaxBytes = 256UL * 1024 * 1024;

  explicit CdrSpool(std::filesystem::path file) : file_(std::move(file)) {}

  /// On the disk when it returns true; all of them or none. A record that a crash cut short at
  /// the end of the file makes room, since what came after it could not be found again.
  [[nodiscard]] bool append(std::span<const call::Cdr> cdrs);
  struct Contents {
    std::vector<call::Cdr> cdrs;
    bool damaged = false;  ///< Some of it is no record of ours (any more).
  };
  /// nullopt: it could not be read to its end, which says nothing about what is in it.
  [[nodiscard]] std::optional<Contents> read() const;
  /// True only if there is nothing in it for certain.
  [[nodiscard]] bool empty() const;
  /// False: it is still there.
  [[nodiscard]] bool clear();
  /// Keeps it as `<file>.bad`, or `.bad2` and so on, for somebody to look at. False: still there.
  [[nodiscard]] bool set_aside();

 private:
  bool append_to(int file, std::span<const call::Cdr> cdrs);

  std::filesystem::path file_;
  std::uint64_t whole_bytes_ = 0;  ///< A file of this size ends with a whole record.
};

}  // namespace sidetone::store
