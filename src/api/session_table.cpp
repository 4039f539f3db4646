#include "api/session_table.h"

#include <algorithm>
#include <iterator>
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
  end(found);
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

const directory::LoginSession* SessionTable::by_hash(const std::string& token_hash,
                                                     std::int64_t now_us) const {
  const auto found = sessions_.find(token_hash);
  const bool alive = found != sessions_.end() && found->second.expires_us > now_us;
  return alive ? &found->second : nullptr;
}

std::vector<directory::LoginSession> SessionTable::take_ended(std::int64_t now_us) {
  for (auto session = sessions_.begin(); session != sessions_.end();) {
    session = session->second.expires_us <= now_us ? end(session) : std::next(session);
  }
  return std::exchange(ended_, {});
}

SessionTable::Sessions::iterator SessionTable::end(Sessions::iterator session) {
  ended_.push_back(std::move(session->second));
  return sessions_.erase(session);
}

void SessionTable::remove(const std::string& token_hash) {
  sessions_.erase(token_hash);
}

void SessionTable::make_room() {
  if (sessions_.size() < kMaxSessions) return;
  const auto first_to_end = std::min_element(
      sessions_.begin(), sessions_.end(),
      [](const auto& a, const auto& b) { return a.second.expires_us < b.second.expires_us; });
  end(first_to_end);
}

}  // namespace sidetone::api
