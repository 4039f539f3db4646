#include "support/wire_watch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

namespace sidetone::test {
namespace {

std::string_view header(std::string_view message, std::string_view name) {
  const std::size_t at = message.find(fmt::format("\r\n{}: ", name));
  if (at == std::string_view::npos) return {};
  const std::size_t value = at + name.size() + 4;
  return message.substr(value, message.find('\r', value) - value);
}

std::string branch(std::string_view message) {
  const std::string_view via = header(message, "Via");
  const std::size_t at = via.find("branch=");
  if (at == std::string_view::npos) return {};
  return std::string(via.substr(at + 7, via.find_first_of(";,", at) - at - 7));
}

bool is_invite(std::string_view message) {
  return message.starts_with("INVITE ");
}

/// The status of a final answer to an INVITE, else 0.
int final_status(std::string_view message) {
  if (!message.starts_with("SIP/2.0 ") || message.size() < 11) return 0;
  if (!header(message, "CSeq").ends_with(" INVITE")) return 0;
  const int status = std::stoi(std::string(message.substr(8, 3)));
  return status < 200 ? 0 : status;
}

}  // namespace

void WireWatch::sent_by_phone(std::string_view peer, std::string_view message) {
  note_invite({std::string(peer), fmt::format("{} -> server", peer), {}}, message);
}

void WireWatch::heard_by_phone(std::string_view message) {
  note_final(message);
}

void WireWatch::sent_by_server(std::string_view peer, std::string_view message) {
  note_invite({std::string(peer), fmt::format("server -> {}", peer), {}}, message);
  const int status = final_status(message);
  if (status == 0) return;
  const auto found = admitted_.find(branch(message));
  if (found != admitted_.end()) found->second.insert(status);
}

void WireWatch::heard_by_server(std::string_view message) {
  note_final(message);
  const bool first = is_invite(message) && header(message, "To").find(";tag=") == std::string::npos;
  if (first) admitted_.try_emplace(branch(message));
}

void WireWatch::note_invite(Invite invite, std::string_view message) {
  if (is_invite(message)) invites_.try_emplace(branch(message), std::move(invite));
}

void WireWatch::note_final(std::string_view message) {
  const int status = final_status(message);
  if (status == 0) return;
  const auto found = invites_.find(branch(message));
  if (found != invites_.end()) found->second.finals.insert(status);
}

std::size_t WireWatch::calls() const {
  std::size_t count = 0;
  for (const auto& [branch, finals] : admitted_) {
    if (!finals.contains(401)) ++count;
  }
  return count;
}

std::string WireWatch::complaints(const std::set<std::string>& away) const {
  std::string found;
  for (const auto& [branch, invite] : invites_) {
    if (away.contains(invite.peer) || invite.finals.size() == 1) continue;
    found += fmt::format("INVITE {} ({}) got the final answers ({}); ", branch, invite.what,
                         fmt::join(invite.finals, ", "));
  }
  for (const auto& [branch, finals] : admitted_) {
    if (finals.size() != 1) {
      found += fmt::format("INVITE {} was given the final answers ({}); ", branch,
                           fmt::join(finals, ", "));
    }
  }
  return found;
}

}  // namespace sidetone::test
