#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "fetch/url.hpp"
#include "http/client.hpp"
#include "run/curl.hpp"
#include "run/options.hpp"
#include "suite/profile.hpp"
#include "suite/suite.hpp"

namespace corspec::run {

/// One policy of one server: where it is, what its URLs look like to a page, and how to connect.
struct Target {
  fetch::Url url;  ///< with the profile's `at` applied
  http::Endpoint endpoint;

  [[nodiscard]] std::string origin() const { return fetch::serialize_origin(url); }
  [[nodiscard]] std::string authority() const { return fetch::authority(url); }
};

/// The URL of a target as given on the command line: http or https, a host, no credentials, no fragment; a missing
/// scheme is not guessed. The error is one sentence.
[[nodiscard]] std::expected<fetch::Url, std::string> parse_target(std::string_view text);

/// Says what is wrong with `--resolve`, `--connect-to` and their like, or nothing.
[[nodiscard]] std::expected<void, std::string> check_network(const NetworkOptions& network);

/// `url` as a profile reaches it (`at`; a path outside of its prefix becomes the prefix), and the endpoint under the
/// flags of `network`, which `check_network` has seen.
/// `--connect-to` comes before `--resolve`, and the connection of `at.host` goes where the URL says.
[[nodiscard]] Target target_of(const fetch::Url& url, const suite::Profile::At& at, const NetworkOptions& network);

/// A client that reaches the target under the flags of `network`.
[[nodiscard]] http::ClientOptions client_options_of(const Target& target, const NetworkOptions& network,
                                                    std::size_t max_connections);

/// What case files may know of the target.
[[nodiscard]] suite::TargetFacts facts_of(const Target& target);

[[nodiscard]] CurlContext curl_context_of(const Target& target, const NetworkOptions& network);

}  // namespace corspec::run
