#include <algorithm>
#include <string>

#include "fetch/header_values.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Servers that take something else than Origin for the word on who is asking.
namespace corspec::reference {
namespace {

constexpr std::string_view referer = "Referer";
constexpr std::string_view fetch_site = "Sec-Fetch-Site";

bool names_a_listed_origin(const Policy& policy, const RequestView& request, std::string_view) {
  const auto value = request.headers.get(referer).value_or("");
  return std::ranges::any_of(policy.allowed_origins, [&](const auto& listed) { return value.contains(listed); });
}

/// Compared as if it were an origin.
bool has_an_unlisted_referer(const Policy& policy, const RequestView& request) {
  const auto value = request.headers.get(referer);
  return value && std::ranges::find(policy.allowed_origins, *value) == policy.allowed_origins.end();
}

bool has_a_cookie(const Policy&, const RequestView& request, std::string_view) {
  return request.headers.contains("Cookie");
}

/// The layer that looks after sessions answers itself.
bool has_any_cookie(const Policy&, const RequestView& request) {
  return request.headers.contains("Cookie");
}

bool is_same_site(const Policy&, const RequestView& request, std::string_view) {
  return request.headers.get(fetch_site) == "same-site";
}

bool is_cross_site(const Policy&, const RequestView& request) {
  return request.headers.get(fetch_site) == "cross-site";
}

bool is_cross_site_no_preflight(const Policy&, const RequestView& request) {
  return request.method != "OPTIONS" && request.headers.get(fetch_site) == "cross-site";
}

bool is_a_post(const Policy&, const RequestView& request, std::string_view) {
  return request.method == "POST";
}

bool is_a_change(const Policy&, const RequestView& request, std::string_view) {
  return request.method == "PUT" || request.method == "DELETE";
}

bool asks_for_a_change(const Policy&, const RequestView& request, std::string_view) {
  const auto method = request.headers.get("Access-Control-Request-Method").value_or("");
  return method == "PUT" || method == "DELETE";
}

/// On preflights and requests alike.
bool sets_a_listed_header(const Policy& policy, const RequestView& request, std::string_view) {
  const auto names = fetch::extract_token_list(request.headers, "Access-Control-Request-Headers").items;
  return std::ranges::any_of(policy.request_headers, [&](const auto& listed) {
    return request.headers.contains(listed) || std::ranges::find(names, listed) != names.end();
  });
}

using enum suite::Level;

constexpr Fault table[] = {
    {"evidence/referer-opens", "CORS-CHECK-4", must, "A Referer in which an allowed origin stands opens the policy.",
     also_let_in<names_a_listed_origin>},
    {"evidence/referer-closes", "CORS-CHECK-2", must, "A Referer that is no allowed origin, slash and all, closes it.",
     shut_out<has_an_unlisted_referer>},
    {"evidence/cookie-opens", "CORS-CHECK-4", must, "Whoever has a cookie is allowed.", also_let_in<has_a_cookie>},
    {"evidence/cookie-closes", "CORS-CHECK-2", must, "Answers to who has a cookie are not shared.",
     shut_out<has_any_cookie>},
    {"evidence/same-site-opens", "CORS-CHECK-4", must, "`Sec-Fetch-Site: same-site` opens the policy.",
     also_let_in<is_same_site>},
    {"evidence/cross-site-closes", "CORS-CHECK-2", should, "`Sec-Fetch-Site: cross-site` closes it.",
     shut_out<is_cross_site>},
    {"evidence/cross-site-requests", "CORS-CHECK-2", should, "The same, and preflights are spared.",
     shut_out<is_cross_site_no_preflight>},
    {"evidence/post-opens", "CORS-CHECK-4", must, "Whoever posts is allowed.", also_let_in<is_a_post>},
    {"evidence/asking-for-a-change-opens", "CORS-CHECK-4", must, "Whoever asks for PUT or DELETE is allowed to.",
     also_let_in<asks_for_a_change>},
    {"evidence/change-opens", "CORS-CHECK-4", may, "The answer to a change is shared with everybody.",
     also_let_in<is_a_change>},
    {"evidence/listed-header-opens", "CORS-CHECK-4", must, "Whoever sets a header of the policy is allowed.",
     also_let_in<sets_a_listed_header>},
};

}  // namespace

std::span<const Fault> evidence_faults() {
  return table;
}

}  // namespace corspec::reference
