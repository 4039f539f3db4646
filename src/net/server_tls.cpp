#include "net/server_tls.h"

#include <boost/asio/ssl.hpp>
#include <openssl/ssl.h>

#include <string_view>

namespace sidetone::net {
namespace {

namespace ssl = boost::asio::ssl;
using ErrorCode = boost::system::error_code;

constexpr const char* kCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// Browsers offer h2 first; what we speak behind this port is HTTP/1.1 with WebSockets.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr std::string_view kOurs = "\x08http/1.1";
  unsigned char* match = nullptr;
  const int result =
      SSL_select_next_proto(&match, chosen_size, reinterpret_cast<const unsigned char*>(&kOurs[0]),
                            static_cast<unsigned>(kOurs.size()), offered, offered_size);
  *chosen = match;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void harden(ssl::context& context) {
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(native, kCiphers);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  // An idle connection keeps no record buffers.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
}

Expected<std::unique_ptr<ssl::context>, Error> make_context(const CertificateFiles& files) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  harden(*context);
  SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_protocol, nullptr);
  ErrorCode error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error)
    return unexpected(Error{0, "certificate " + files.certificate + ": " + error.message()});
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return unexpected(Error{0, "private key " + files.key + ": " + error.message()});
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return unexpected(Error{0, files.key + " is not the key of " + files.certificate});
  }
  return context;
}

}  // namespace

Expected<std::unique_ptr<ServerTls>, Error> ServerTls::load(CertificateFiles files) {
  auto tls = std::make_unique<ServerTls>(std::move(files));
  if (auto loaded = tls->reload(); !loaded) return unexpected(std::move(loaded.error()));
  return tls;
}

Expected<void, Error> ServerTls::reload() {
  auto context = make_context(files_);
  if (!context) return unexpected(std::move(context.error()));
  context_ = std::move(*context);
  return {};
}

std::unique_ptr<ssl::context> client_tls() {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
  harden(*context);
  ErrorCode ignored;  // A host without a trust store trusts nobody; each connection then fails.
  context->set_default_verify_paths(ignored);
  context->set_verify_mode(ssl::verify_peer);
  return context;
}

}  // namespace sidetone::net
