#pragma once

#include "base/expected.h"
#include "net/error.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace sidetone::net {

/// PEM files: the certificate with its chain, and its private key.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// What our TLS listeners show: TLS 1.2 and 1.3 with forward secrecy only. New connections take
/// what is current; those that are up keep theirs.
class ServerTls {
 public:
  static Expected<std::unique_ptr<ServerTls>, Error> load(CertificateFiles files);
  /// Without a certificate until the first reload(): listeners may be bound before it is read.
  explicit ServerTls(CertificateFiles files) : files_(std::move(files)) {}

  /// Reads the files again; on an error the present certificate stays in use.
  [[nodiscard]] Expected<void, Error> reload();
  [[nodiscard]] boost::asio::ssl::context& context() { return *context_; }

 private:
  CertificateFiles files_;
  std::unique_ptr<boost::asio::ssl::context> context_;
};

/// For connections that we open: the peer must show a certificate that the system trusts.
[[nodiscard]] std::unique_ptr<boost::asio::ssl::context> client_tls();

}  // namespace sidetone::net
