// Files that people write: any bytes are a value or clear errors, each at a place in the file, and what was accepted
// can be sent. Input: a case file, a profile, or a list of known failures.

#include <algorithm>
#include <string>
#include <variant>

#include "fuzz/header_text.hpp"
#include "fuzz/load_errors.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "suite/known.hpp"
#include "suite/profile.hpp"
#include "suite/sample_policy.hpp"
#include "suite/suite.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;

void check_fields(const message::HeaderList& headers, std::string_view input) {
  for (const auto& header : headers) {
    fuzz::require(reference::is_token(header.name), "a case sends field names", input);
    fuzz::require(fuzz::can_be_field_value(header.value), "a case sends field values", input);
  }
}

void check_steps(const suite::Case& made, std::string_view input) {
  fuzz::require(!made.steps.empty(), "a case has steps", input);
  for (const auto& step : made.steps) {
    if (const auto* fetching = std::get_if<suite::FetchStep>(&step.action)) check_fields(fetching->headers, input);
    if (const auto* request = std::get_if<suite::RequestStep>(&step.action)) {
      check_fields(request->headers, input);
      fuzz::require(reference::is_token(request->method), "a case sends a method", input);
    }
  }
}

void check_expansion(const suite::Suite& loaded, const suite::Profile& policy, std::string_view input) {
  const auto expansion = suite::expand(loaded, policy, suite::sample_target());
  for (const auto& made : expansion.cases) check_steps(made, input);
  for (const auto& skipped : expansion.skipped) {
    fuzz::require(!skipped.reason.empty(), "what is skipped says why", input);
  }
}

void check_suite(std::string_view input) {
  const auto loaded = suite::load_suite("fuzz.json", input, {});
  if (!loaded) return fuzz::check_errors(loaded.error(), input);
  fuzz::require(!loaded->cases.empty(), "a suite has cases", input);
  check_expansion(*loaded, suite::sample_policy(), input);
  check_expansion(*loaded, suite::unknown_policy(), input);
  for (const auto& error : suite::check_together({*loaded}, suite::Completeness::part)) {
    fuzz::require(!error.what.empty(), "an error says what", input);
  }
}

void check_profiles(std::string_view input) {
  const auto loaded = suite::load_profiles("fuzz.json", input);
  if (!loaded) return fuzz::check_errors(loaded.error(), input);
  fuzz::require(!loaded->empty(), "a profile file has profiles", input);
  for (const auto& profile : *loaded) {
    for (const auto& remark : suite::lint(profile)) fuzz::require(!remark.empty(), "a remark is a sentence", input);
    fuzz::require(profile.max_age.value_or(0) >= 0, "a max-age is not negative", input);
  }
}

void check_known(std::string_view input) {
  const auto loaded = suite::load_known("known", input);
  if (!loaded) return fuzz::check_errors(loaded.error(), input);
  for (const auto& entry : *loaded) {
    fuzz::require(!entry.pattern.empty() && !entry.reason.empty(), "an entry has a pattern and a reason", input);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  // Each is read as what it seems to be, or in turn: three loaders for every input would take three times as long.
  const auto has = [&](std::string_view key) { return input.find(key) != std::string_view::npos; };
  if (has("\"cases\"") || size % 3 == 0) {
    check_suite(input);
  } else if (has("\"origins\"") || size % 3 == 1) {
    check_profiles(input);
  } else {
    check_known(input);
  }
  return 0;
}
