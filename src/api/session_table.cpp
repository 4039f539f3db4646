#include "api/session_table.h"

#include <algorithm>
#include <utility>

namespace sidetone::api {
namespace {

constexpr std::size_t kTokenCharacters = 43;  // 256 bits.
constexpr std::size_t kMaxTokenBytes = 128;

}  // namespace

void SessionTable::restore(directory::LoginSession session) {
  make_room();
  std::string key = session.token_hash;
  sessions_.insert_or_assign(std::move(key), std::move(session));
}

SessionTable::Created SessionTable::create(directory::TenantId tenant, directory::UserId user,
                                           std::int64_t now_us) {
  make_room();
  Created created{.token = random_.token(kTokenCharacters)};
  created.session = {.token_hash = std::string(
                         hasher_.joined(sip::DigestAlgorithm::kSha256, {created.token}).view()),
                     .tenant = tenant,
                     .user = user,
                     .csrf = random_.token(kTokenCharacters),
                     .expires_us = now_us + kLifetimeUs};
  sessions_.insert_or_assign(created.session.token_hash, created.session);
  return created;
}

const directory::LoginSession* SessionTable::find(std::string_view token, std::int64_t now_us) {
  if (token.empty() || token.size() > kMaxTokenBytes) return nullptr;
  // Looking up the hash takes the same time whatever part of a guess is right.
  const auto found =
      sessions_.find(std::string(hasher_.joined(sip::DigestAlgorithm::kSha256, {token}).view()));
  if (found == sessions_.end()) return nullptr;
  if (found->second.expires_us > now_us) return &found->second;
  sessions_.erase(found);
  return nullptr;
}

std::optional<directory::LoginSession> SessionTable::renewed(const std::string& token_hash,
                                                             std::int64_t now_us) {
  const auto found = sessions_.find(token_hash);
  if (found == sessions_.end()) return std::nullopt;
  const std::int64_t later = now_us + kLifetimeUs;
  if (later - found->second.expires_us < kRenewUs) return std::nullopt;
  found->second.expires_us = later;
  return found->second;
}

const directory::LoginSession* SessionTable::by_hash(const std::string& token_hash) const {
  const auto found = sessions_.find(token_hash);
  return found == sessions_.end() ? nullptr : &found->second;
}

void SessionTable::remove(const std::string& token_hash) {
  sessions_.erase(token_hash);
}

void SessionTable::make_room() {
  if (sessions_.size() < kMaxSessions) return;
  const auto first_to_end = std::min_element(
      sessions_.begin(), sessions_.end(),
      [](const auto& a, const auto& b) { return a.second.expires_us < b.second.expires_us; });
  sessions_.erase(first_to_end);
}

}  // namespace sidetone::api
