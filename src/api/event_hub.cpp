#include "api/event_hub.h"

#include <algorithm>

namespace sidetone::api {
namespace {

constexpr std::uint16_t kSessionEnded = 4401;

}  // namespace

EventHub::Feed& EventHub::feed_of(const User& user, std::int64_t now_us) {
  const auto found = feeds_.find(user);
  if (found != feeds_.end()) return found->second;
  if (feeds_.size() >= kMaxFeeds) {
    std::erase_if(feeds_, [](const auto& entry) { return entry.second.listeners.empty(); });
  }
  // Numbers begin with the clock: those of an earlier feed, forgotten or before a restart, are all
  // lower, and a page that asks for what came since one of them gets a snapshot.
  return feeds_.emplace(user, Feed{.sequence = static_cast<std::uint64_t>(now_us / 1'000)})
      .first->second;
}

void EventHub::add(const User& user, const Listener& listener, std::optional<std::uint64_t> since,
                   const Snapshot& snapshot, std::int64_t now_us) {
  Feed& feed = feed_of(user, now_us);
  feed.listeners.push_back(listener);
  const bool kept =
      since && *since <= feed.sequence && feed.sequence - *since <= feed.frames.size();
  if (kept) return replay(feed, listener, *since);
  Json frame = snapshot();
  frame["type"] = "snapshot";
  frame["seq"] = feed.sequence;
  listener.socket->send(dumped(frame));
}

void EventHub::replay(const Feed& feed, const Listener& listener, std::uint64_t since) const {
  const auto missed = static_cast<std::ptrdiff_t>(feed.sequence - since);
  for (auto frame = feed.frames.end() - missed; frame != feed.frames.end(); ++frame) {
    listener.socket->send(*frame);
  }
}

void EventHub::remove(const User& user, const net::WebSocket& socket, std::int64_t now_us) {
  const auto found = feeds_.find(user);
  if (found == feeds_.end()) return;
  std::erase_if(found->second.listeners,
                [&](const Listener& listener) { return listener.socket == &socket; });
  if (found->second.listeners.empty()) found->second.alone_since_us = now_us;
}

void EventHub::handle_time(std::int64_t now_us) {
  std::erase_if(feeds_, [now_us](const auto& entry) {
    const Feed& feed = entry.second;
    return feed.listeners.empty() && now_us - feed.alone_since_us >= kKeptAloneUs;
  });
}

void EventHub::publish(const User& user, Json frame) {
  const auto found = feeds_.find(user);
  if (found == feeds_.end()) return;
  Feed& feed = found->second;
  frame["seq"] = ++feed.sequence;
  feed.frames.push_back(dumped(frame));
  if (feed.frames.size() > kFramesKept) feed.frames.pop_front();
  for (const Listener& listener : feed.listeners) listener.socket->send(feed.frames.back());
}

void EventHub::end_session(const User& user, const std::string& session) {
  const auto found = feeds_.find(user);
  if (found == feeds_.end()) return;
  const std::vector<Listener> listeners = found->second.listeners;
  for (const Listener& listener : listeners) {
    if (listener.session != session) continue;
    listener.socket->send(dumped({{"type", "session-ended"}}));
    listener.socket->close(kSessionEnded, "session ended");
  }
}

std::size_t EventHub::listeners() const {
  std::size_t count = 0;
  for (const auto& [user, feed] : feeds_) count += feed.listeners.size();
  return count;
}

}  // namespace sidetone::api
