#pragma once

#include "app/config/config.h"
#include "base/expected.h"
#include "net/server_tls.h"

#include <string>
#include <vector>

/// What has to be right before the server can run. Each error is the one line that is printed.
namespace sidetone::app {

/// As many open files as the system allows: each phone leg takes two.
void raise_file_limit();

/// Makes the directory where it is missing, readable by us only, and proves that we may write it.
[[nodiscard]] Expected<void, std::string> prepare_state_dir(const std::string& path);

/// Stops being root. Nothing to do for an empty name.
[[nodiscard]] Expected<void, std::string> become_user(const std::string& name);

/// The operator's certificate, or where ours lies in state_dir.
[[nodiscard]] net::CertificateFiles certificate_files(const Config& config);
/// Makes the self-signed one if the operator has none, and reads it.
[[nodiscard]] Expected<void, std::string> load_certificate(const Config& config,
                                                           net::ServerTls& tls);

/// What SDP and ICE name: media.advertise, or what we listen on; loopback always last.
[[nodiscard]] std::vector<IpAddress> advertised_addresses(const Config& config);

}  // namespace sidetone::app
