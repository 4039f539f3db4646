#include "net/self_signed.h"

#include "base/address.h"
#include "net/file_descriptor.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace sidetone::net {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

constexpr long kValidSeconds = 365L * 24 * 3600;
constexpr long kRenewBeforeSeconds = 7L * 24 * 3600;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr mode_t kEverybodyReads = kOwnerOnly | S_IRGRP | S_IROTH;

bool still_good(const CertificateFiles& files) {
  const Bio file(BIO_new_file(files.certificate.c_str(), "r"));
  if (!file || ::access(files.key.c_str(), R_OK) != 0) return false;
  const Certificate certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
  if (!certificate) return false;
  std::time_t soon = std::time(nullptr) + kRenewBeforeSeconds;
  return X509_cmp_time(X509_get0_notAfter(certificate.get()), &soon) > 0;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    text += (IpAddress::parse(name) ? "IP:" : "DNS:") + name;
  }
  return text;
}

void add_extension(X509& certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  if (extension) X509_add_ext(&certificate, extension.get(), -1);
}

Certificate make_certificate(EVP_PKEY& key, const std::vector<std::string>& names) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  // An hour back: a client's clock may be a little late.
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kValidSeconds);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("Sidetone"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), &key);
  add_extension(*certificate, NID_subject_alt_name, alternative_names(names));
  add_extension(*certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*certificate, NID_key_usage, "critical,digitalSignature");
  add_extension(*certificate, NID_ext_key_usage, "serverAuth");
  return X509_sign(certificate.get(), &key, EVP_sha256()) > 0 ? std::move(certificate) : nullptr;
}

Expected<void, Error> write_file(const std::string& path, mode_t mode, BIO& content) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(&content, &bytes);
  // Written aside and renamed: a reader finds the old file or the new one, never half of it.
  const std::string aside = path + ".new";
  ::unlink(aside.c_str());
  const FileDescriptor file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file || ::write(file.get(), bytes, static_cast<std::size_t>(size)) != size ||
      ::fsync(file.get()) != 0 || std::rename(aside.c_str(), path.c_str()) != 0) {
    return unexpected(last_error(path));
  }
  return {};
}

}  // namespace

Expected<bool, Error> ensure_self_signed(const CertificateFiles& files,
                                         const std::vector<std::string>& names) {
  if (still_good(files)) return false;
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = key ? make_certificate(*key, names) : nullptr;
  const Bio key_text(BIO_new(BIO_s_mem())), certificate_text(BIO_new(BIO_s_mem()));
  if (!certificate ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) {
    return unexpected(Error{0, "OpenSSL could not make a certificate for " + files.certificate});
  }
  if (auto written = write_file(files.key, kOwnerOnly, *key_text); !written) {
    return unexpected(std::move(written.error()));
  }
  if (auto written = write_file(files.certificate, kEverybodyReads, *certificate_text); !written) {
    return unexpected(std::move(written.error()));
  }
  return true;
}

}  // namespace sidetone::net
