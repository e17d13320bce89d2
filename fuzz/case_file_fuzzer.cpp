// Files that people write: any bytes are a value or clear errors, each at its place in the file however that is laid
// out, and what was accepted can be sent. Input: a case file, a profile, or a list of known failures.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

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

/// JSON with blanks and line ends between its tokens, and where each byte of it came to stand.
struct Layout {
  std::string text;
  std::vector<std::size_t> places;
};

Layout laid_out(std::string_view json) {
  Layout layout;
  bool in_string = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    layout.places.push_back(layout.text.size());
    layout.text += json[at];
    if (in_string && json[at] == '\\') {
      layout.places.push_back(layout.text.size());
      layout.text += json[++at];
    } else if (json[at] == '"') {
      in_string = !in_string;
    } else if (!in_string && std::string_view("{}[],:").contains(json[at])) {
      layout.text += " \n\t";
    }
  }
  layout.places.push_back(layout.text.size());
  return layout;
}

std::size_t offset_of(const suite::LoadError& error, std::string_view text) {
  std::size_t at = 0;
  for (std::size_t line = 1; line < error.line; ++line) at = text.find('\n', at) + 1;
  return at + error.column - 1;
}

/// What stands between tokens means nothing: the same errors, at the same tokens; and a key may not stand twice.
template <class Loaded>
void check_layout(Loaded (*load)(std::string_view), const Loaded& loaded, std::string_view input) {
  // Of one in eight: all would take half as long again.
  if (input.size() % 8 != 0) return;
  // Anything else is a list of known failures, a line for each.
  const bool is_object = input.substr(std::min(input.find_first_not_of(" \t\r\n"), input.size())).starts_with('{');
  if (!is_object || !nlohmann::json::accept(input)) return;
  const auto layout = laid_out(input);
  const auto again = load(layout.text);
  fuzz::agree(again.has_value(), loaded.has_value(), "layout means nothing", input);
  if (loaded) {
    auto twice = layout.text;
    twice.insert(twice.find('{') + 1, "\"version\": 1,");
    fuzz::require(!load(twice), "a key that stands there twice is refused", input);
    return;
  }
  fuzz::agree(again.error().size(), loaded.error().size(), "the same errors in any layout", input);
  for (std::size_t at = 0; at < again.error().size(); ++at) {
    const auto& before = loaded.error()[at];
    const auto& after = again.error()[at];
    // Some name another line too.
    const auto sentence = [](std::string_view what) { return what.substr(0, what.find(" line ")); };
    fuzz::agree(sentence(after.what), sentence(before.what), "an error in any layout", input);
    fuzz::agree(after.pointer, before.pointer, "its pointer in any layout", input);
    fuzz::require(offset_of(after, layout.text) == layout.places.at(offset_of(before, input)),
                  "its place in any layout", input);
  }
}

suite::Loaded<suite::Suite> load_suite(std::string_view input) {
  return suite::load_suite("fuzz.json", input, {});
}

suite::Loaded<std::vector<suite::Profile>> load_profiles(std::string_view input) {
  return suite::load_profiles("fuzz.json", input);
}

suite::Loaded<std::vector<suite::KnownEntry>> load_known(std::string_view input) {
  return suite::load_known("known", input);
}

void check_suite(std::string_view input) {
  const auto loaded = load_suite(input);
  check_layout(load_suite, loaded, input);
  if (!loaded) return fuzz::check_errors(loaded.error(), input);
  fuzz::require(!loaded->cases.empty(), "a suite has cases", input);
  check_expansion(*loaded, suite::sample_policy(), input);
  check_expansion(*loaded, suite::unknown_policy(), input);
  for (const auto& error : suite::check_together({*loaded}, suite::Completeness::part)) {
    fuzz::require(!error.what.empty(), "an error says what", input);
  }
}

void check_profiles(std::string_view input) {
  const auto loaded = load_profiles(input);
  check_layout(load_profiles, loaded, input);
  if (!loaded) return fuzz::check_errors(loaded.error(), input);
  fuzz::require(!loaded->empty(), "a profile file has profiles", input);
  for (const auto& profile : *loaded) {
    for (const auto& remark : suite::lint(profile)) fuzz::require(!remark.empty(), "a remark is a sentence", input);
    fuzz::require(profile.max_age.value_or(0) >= 0, "a max-age is not negative", input);
  }
}

void check_known(std::string_view input) {
  const auto loaded = load_known(input);
  check_layout(load_known, loaded, input);
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
