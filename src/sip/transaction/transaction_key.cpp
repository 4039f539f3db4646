#include "sip/transaction/transaction_key.h"

#include "sip/message/text.h"
#include "sip/transaction/header_values.h"

namespace sidetone::sip {
namespace {

constexpr char kSeparator = '\n';  // Cannot stand in any header value.

std::string join(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (std::string_view part : parts) size += part.size() + 1;
  std::string key;
  key.reserve(size);
  for (std::string_view part : parts) {
    key += part;
    key += kSeparator;
  }
  return key;
}

std::string_view value(const Request& request, HeaderId id) {
  return request.headers.find(id).value_or("");
}

std::string_view cseq_number(const Request& request) {
  const std::string_view cseq = value(request, HeaderId::kCSeq);
  return cseq.substr(0, cseq.find_first_of(" \t"));
}

}  // namespace

bool has_magic_cookie(std::string_view branch) {
  return starts_without_case(branch, "z9hG4bK");
}

std::string server_key(const Request& request, const Via& via, std::string_view method) {
  const std::string port = std::to_string(via.port);
  if (has_magic_cookie(via.branch())) return join({via.branch(), via.host, port, method});
  return join({request.uri, tag_of(value(request, HeaderId::kFrom)),
               value(request, HeaderId::kCallId), cseq_number(request), method, via.host, port,
               via.branch()});
}

std::string merge_key(const Request& request) {
  return join({tag_of(value(request, HeaderId::kFrom)), value(request, HeaderId::kCallId),
               value(request, HeaderId::kCSeq)});
}

}  // namespace sidetone::sip
