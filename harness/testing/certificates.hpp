#pragma once

#include <memory>
#include <string>
#include <vector>

namespace corspec::testing {

/// A certificate and its key, as PEM.
struct Certificate {
  std::string pem;
  std::string key_pem;
};

/// What a certificate is issued for.
struct Subject {
  std::string common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
};

/// Issues certificates that are valid now and for the next day: tests commit none that expire.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& common_name);
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  [[nodiscard]] const std::string& pem() const;
  [[nodiscard]] Certificate issue(const Subject& subject) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace corspec::testing
