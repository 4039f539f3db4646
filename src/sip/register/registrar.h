#pragma once

#include "base/deadline_heap.h"
#include "base/time.h"
#include "sip/message/message.h"
#include "sip/register/binding.h"
#include "sip/register/register_request.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <variant>
#include <vector>

namespace sidetone::sip {

/// Who is reachable where [RFC3261 §10.3, RFC5626 §6]. The owner has authenticated the request
/// and knows whose address-of-record it may change.
///
/// Owner's duty: one handle_*(), then drain poll(), then sleep until deadline().
class Registrar {
 public:
  struct Config {
    Duration min_expires = std::chrono::seconds(60);
    Duration max_expires = std::chrono::hours(1);
    Duration default_expires = std::chrono::hours(1);  ///< Where the device asked for none.
    std::size_t max_contacts =
        10;  ///< Of one address-of-record; the one to expire next makes room.
    std::size_t max_bindings = 100'000;
    /// How often a device on a connection must show life [RFC5626 §5.4]; 0: not said.
    Duration flow_timer = std::chrono::seconds(120);
  };

  /// What to answer: 200, 400, 423 (with Min-Expires), 500 (out of order) or 503 (full).
  struct Result {
    int status = 200;
    HeaderFields headers;  ///< Contact, Path, Supported, Require, Flow-Timer, Min-Expires, …
  };

  enum class RemovedBecause : std::uint8_t {
    kUnregistered,
    kExpired,
    kFlowClosed,
    kReplaced,  ///< Made room for a newer contact.
    kRevoked,   ///< By remove().
  };
  struct Added {
    Aor aor;
    BindingId binding;
  };
  /// The same device again: another expiry, flow or contact.
  struct Refreshed {
    Aor aor;
    BindingId binding;
  };
  struct Removed {
    Aor aor;
    Binding binding;
    RemovedBecause because = RemovedBecause::kUnregistered;
  };
  using Output = std::variant<Added, Refreshed, Removed>;

  Registrar() : Registrar(Config()) {}
  explicit Registrar(const Config& config);

  [[nodiscard]] Result handle_register(const Aor& aor, const Request& request, const Peer& source,
                                       Instant now);
  /// The connection is gone: what was registered over it, and only that, cannot be reached.
  void handle_flow_closed(FlowId flow);
  void handle_time(Instant now);
  /// Administration: the account or the login behind it is no longer allowed.
  void remove(const Aor& aor);
  /// From the journal of an earlier process: its `id` is given out anew, and a connection that
  /// ended with that process must be no flow (0) any more.
  void restore(const Aor& aor, Binding binding);

  /// Best first: by q, then as they came. Valid until the next non-const call.
  [[nodiscard]] std::span<const Binding> bindings(const Aor& aor) const;
  [[nodiscard]] const Binding* find(BindingId id) const;
  [[nodiscard]] std::size_t size() const { return owners_.size(); }

  [[nodiscard]] std::optional<Output> poll();
  [[nodiscard]] Instant deadline() const { return expiries_.next(); }

 private:
  struct AorHash {
    std::size_t operator()(const Aor& aor) const noexcept;
  };
  using Bindings = std::vector<Binding>;
  using Table = std::unordered_map<Aor, Bindings, AorHash>;

  [[nodiscard]] std::optional<Result> objection(const Aor& aor,
                                                const RegisterRequest& request) const;
  void apply(const Aor& aor, const RegisterRequest& request, const Peer& source, Instant now);
  void set(Table::iterator entry, const ContactRequest& contact, Binding fresh);
  void add(Table::iterator entry, Binding binding);
  void remove_all(Table::iterator entry, RemovedBecause because);
  /// The entry goes with its last binding: do not use it afterwards.
  void erase(Table::iterator entry, std::size_t index, RemovedBecause because);
  void erase(BindingId id, RemovedBecause because);
  void join_flow(const Binding& binding);
  void leave_flow(const Binding& binding);
  [[nodiscard]] Duration granted(const ContactRequest& contact) const;
  [[nodiscard]] Result accepted(const Aor& aor, const RegisterRequest& request, const Peer& source,
                                Instant now) const;

  Config config_;
  Table table_;
  std::unordered_map<BindingId, const Aor*> owners_;    ///< Into table_, whose nodes do not move.
  std::unordered_multimap<FlowId, BindingId> by_flow_;  ///< Connections only: UDP never closes.
  DeadlineHeap<BindingId> expiries_;
  std::uint64_t last_id_ = 0;
  std::deque<Output> outputs_;
};

}  // namespace sidetone::sip
