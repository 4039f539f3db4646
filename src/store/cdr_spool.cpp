#include "store/cdr_spool.h"

#include "store/cdr_json.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace sidetone::store {
namespace {

struct Head {
  std::uint32_t length = 0;
  std::uint32_t checksum = 0;
};

/// FNV-1a: finds the torn end of a file, which is all that is asked of it.
std::uint32_t checksum_of(std::string_view text) {
  std::uint32_t hash = 2'166'136'261U;
  for (char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16'777'619U;
  return hash;
}

void append_record(std::string& bytes, const call::Cdr& cdr) {
  const std::string text = to_json(cdr);
  const Head head{.length = static_cast<std::uint32_t>(text.size()), .checksum = checksum_of(text)};
  std::array<char, sizeof head> raw;
  std::memcpy(raw.data(), &head, sizeof head);
  bytes.append(raw.data(), raw.size());
  bytes += text;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

std::optional<std::string> read_all(int file) {
  std::string bytes;
  std::array<char, 65'536> piece;
  while (true) {
    const ssize_t size = ::read(file, piece.data(), piece.size());
    if (size == 0) return bytes;
    if (size > 0) {
      bytes.append(piece.data(), static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      return std::nullopt;
    }
  }
}

/// The next record's text, taken from the front of `rest`; nullopt: it is cut short.
struct Record {
  std::string_view text;
  bool sound = false;
};
std::optional<Record> take_record(std::string_view& rest) {
  Head head;
  if (rest.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, rest.data(), sizeof head);
  if (head.length > rest.size() - sizeof head) return std::nullopt;
  const std::string_view text = rest.substr(sizeof head, head.length);
  rest.remove_prefix(sizeof head + head.length);
  return Record{.text = text, .sound = checksum_of(text) == head.checksum};
}

std::uint64_t whole_bytes_of(std::string_view bytes) {
  std::string_view rest = bytes;
  while (take_record(rest)) {}
  return bytes.size() - rest.size();
}

class File {
 public:
  File(const std::filesystem::path& path, int flags) : file_(::open(path.c_str(), flags, 0600)) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return file_; }

 private:
  int file_;
};

}  // namespace

bool CdrSpool::append(std::span<const call::Cdr> cdrs) {
  const File file(file_, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC);
  return file.get() >= 0 && append_to(file.get(), cdrs);
}

bool CdrSpool::append_to(int file, std::span<const call::Cdr> cdrs) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  if (size < 0) return false;
  if (static_cast<std::uint64_t>(size) != whole_bytes_) {
    // Somebody else wrote it: the process before this one, which may have ended halfway.
    if (::lseek(file, 0, SEEK_SET) != 0) return false;
    const auto bytes = read_all(file);
    if (!bytes) return false;
    whole_bytes_ = whole_bytes_of(*bytes);
    if (::ftruncate(file, static_cast<off_t>(whole_bytes_)) != 0) return false;
  }
  std::string bytes;
  for (const call::Cdr& cdr : cdrs) append_record(bytes, cdr);
  const bool fits = whole_bytes_ + bytes.size() <= kMaxBytes;
  if (fits && write_all(file, bytes)) {
    whole_bytes_ += bytes.size();
    return true;
  }
  (void)::ftruncate(file, static_cast<off_t>(whole_bytes_));
  return false;
}

std::optional<CdrSpool::Contents> CdrSpool::read() const {
  const File file(file_, O_RDONLY | O_CLOEXEC);
  if (file.get() < 0) return errno == ENOENT ? std::optional(Contents{}) : std::nullopt;
  const auto bytes = read_all(file.get());
  if (!bytes) return std::nullopt;
  Contents contents;
  std::string_view rest = *bytes;
  while (const auto record = take_record(rest)) {
    auto cdr = record->sound ? cdr_from_json(record->text) : std::nullopt;
    if (cdr) {
      contents.cdrs.push_back(std::move(*cdr));
    } else {
      contents.damaged = true;
    }
  }
  contents.damaged = contents.damaged || !rest.empty();
  return contents;
}

bool CdrSpool::empty() const {
  std::error_code error;
  const auto size = std::filesystem::file_size(file_, error);
  return error ? error == std::errc::no_such_file_or_directory : size == 0;
}

bool CdrSpool::clear() {
  std::error_code error;
  std::filesystem::remove(file_, error);
  return !error;
}

bool CdrSpool::set_aside() {
  constexpr int kMostKept = 100;
  for (int number = 1; number <= kMostKept; ++number) {
    std::filesystem::path name = file_;
    name += number == 1 ? ".bad" : ".bad" + std::to_string(number);
    std::error_code error;
    if (std::filesystem::exists(name, error) || error) continue;
    std::filesystem::rename(file_, name, error);
    return !error;
  }
  return false;
}

}  // namespace sidetone::store
