#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "suite/load_error.hpp"

namespace corspec::suite {

/// Whether a list is the whole truth: what holds for what it does not name.
enum class Others : std::uint8_t { deny, allow, unknown };

/// A credential for actual requests; its value is read at run time and never stands in a file that is shared.
struct CredentialSource {
  std::string header;       ///< "Cookie", "Authorization"
  std::string environment;  ///< variable that holds the value, or
  std::string file;         ///< file that holds it
};

/// The target's intended policy, as its operator states it. What is left out is not judged: an unset optional means
/// "not said".
struct Profile {
  std::string name;
  std::string about;

  bool any_origin = false;  ///< `"origins": "*"`
  std::vector<std::string> allowed_origins;
  std::vector<std::string> origin_patterns;  ///< literal origins with `*` for one or more host labels; informative
  std::vector<std::string> denied_origins;
  Others other_origins = Others::deny;
  bool origins_stated = false;

  std::optional<std::vector<std::string>> allowed_methods;
  Others other_methods = Others::unknown;
  std::optional<std::vector<std::string>> allowed_request_headers;  ///< lower-case
  Others other_request_headers = Others::unknown;
  std::optional<std::vector<std::string>> expose_headers;  ///< lower-case
  std::optional<bool> credentials;
  std::optional<std::int64_t> max_age;  ///< seconds
  std::optional<std::vector<std::string>> timing_allow_origins;

  struct Paths {
    std::string resource;  ///< empty: the path of the URL on the command line
    std::string writable;
    std::string missing;
    std::string error;
    std::string redirect;  ///< answers with a redirect on the same host
  } paths;

  struct Options {
    std::optional<std::vector<std::string>> allow;  ///< members of `Allow` on the resource
    std::optional<bool> asterisk;                   ///< `OPTIONS *` is answered with success
  } options;

  /// Error answers carry the CORS headers too.
  std::optional<bool> errors_shared;

  /// Flags its operator takes as they are, and flags raised to `must`.
  std::vector<std::string> accept;
  std::vector<std::string> reject;

  std::vector<CredentialSource> request_credentials;

  /// Where this policy is reached when a server has several.
  struct At {
    std::string path_prefix;
    std::string host;  ///< Host header and SNI
    std::optional<std::uint16_t> port;
  } at;
};

/// A profile file holds one profile, or several under "profiles".
[[nodiscard]] Loaded<std::vector<Profile>> load_profiles(std::string_view file, std::string_view text);

/// What runs without `--profile`: nothing is known of the policy.
[[nodiscard]] Profile unknown_policy();

/// Things worth saying about a valid profile: an origin no browser serialises, credentials with `*`. One sentence each.
[[nodiscard]] std::vector<std::string> lint(const Profile& profile);

class RuleCatalogue;
/// The flags of `accept` and `reject` that no case raises, so that naming them does nothing. One sentence each.
[[nodiscard]] std::vector<std::string> lint_flags(const Profile& profile, const RuleCatalogue& catalogue);

}  // namespace corspec::suite
