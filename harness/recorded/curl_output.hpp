#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"
#include "recorded/exchange.hpp"
#include "suite/load_error.hpp"

namespace corspec::recorded {

/// What curl was asked to do, for its outputs that do not say: `curl -X METHOD -H 'NAME: VALUE' URL`.
struct CurlRequest {
  std::string url;     ///< empty: not given
  std::string method;  ///< empty: not given
  message::HeaderList headers;

  [[nodiscard]] bool is_given() const { return !url.empty() || !method.empty() || !headers.empty(); }
};

/// What to say when a request is described beside an input that has it.
inline constexpr std::string_view flags_are_for_include =
    "--url, -X and -H describe the request for the output of `curl -i`, which lacks it; this input has its requests";

/// Whether the text has the first line of some head, as `curl -v` (`> GET / HTTP/1.1`, `< HTTP/1.1 204`) or `curl -i`
/// (`HTTP/1.1 204`) print it.
[[nodiscard]] bool is_curl_output(std::string_view text);

/// What curl says when it could not even send a request, or got no answer; empty when it says nothing of that.
[[nodiscard]] std::string curl_failure(std::string_view text);

/// The exchanges of `curl -v`, whose request lines are in it; or of `curl -i`, which prints the answer only, so that
/// `asked` has to say what it answers, and must not for `curl -v`. A head without its end is an error. Interim answers
/// and those of a proxy to CONNECT are left out.
[[nodiscard]] suite::Loaded<std::vector<Exchange>> read_curl_output(std::string_view file, std::string_view text,
                                                                    const CurlRequest& asked);

}  // namespace corspec::recorded
