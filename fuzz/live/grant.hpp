#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fuzz/live/probe.hpp"
#include "fuzz/live/weight.hpp"
#include "suite/profile.hpp"

/// What a policy grants, and how it is asked for. Pure.
namespace corspec::fuzz {

/// The allowed origins that cases call by name: with a public policy, or none, the one that stands for all.
[[nodiscard]] const std::vector<std::string>& named_origins(const suite::Profile& policy);

/// Whether the policy names the origin, so that a case can.
[[nodiscard]] bool is_listed(const suite::Profile& policy, const std::string& origin);
[[nodiscard]] bool lists_method(const suite::Profile& policy, const std::string& method);
/// Request headers, by name.
[[nodiscard]] bool lists_header(const suite::Profile& policy, std::string_view name);

/// Whether it has a field by which a proxy tells the server behind it where the request went: a page can only set it
/// after a preflight that allows it, and behind a proxy it is not the page's.
[[nodiscard]] bool is_forwarded(const Probe& probe);

/// Whether the list of requested names is written as browsers write it: sorted, lower-case, on one line.
[[nodiscard]] bool has_browser_list(const Probe& probe);

/// Of an answer that is no grant, although the policy grants what the probe asks for in whatever legal spelling:
/// "plain" where browsers ask so. Null: it asks for something that the policy does not grant, or does not speak of, or
/// in a way that may be refused whoever asks.
[[nodiscard]] const Weight* weight_of_grant(const Probe& probe, const suite::Profile& policy);

}  // namespace corspec::fuzz
