#include "fuzz/live/grant.hpp"

#include <algorithm>
#include <array>

#include "fetch/origin.hpp"
#include "fuzz/grammar/vocabulary.hpp"
#include "fuzz/live/likeness.hpp"
#include "fuzz/live/verdict.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

using message::Header;
using suite::Profile;

constexpr std::string_view list_name = "Access-Control-Request-Headers";

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](auto one) { return message::byte_case_insensitive_match(one, name); });
}

/// The list of names as a browser writes it.
std::string browser_list(const Probe& probe) {
  std::string written;
  for (const auto& name : probe.requested_names().value_or(std::vector<std::string>()))
    written += (written.empty() ? "" : ",") + name;
  return written;
}

bool has_list(const Probe& probe) {
  return probe.headers.contains(list_name);
}

bool has_spaced_list(const Probe& probe) {
  const auto lines = probe.headers.lines(list_name);
  if (lines.size() != 1 || !lines.front().contains(", ")) return false;
  std::string closed(lines.front());
  for (auto at = closed.find(", "); at != std::string::npos; at = closed.find(", ", at)) closed.erase(at + 1, 1);
  return closed == browser_list(probe);
}

/// `Content-Type` as HTTP/1.1 has it, or `content-type` as HTTP/2.
bool is_usual_case(std::string_view name) {
  if (name == message::byte_lowercase(name)) return true;
  bool begins = true;
  return std::ranges::all_of(name, [&](char byte) {
    const bool upper = byte >= 'A' && byte <= 'Z';
    const bool lower = byte >= 'a' && byte <= 'z';
    const bool fits = begins ? !lower : !upper;
    begins = byte == '-';
    return fits;
  });
}

bool has_any(const Probe& probe, bool (*is)(const Header&)) {
  return std::ranges::any_of(probe.headers, is);
}

bool is_site(const Header& header) {
  return is_any_of(header.name, {"Sec-Fetch-Site"}) && is_any_of(header.value, {"cross-site", "same-site"});
}

bool is_range(const Header& header) {
  return is_any_of(header.name, {"Range"}) && header.value.starts_with("bytes=");
}

/// Whether a browser may have put it there, for a page or of itself.
bool is_browsers(const Header& header, const Probe& probe, const Profile& policy) {
  if (header.value.empty()) return false;
  if (is_any_of(header.name, {"Accept", "Origin"}) || is_site(header)) return true;
  if (is_any_of(header.name, {"Referer"})) return header.value.starts_with(probe.origin().value_or("") + "/");
  if (probe.is_preflight()) return is_any_of(header.name, {"Access-Control-Request-Method", list_name});
  if (is_any_of(header.name, {"Cookie"})) return policy.credentials == true;
  return lists_header(policy, header.name) || is_range(header);
}

/// A preflight's Accept is always the same; a page may set another for its request.
bool has_other_field(const Probe& probe, const Profile& policy) {
  if (!probe.headers.contains("Accept") || (probe.is_preflight() && probe.headers.get("Accept") != "*/*")) return true;
  return !std::ranges::all_of(probe.headers, [&](const Header& header) { return is_browsers(header, probe, policy); });
}

/// No page of the web, or one at an unusual place: a policy for everybody lets them in as well.
bool is_unusual_origin(const Probe& probe, const Profile& policy) {
  const auto origin = probe.origin().value_or("");
  return policy.any_origin && !is_listed(policy, origin) &&
         (origin == "null" || sender_of(origin) != Sender::web || !fetch::parse_origin(origin));
}

/// What a probe may have that most requests of browsers do not; of what says the same, the first is named.
struct Trait {
  std::string_view weight;
  bool (*shows)(const Probe& probe, const Profile& policy);
};

constexpr std::array traits{
    Trait{"site", [](const Probe& probe, const Profile&) { return has_any(probe, is_site); }},
    Trait{"head", [](const Probe& probe, const Profile&) { return probe.method == "HEAD"; }},
    Trait{"query", [](const Probe& probe, const Profile&) { return !probe.query.empty(); }},
    Trait{"range", [](const Probe& probe, const Profile&) { return has_any(probe, is_range); }},
    Trait{"unusual-origin", is_unusual_origin},
    Trait{"name-case",
          [](const Probe& probe, const Profile&) {
            return has_any(probe, [](const Header& header) { return !is_usual_case(header.name); });
          }},
    Trait{"spaced-list", [](const Probe& probe, const Profile&) { return has_spaced_list(probe); }},
    Trait{"spelt-list",
          [](const Probe& probe, const Profile&) { return !has_browser_list(probe) && !has_spaced_list(probe); }},
    Trait{"white-space",
          [](const Probe& probe, const Profile&) {
            return has_any(probe, [](const Header& header) {
              return !is_any_of(header.name, {list_name}) &&
                     message::strip_http_tab_or_space(header.value) != header.value;
            });
          }},
    Trait{"other-field", has_other_field},
};

