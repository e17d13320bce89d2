#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "browser/main_fetch.hpp"
#include "fetch/refusal.hpp"
#include "run/observation.hpp"
#include "suite/expectation.hpp"

/// Words for what checks find. Every sentence is for somebody who develops servers and has never read the Fetch
/// Standard.
namespace corspec::run {

/// `bytes` in backticks; long values are cut.
[[nodiscard]] std::string quoted_value(std::string_view bytes);

/// "`a`, `b` and `c`"
[[nodiscard]] std::string enumerate(const std::vector<std::string>& items, std::string_view last_joint = "and");

/// "600", "at least 1", "from 200 to 299"
[[nodiscard]] std::string describe(const suite::IntegerRange& range);

/// "the preflight for PUT from https://foo.example", "the GET request from null with credentials", "OPTIONS *"
[[nodiscard]] std::string describe(const StepSubject& subject);

/// Why a browser refused, as a clause: "Access-Control-Allow-Methods does not list PUT (methods are compared byte for
/// byte)".
[[nodiscard]] std::string describe(const fetch::Refusal& refusal, const StepSubject& subject, std::string_view origin);

/// What in an answer grants it: "Access-Control-Allow-Origin: `*`, Access-Control-Allow-Methods: `PUT`".
[[nodiscard]] std::string describe_grant(const Observation& observation);

/// The sentence begins with a capital letter and ends with a full stop.
[[nodiscard]] std::string sentence(std::string clause);

}  // namespace corspec::run
