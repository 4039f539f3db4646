#pragma once

#include "directory/directory.h"

#include <string>

namespace sidetone::call {

/// Who opened a WebSocket for SIP: proved by the session cookie and a one-time ticket at the
/// handshake (S3). No SIP password exists for it.
struct BrowserIdentity {
  directory::TenantId tenant;
  directory::UserId user;
  directory::ExtensionId extension;
  std::string session;   ///< The login session's id: revoking it closes the flow.
  std::string instance;  ///< "<urn:uuid:…>" as +sip.instance must say [RFC5626 §4.1].
};

}  // namespace sidetone::call
