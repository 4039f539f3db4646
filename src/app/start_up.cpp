#include "app/start_up.h"

#include "net/file_descriptor.h"
#include "net/interfaces.h"
#include "net/self_signed.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace sidetone::app {
namespace {

namespace fs = std::filesystem;

std::string words(int code) {
  return std::generic_category().message(code);
}

std::vector<std::string> certificate_names(const Config& config) {
  std::vector<std::string> names = config.tls.names;
  names.emplace_back("localhost");
  for (const IpAddress& address : advertised_addresses(config)) {
    names.push_back(address.to_string());
  }
  return names;
}

}  // namespace

void raise_file_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

Expected<void, std::string> prepare_state_dir(const std::string& path) {
  std::error_code error;
  if (fs::create_directories(path, error) && !error) {
    fs::permissions(path, fs::perms::owner_all, error);
  }
  if (error) {
    return unexpected(
        fmt::format("state_dir {}: {}; a directory that we may write", path, error.message()));
  }
  const std::string probe = path + "/.write-test";
  const net::FileDescriptor file(::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file) {
    return unexpected(
        fmt::format("state_dir {}: {}; a directory that we may write", path, words(errno)));
  }
  ::unlink(probe.c_str());
  return {};
}

Expected<void, std::string> become_user(const std::string& name) {
  if (name.empty() || ::geteuid() != 0) return {};
  const passwd* entry = ::getpwnam(name.c_str());
  if (entry == nullptr) {
    return unexpected(fmt::format("user {}: no such user; one of this host", name));
  }
  if (::initgroups(name.c_str(), entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 ||
      ::setuid(entry->pw_uid) != 0) {
    return unexpected(fmt::format("user {}: {}", name, words(errno)));
  }
  return {};
}

net::CertificateFiles certificate_files(const Config& config) {
  if (!config.tls.certificate.empty()) return {config.tls.certificate, config.tls.key};
  return {config.state_dir + "/certificate.pem", config.state_dir + "/certificate-key.pem"};
}

Expected<void, std::string> load_certificate(const Config& config, net::ServerTls& tls) {
  if (config.tls.certificate.empty()) {
    const auto made = net::ensure_self_signed(certificate_files(config), certificate_names(config));
    if (!made) return unexpected(made.error().text);
  }
  if (auto loaded = tls.reload(); !loaded) return unexpected(loaded.error().text);
  return {};
}

std::vector<IpAddress> advertised_addresses(const Config& config) {
  std::vector<IpAddress> result = config.media.advertise;
  const IpAddress& listen = config.listen.address;
  if (!listen.is_unspecified()) {
    if (result.empty()) result.push_back(listen);
    return result;
  }
  for (const IpAddress& address : net::interface_addresses()) {
    const bool wanted = config.media.advertise.empty() || address.is_loopback();
    if (wanted && std::ranges::find(result, address) == result.end()) result.push_back(address);
  }
  return result;
}

}  // namespace sidetone::app
