#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "browser/main_fetch.hpp"
#include "fetch/max_age.hpp"

namespace corspec::run {

/// What a step asked for, as far as a sentence about it needs to know.
struct StepSubject {
  enum class Kind : std::uint8_t { preflight, fetch, request, raw, follow_up };

  Kind kind = Kind::fetch;
  std::string method;
  std::string origin;  ///< the page's; empty for plain requests
  std::string target;  ///< path and query, or the request target
  bool credentials = false;
  /// A preflight is needed because of `-H` alone: what the case says of the need for one does not hold.
  bool preflight_forced = false;
};

/// What one step brought to light: everything that an expectation can speak of.
struct Observation {
  StepSubject subject;
  /// Fetch and preflight steps.
  std::optional<browser::Verdict> verdict;
  /// The answer to the preflight of the request as the page made it, before any redirect.
  std::optional<browser::Response> preflight;
  /// The last answer to the request itself; none in a preflight step.
  std::optional<browser::Response> answer;
  /// Why the answer to that preflight did not come: "timeout: no byte for 10 s". Empty when it came, or none was sent.
  std::string preflight_failure;
  /// Why the step ended without the answer it asked for last, be it a preflight's. Empty when it did not.
  std::string failure;
  /// How long that preflight's answer is kept, in seconds, after the engine's cap; and where the number comes from.
  std::optional<std::int64_t> max_age;
  fetch::MaxAge::Source max_age_source = fetch::MaxAge::Source::absent;
  /// The beginning of that answer's body, as far as it is recorded.
  std::string_view body;
  /// The last answer came from the case's modelled shared cache, which had kept it in that step, counted from 0.
  std::optional<std::size_t> stored_in_step;
  /// The judged answers of the steps before, for a `when` that looks back.
  std::span<const std::optional<browser::Response>> earlier;

  /// What `response` and `when` of an expectation look at.
  [[nodiscard]] const std::optional<browser::Response>& judged_answer() const {
    return subject.kind == StepSubject::Kind::preflight ? preflight : answer;
  }
};

}  // namespace corspec::run
