#pragma once

#include "base/expected.h"
#include "base/random.h"
#include "base/time.h"
#include "call/browser_identity.h"
#include "directory/directory.h"
#include "sip/auth/digest_authenticator.h"
#include "sip/message/message.h"
#include "sip/transport.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sidetone::call {

/// Whoever sends this request, proved.
struct Party {
  directory::TenantId tenant;
  directory::ExtensionId extension;
  bool browser = false;
  std::string instance;  ///< Of a browser: the only +sip.instance it may register.
};

/// What to answer to whoever did not prove it.
struct Denial {
  int status = 403;
  sip::HeaderFields headers;      ///< WWW-Authenticate with a 401.
  std::string_view counter = {};  ///< "auth_wrong", …
};

/// Lets in whom it knows: browsers by the handshake of their WebSocket, devices by digest
/// [RFC3261 §22]. A browser's flow speaks for its own extension only, and a device's account for
/// its own number only (S3).
class Gate {
 public:
  Gate(const directory::Directory& directory, Random& random);

  void open_flow(sip::FlowId flow, BrowserIdentity identity);
  void close_flow(sip::FlowId flow);
  /// The flows that this login session opened.
  [[nodiscard]] std::vector<sip::FlowId> flows_of(std::string_view session) const;
  [[nodiscard]] const BrowserIdentity* identity_of(sip::FlowId flow) const;

  [[nodiscard]] Expected<Party, Denial> admit(const sip::Request& request, const sip::Peer& source,
                                              Instant now);

 private:
  Expected<Party, Denial> admit_browser(const sip::NameAddr& from, const sip::Peer& source) const;
  Expected<Party, Denial> admit_device(const sip::Request& request, const sip::NameAddr& from,
                                       const sip::Peer& source, Instant now);
  const directory::Device* usable_device(const directory::Tenant* tenant, std::string_view username,
                                         const sip::Peer& source) const;

  const directory::Directory& directory_;
  sip::DigestAuthenticator authenticator_;
  std::unordered_map<sip::FlowId, BrowserIdentity> browsers_;
};

}  // namespace sidetone::call
