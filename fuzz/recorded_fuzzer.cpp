// What `explain` reads (HARs, curl's output, exchanges, scenarios) and what it says of it: any bytes are requests or
// clear errors; each explanation is JSON that parses, and text in which nothing of the recording is raw.

#include <nlohmann/json.hpp>
#include <string>

#include "browser/engine.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/load_errors.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "recorded/input.hpp"
#include "reports/explanation.hpp"
#include "run/explain.hpp"

namespace {

using namespace corspec;

void check_text(std::string_view text, std::string_view input) {
  for (const char byte : text) {
    fuzz::require(byte == '\n' || (byte >= 0x20 && byte < 0x7f), "only printable ASCII reaches the terminal", input);
  }
}

void check(const suite::Scenario& scenario, std::string_view input) {
  std::vector<run::Explanation> explanations;
  for (const auto& engine : browser::engines()) {
    explanations.push_back(run::explain(scenario, engine));
    fuzz::agree(explanations.back().steps.size(), scenario.steps.size(), "every step is explained", input);
    const auto json = reports::explanation_json(explanations.back());
    fuzz::require(nlohmann::json::accept(json), "an explanation is JSON", input);
    fuzz::require(json.find('\n') == json.size() - 1, "on one line", input);
  }
  check_text(reports::explanation_text(explanations), input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  static const recorded::Known known{.asked = {"https://api.example/r", "PUT", {{"Origin", "https://app.example"}}},
                                     .credentials = {}};
  for (const auto* const asked : {&known, static_cast<const recorded::Known*>(nullptr)}) {
    const auto loaded = recorded::load_input("fuzz", input, asked != nullptr ? *asked : recorded::Known{});
    if (!loaded) {
      fuzz::check_errors(loaded.error(), input);
      continue;
    }
    for (const auto& scenario : loaded->scenarios) check(scenario, input);
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  const auto mutate = [](std::string_view text, fuzz::Random& random) {
    return fuzz::mutate_lines(text, fuzz::LineKind::response, random);
  };
  return fuzz::mutate_with(mutate, data, size, max_size, seed);
}
