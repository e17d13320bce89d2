#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"

namespace corspec::run {

/// Whether a header of that name usually carries a secret: `Authorization`, `Cookie`, `X-Api-Key`, `X-Session-Token`.
[[nodiscard]] bool is_secret_header_name(std::string_view name);

/// What stands for the secret of a header in reports and `curl` commands: `$CORSPEC_X_API_KEY`.
[[nodiscard]] std::string placeholder(std::string_view header_name);

/// Removes secrets from everything that is recorded.
///
/// A long secret is removed wherever its bytes occur, since a target may echo it: the whole value, the credentials of
/// `Authorization` after their scheme, and each cookie's value. A short one (it could be `1`) only as the value of its
/// own header.
class Masker {
 public:
  Masker() = default;

  /// The values of all headers but those whose names say that they hold no secret.
  void add_secrets_of(const message::HeaderList& headers);
  /// The value of `header` is a secret, whatever its name.
  void add(const message::Header& header);

  [[nodiscard]] bool empty() const { return patterns_.empty(); }
  void mask(std::string& bytes) const;
  [[nodiscard]] std::string masked(std::string bytes) const;

 private:
  struct Pattern {
    std::string secret;
    std::string shown;
  };

  void add_pattern(std::string secret, std::string shown);

  std::vector<Pattern> patterns_;  ///< longest first, so that a part never spoils the whole
};

}  // namespace corspec::run
