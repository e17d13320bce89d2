#include "http/tls_settings.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <utility>

#include "http/plain_words.hpp"

namespace corspec::http {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

ConnectionError unusable(std::string_view what, const std::string& file, const error_code& error) {
  return {TransportError::Kind::tls, std::string(what) + " " + file + ": " + plain_words(error)};
}

bool is_ip_address(const std::string& host) {
  error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

}  // namespace

TlsSettings::TlsSettings(TlsOptions options, const Endpoint& endpoint)
    : options_(std::move(options)), host_(endpoint.host), is_address_(is_ip_address(host_)) {
  // A zone (`fe80::1%eth0`) says which way the address lies, not who has it.
  if (is_address_) host_ = host_.substr(0, host_.find('%'));
  // `a.example.` is the same name to a certificate, and SNI forbids the dot (RFC 6066 section 3).
  if (host_.ends_with('.')) host_.pop_back();
}

std::expected<ssl::context*, ConnectionError> TlsSettings::context(Pool pool) {
  const bool has_client_certificate = pool == Pool::credentialed && !options_.client_cert.empty();
  std::optional<ssl::context>& context = has_client_certificate ? credentialed_ : anonymous_;
  if (context) return &*context;
  context.emplace(ssl::context::tls_client);
  auto problem = load_trust(*context);
  if (!problem && has_client_certificate) problem = load_client_certificate(*context);
  if (!problem) return &*context;
  context.reset();
  return std::unexpected(std::move(*problem));
}

std::optional<ConnectionError> TlsSettings::load_trust(ssl::context& context) const {
  context.set_verify_mode(options_.verify ? ssl::verify_peer : ssl::verify_none);
  if (!options_.verify) return std::nullopt;
  error_code error;
  if (options_.ca_file.empty()) {
    context.set_default_verify_paths(error);
  } else {
    context.load_verify_file(options_.ca_file, error);
  }
  if (error) return unusable("CA certificates", options_.ca_file, error);
  return std::nullopt;
}

/// As curl does, the key is sought in the certificate's file when it has none of its own.
std::optional<ConnectionError> TlsSettings::load_client_certificate(ssl::context& context) const {
  error_code error;
  context.use_certificate_chain_file(options_.client_cert, error);
  if (error) return unusable("client certificate", options_.client_cert, error);
  const std::string& key = options_.client_key.empty() ? options_.client_cert : options_.client_key;
  context.use_private_key_file(key, ssl::context::pem, error);
  if (error) return unusable("client key", key, error);
  return std::nullopt;
}

bool TlsSettings::prepare(SSL* session) const {
  static constexpr std::array<unsigned char, 9> alpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_set_alpn_protos(session, alpn.data(), alpn.size());
  if (is_address_) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host_.c_str()) == 1;
  }
  // Browsers neither look at the subject's common name nor allow `f*.example`.
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  // SSL_set_tlsext_host_name, a macro, is this call behind a C cast.
  std::string name = host_;
  return SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1 &&
         SSL_set1_host(session, host_.c_str()) == 1;
}

}  // namespace corspec::http
