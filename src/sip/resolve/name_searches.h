#pragma once

#include "base/deadline_heap.h"
#include "base/random.h"
#include "base/time.h"
#include "sip/identifiers.h"
#include "sip/resolve/server_search.h"
#include "sip/transaction/output_queue.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace sidetone::sip {

/// A question for a name server: carried out by the edge, which answers each once with
/// handle_answer(), with no records where there are none or nobody answers.
struct NameQuestion {
  std::uint64_t id = 0;
  ServerSearch::Records records = ServerSearch::Records::kAddresses;
  std::string name;
  bool operator==(const NameQuestion&) const = default;
};
using NameAnswer =
    std::variant<std::vector<NaptrRecord>, std::vector<ServiceRecord>, std::vector<IpAddress>>;

/// The searches for servers that sessions wait for, one each: bounded in number and in time, so
/// that a name server which is slow, gone or hostile holds up one request for a moment and no more.
///
/// Owner's duty: one handle_*() or command, then drain poll(), then sleep until deadline().
class NameSearches {
 public:
  static constexpr std::size_t kMaxSearches = 512;
  /// A search, however many questions it takes. A request has 32 s in all [RFC3261 §17.1.1.2].
  static constexpr Duration kPatience = std::chrono::seconds(5);

  struct Ask {
    NameQuestion question;
  };
  /// The search of this session is over. Best server first; none where nothing was found in time.
  struct Done {
    SessionId session;
    std::vector<ServerSearch::Server> servers;
  };
  using Output = std::variant<Ask, Done>;

  explicit NameSearches(Random& random) : random_(random) {}

  /// Done follows, at once where there is nothing to ask or too many ask already.
  void start(SessionId session, ServerSearch::Target target, Instant now);
  /// Nobody waits for it any more.
  void forget(SessionId session);

  void handle_answer(std::uint64_t question, NameAnswer answer);
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const { return deadlines_.next(); }
  [[nodiscard]] std::size_t size() const { return searches_.size(); }

 private:
  struct Question {
    SessionId session;
    std::uint32_t local = 0;  ///< Its number in its search.
    ServerSearch::Records records;
  };
  struct Search {
    ServerSearch machine;
    std::vector<std::uint64_t> open;
  };
  void drain(SessionId session);
  void finish(SessionId session, std::vector<ServerSearch::Server> servers);

  Random& random_;
  std::uint64_t last_question_ = 0;
  std::unordered_map<SessionId, Search> searches_;
  std::unordered_map<std::uint64_t, Question> questions_;
  DeadlineHeap<SessionId> deadlines_;
  OutputQueue<Output> outputs_;
};

/// Fit to be asked for [RFC1035 §2.3.4], and not one that by its nature has no address
/// [RFC6761 §6.4]: browsers register those.
[[nodiscard]] bool may_be_asked_for(std::string_view name);

}  // namespace sidetone::sip
