#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "suite/profile.hpp"

/// What the lists of a profile come to for a browser.
namespace corspec::suite {

/// The allowed methods that need a preflight and that a page can ask for (METH-3, METH-4).
[[nodiscard]] std::vector<std::string> unsafelisted_methods(const Profile& profile);

/// Those of them that leave the resource where it is: all but DELETE.
[[nodiscard]] std::vector<std::string> changing_methods(const Profile& profile);

/// Methods that servers like to list and request headers that pages like to set, where the policy closes its list and
/// does not name them.
[[nodiscard]] std::vector<std::string> closed_methods(const Profile& profile);
[[nodiscard]] std::vector<std::string> closed_headers(const Profile& profile);

/// The allowed request headers that a page can set and that need a preflight with the value `1`; without
/// `authorization`, whose wildcard rules are its own (NWILD-1).
[[nodiscard]] std::vector<std::string> preflighted_headers(const Profile& profile);

/// The request header that a preflight of the policy asks for (`authorization` when there is no other); none where an
/// allowed method needs one by itself, and `content-type`, as pages do, where nothing allowed does.
[[nodiscard]] std::vector<std::string> asked_headers(const Profile& profile);

/// Whether the policy allows anything that needs a preflight.
[[nodiscard]] bool has_preflights(const Profile& profile);

/// Names that no policy lists by accident: what is denied when others are denied.
inline constexpr std::string_view denied_method_name = "CORSPEC-DENIED";
inline constexpr std::string_view denied_header_name = "x-corspec-denied";

/// Whether the policy denies `denied_method_name`, `denied_header_name`.
[[nodiscard]] bool denies_other_methods(const Profile& profile);
[[nodiscard]] bool denies_other_headers(const Profile& profile);

inline constexpr std::string_view methods_open =
    "the profile does not deny other methods (methods.others is not \"deny\")";
inline constexpr std::string_view headers_open =
    "the profile does not deny other request headers (request_headers.others is not \"deny\")";

}  // namespace corspec::suite
