#pragma once

#include "base/time.h"
#include "call/gate.h"
#include "call/outbox.h"
#include "directory/directory.h"
#include "sip/register/registrar.h"
#include "sip/user_agent.h"

#include <string_view>

namespace sidetone::call {

/// Answers every request that belongs to no call: REGISTER by the registrar for whom the gate lets
/// in, OPTIONS with what we can do, the rest with the status that RFC 3261 §8.2 has for it.
class Reception {
 public:
  struct Neighbours {
    const directory::Directory& directory;
    sip::UserAgent& agent;
    sip::Registrar& registrar;
    Gate& gate;
    Outbox& outbox;
  };
  explicit Reception(const Neighbours& neighbours) : by_(neighbours) {}

  void handle(const sip::UserAgent::IncomingRequest& event, Instant now);
  /// Tells the owner what registrar changes mean for its extensions.
  void drain_registrar();

  /// Softphones and devices that are registered for this extension.
  [[nodiscard]] Switchboard::RegistrationChanged registrations_of(
      directory::TenantId tenant, const directory::Extension& extension) const;

 private:
  void handle_register(const sip::UserAgent::IncomingRequest& event, Instant now);
  void respond(const sip::UserAgent::IncomingRequest& event, const Denial& denial, Instant now);
  [[nodiscard]] bool may_register(const sip::Request& request, const Party& party) const;

  Neighbours by_;
};

}  // namespace sidetone::call
