#include "store/cdr_spool.h"

#include "store/cdr_json.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
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
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

}  // namespace

bool CdrSpool::append(std::span<const call::Cdr> cdrs) {
  std::string bytes;
  for (const call::Cdr& cdr : cdrs) append_record(bytes, cdr);
  const int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const off_t before = ::lseek(file, 0, SEEK_END);
  const bool fits = before >= 0 && static_cast<std::size_t>(before) + bytes.size() <= kMaxBytes;
  const bool written = fits && write_all(file, bytes);
  if (!written && before >= 0) (void)::ftruncate(file, before);
  ::close(file);
  return written;
}

std::vector<call::Cdr> CdrSpool::read() const {
  std::ifstream file(file_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  std::vector<call::Cdr> cdrs;
  std::string_view rest = bytes;
  while (rest.size() >= sizeof(Head)) {
    Head head;
    std::memcpy(&head, rest.data(), sizeof head);
    rest.remove_prefix(sizeof head);
    if (head.length > rest.size()) break;
    const std::string_view text = rest.substr(0, head.length);
    rest.remove_prefix(head.length);
    if (checksum_of(text) != head.checksum) continue;
    if (auto cdr = cdr_from_json(text)) cdrs.push_back(std::move(*cdr));
  }
  return cdrs;
}

bool CdrSpool::empty() const {
  std::error_code error;
  const auto size = std::filesystem::file_size(file_, error);
  return error || size == 0;
}

void CdrSpool::clear() {
  std::error_code error;
  std::filesystem::remove(file_, error);
}

}  // namespace sidetone::store
