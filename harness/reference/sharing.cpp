#include "reference/sharing.hpp"

namespace corspec::reference {

void share(const Policy& policy, const RequestView&, const std::optional<std::string>& allow_origin, Answer& answer) {
  if (answer.status >= 400 && !policy.errors_shared) return;
  if (!policy.timing_allow_origins.empty())
    answer.headers.append("Timing-Allow-Origin", join_list(policy.timing_allow_origins));
  if (!allow_origin) return;
  answer.headers.append("Access-Control-Allow-Origin", *allow_origin);
  if (policy.credentials) answer.headers.append("Access-Control-Allow-Credentials", "true");
  if (!policy.expose_headers.empty())
    answer.headers.append("Access-Control-Expose-Headers", join_list(policy.expose_headers));
}

void vary(const Policy& policy, const RequestView&, bool preflight, Answer& answer) {
  std::vector<std::string> names;
  if (!is_public(policy)) names.emplace_back("Origin");
  if (preflight) {
    names.emplace_back("Access-Control-Request-Method");
    names.emplace_back("Access-Control-Request-Headers");
  }
  if (!names.empty()) answer.headers.append("Vary", join_list(names));
}

}  // namespace corspec::reference
