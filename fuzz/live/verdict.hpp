#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fetch/credentials_mode.hpp"
#include "fetch/refusal.hpp"
#include "fuzz/live/probe.hpp"
#include "http/exchange.hpp"
#include "suite/profile.hpp"

/// What a browser would make of an answer. Pure.
namespace corspec::fuzz {

/// How a page asks for what the policy means to grant.
[[nodiscard]] fetch::CredentialsMode mode_of(const suite::Profile& policy);

[[nodiscard]] bool is_ok(int status);

/// No answer came in time.
[[nodiscard]] bool is_silence(const http::ExchangeResult& result);

/// The only method asked for, if that is one a page can ask for.
[[nodiscard]] std::optional<std::string> requested_method(const Probe& probe);

/// Of the answer to a preflight that asks for exactly that. Null: it is granted.
[[nodiscard]] std::optional<fetch::Refusal> preflight_refusal(const http::Response& response, const std::string& origin,
                                                              const std::string& method, std::vector<std::string> names,
                                                              fetch::CredentialsMode credentials);

/// Of the answer to `probe`, as if `origin` had been its only one: of a preflight, to what it asks for as far as that
/// can be asked for, else to a GET. Null: the page is let in.
[[nodiscard]] std::optional<fetch::Refusal> refusal_of(const Probe& probe, const std::string& origin,
                                                       const http::Response& response,
                                                       fetch::CredentialsMode credentials);

}  // namespace corspec::fuzz
