#pragma once

#include "api/json.h"
#include "directory/directory.h"
#include "net/web_socket.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sidetone::api {

/// The event streams of `/events`: one numbered feed per user, whoever of the user's pages listens.
/// A feed keeps its last frames, so that a page which was gone for a moment misses nothing; one
/// that nobody listens to for longer is forgotten.
class EventHub {
 public:
  static constexpr std::size_t kFramesKept = 256;
  static constexpr std::size_t kMaxFeeds = 20'000;
  static constexpr std::int64_t kKeptAloneUs = std::int64_t{120} * 1'000'000;

  using User = std::pair<directory::TenantId, directory::UserId>;
  struct Listener {
    net::WebSocket* socket = nullptr;
    std::string session;  ///< Its login session's hash.
  };
  /// The fields of a snapshot but `type` and `seq`.
  using Snapshot = std::function<Json()>;

  /// Sends what was missed since `since`, or a snapshot.
  void add(const User& user, const Listener& listener, std::optional<std::uint64_t> since,
           const Snapshot& snapshot, std::int64_t now_us);
  void remove(const User& user, const net::WebSocket& socket, std::int64_t now_us);
  /// Now and then: forgets the feeds without a listener.
  void handle_time(std::int64_t now_us);
  /// To every page of that user; numbered even while nobody listens.
  void publish(const User& user, Json frame);
  /// Tells the pages of that login session that it is over, and closes them.
  void end_session(const User& user, const std::string& session);

  [[nodiscard]] std::size_t listeners() const;
  [[nodiscard]] std::size_t feeds() const { return feeds_.size(); }

 private:
  struct Feed {
    std::uint64_t sequence = 0;
    std::deque<std::string> frames;  ///< The last ones; the newest has number `sequence`.
    std::vector<Listener> listeners;
    std::int64_t alone_since_us = 0;  ///< While it has no listener.
  };
  Feed& feed_of(const User& user, std::int64_t now_us);
  void replay(const Feed& feed, const Listener& listener, std::uint64_t since) const;

  std::map<User, Feed> feeds_;
};

}  // namespace sidetone::api