/// Whether whoever wrote the policy had this very origin in mind: what a pattern covers besides may be more than meant.
bool is_promised(const Profile& policy, const std::string& origin) {
  if (is_listed(policy, origin)) return true;
  if (policy.any_origin) return sender_of(origin) != Sender::nobody;
  return std::ranges::any_of(policy.origin_patterns,
                             [&](const auto& pattern) { return suite::origin_covered_by(pattern) == origin; });
}

/// "A reasonable number of empty list elements" (HTTP-10) is what a server says it is; a few are.
bool has_reasonable_list(const Probe& probe, std::size_t names) {
  std::size_t commas = 0;
  for (const auto line : probe.headers.lines(list_name))
    commas += static_cast<std::size_t>(std::ranges::count(line, ','));
  return commas <= names + 8;
}

/// That browsers ask for no permission of a safelisted method is no promise of the server: a policy that does not name
/// HEAD may refuse it. What states no methods is taken to have GET.
bool promises_method(const Profile& policy, const std::string& method) {
  return policy.allowed_methods ? lists_method(policy, method) : method == "GET";
}

bool grants_preflight(const Profile& policy, const Probe& probe) {
  const auto method = requested_method(probe);
  const auto names = probe.requested_names();
  if (!method || !names || !probe.is_owed_answer()) return false;
  return promises_method(policy, *method) &&
         std::ranges::all_of(*names, [&](const auto& name) { return lists_header(policy, name); }) &&
         has_reasonable_list(probe, names->size());
}

/// A field twice that is no list: what that means, if anything, is the server's to say.
bool repeats_a_field(const Probe& probe) {
  return std::ranges::any_of(probe.headers, [&](const Header& header) {
    return probe.headers.count(header.name) > 1 && !is_any_of(header.name, {"Accept", list_name});
  });
}

/// What is no media range may be refused whoever asks (RFC 9110 section 12.5.1).
bool may_be_refused(const Probe& probe) {
  const auto accept = probe.headers.get("Accept");
  return repeats_a_field(probe) ||
         (accept &&
          std::ranges::find(accept_values(), message::strip_http_tab_or_space(*accept)) == accept_values().end());
}

}  // namespace

const std::vector<std::string>& named_origins(const Profile& policy) {
  static const std::vector<std::string> stand_in{std::string(suite::some_origin)};
  return policy.allowed_origins.empty() ? stand_in : policy.allowed_origins;
}

bool is_listed(const Profile& policy, const std::string& origin) {
  const auto& named = named_origins(policy);
  return std::ranges::find(named, origin) != named.end();
}

bool lists_method(const Profile& policy, const std::string& method) {
  return policy.allowed_methods && std::ranges::find(*policy.allowed_methods, method) != policy.allowed_methods->end();
}

bool lists_header(const Profile& policy, std::string_view name) {
  return policy.allowed_request_headers && std::ranges::any_of(*policy.allowed_request_headers, [&](const auto& one) {
           return message::byte_case_insensitive_match(one, name);
         });
}

bool is_forwarded(const Probe& probe) {
  return has_any(probe, [](const Header& header) {
    return is_any_of(header.name, {"Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto"});
  });
}

bool has_browser_list(const Probe& probe) {
  if (!has_list(probe)) return true;
  const auto lines = probe.headers.lines(list_name);
  return lines.size() == 1 && !lines.front().empty() && lines.front() == browser_list(probe);
}

const Weight* weight_of_grant(const Probe& probe, const Profile& policy) {
  const auto origin = probe.origin();
  if (!origin || !probe.is_valid_http() || is_forwarded(probe) || may_be_refused(probe)) return nullptr;
  if (suite::standing_of(policy, *origin) != suite::OriginStanding::allowed || !is_promised(policy, *origin))
    return nullptr;
  if (probe.is_preflight() ? !grants_preflight(policy, probe) : probe.method == "OPTIONS") return nullptr;
  const Weight* found = &weight("plain");
  for (const auto& trait : traits) {
    if (trait.shows(probe, policy)) found = &lighter(*found, weight(trait.weight));
  }
  return found;
}

}  // namespace corspec::fuzz
