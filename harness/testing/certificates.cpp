#include "testing/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace corspec::testing {

namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;

void require(bool holds) {
  if (!holds) throw std::runtime_error("OpenSSL could not make a certificate");
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr);
  return key;
}

template <class Write>
std::string to_pem(Write write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio != nullptr && write(bio.get()) == 1);
  const char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
  return to_pem([=](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string to_pem(EVP_PKEY* key) {
  return to_pem([=](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_extension(X509* certificate, X509* issuer, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str()));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// Everything but the extensions and the signature.
X509Certificate make_certificate(const std::string& common_name, EVP_PKEY* key, long serial) {
  X509Certificate certificate(X509_new());
  require(certificate != nullptr);
  constexpr long day = 24L * 60 * 60;
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), day);
  X509_set_pubkey(certificate.get(), key);
  const std::vector<unsigned char> name(common_name.begin(), common_name.end());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, name.data(),
                             static_cast<int>(name.size()), -1, 0);
  return certificate;
}

std::string alternative_names(const Subject& subject) {
  std::string names;
  const auto add = [&](std::string_view kind, const std::string& name) {
    if (!names.empty()) names += ',';
    names.append(kind).append(name);
  };
  for (const std::string& name : subject.dns_names) add("DNS:", name);
  for (const std::string& address : subject.ip_addresses) add("IP:", address);
  return names;
}

}  // namespace

struct CertificateAuthority::Impl {
  Key key;
  X509Certificate certificate;
  std::string pem;
  mutable long serial = 1;
};

CertificateAuthority::CertificateAuthority(const std::string& common_name) : impl_(std::make_unique<Impl>()) {
  impl_->key = make_key();
  impl_->certificate = make_certificate(common_name, impl_->key.get(), 1);
  X509* const certificate = impl_->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
  require(X509_sign(certificate, impl_->key.get(), EVP_sha256()) > 0);
  impl_->pem = to_pem(certificate);
}

CertificateAuthority::~CertificateAuthority() = default;

const std::string& CertificateAuthority::pem() const {
  return impl_->pem;
}

Certificate CertificateAuthority::issue(const Subject& subject) const {
  const Key key = make_key();
  const X509Certificate certificate = make_certificate(subject.common_name, key.get(), ++impl_->serial);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(impl_->certificate.get()));
  const std::string names = alternative_names(subject);
  if (!names.empty()) {
    add_extension(certificate.get(), impl_->certificate.get(), NID_subject_alt_name, names);
  }
  require(X509_sign(certificate.get(), impl_->key.get(), EVP_sha256()) > 0);
  return {to_pem(certificate.get()), to_pem(key.get())};
}

}  // namespace corspec::testing
