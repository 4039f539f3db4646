#include "app/banner.h"

#include "app/start_up.h"
#include "app/version.h"

#include <fmt/format.h>

namespace sidetone::app {
namespace {

std::string page_lines(const Config& config) {
  std::string text;
  const auto& listen = config.listen;
  if (listen.local_http_port != 0) {
    text += fmt::format("  Open          http://localhost:{}/\n", listen.local_http_port);
  }
  if (listen.https_port == 0) return text;
  for (const IpAddress& address : advertised_addresses(config)) {
    if (address.is_loopback() || address.is_v6()) continue;
    text += fmt::format("  {:<13} https://{}:{}/\n", text.empty() ? "Open" : "or elsewhere",
                        address.to_host(), listen.https_port);
  }
  return text;
}

std::string password_line(const Banner& banner) {
  if (banner.password.empty()) return "as in SIDETONE_DEMO_PASSWORD";
  return fmt::format("{}   (kept in {})", banner.password, banner.password_file);
}

std::string phone_line(const Config::Listen& listen) {
  std::string ports;
  if (listen.sip_port != 0) ports += fmt::format(", UDP or TCP port {}", listen.sip_port);
  if (listen.sips_port != 0) ports += fmt::format(", TLS port {}", listen.sips_port);
  return "users 101 to 104, domain demo.test" + ports;
}

}  // namespace

std::string to_text(const Banner& banner) {
  const Config& config = banner.config;
  std::string text = fmt::format("\nSidetone {} is ready.\n\n", kVersion);
  text += page_lines(config);
  text +=
      "  Sign in       reception@demo.test (101), sales@demo.test (102),\n"
      "                workshop@demo.test (103), accounts@demo.test (104), admin@demo.test\n";
  text += fmt::format("  Password      {}\n", password_line(banner));
  text += fmt::format("  Desk phones   {}; the same password\n", phone_line(config.listen));
  if (!banner.open) {
    text += "                from this computer only; `--demo-open` lets others in\n";
  }
  text += "  Echo test     *43\n\n";
  return text;
}

}  // namespace sidetone::app
