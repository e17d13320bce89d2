// What `explain` reads (HARs, curl's output, exchanges, scenarios) and what it says of it: any bytes are requests or
// clear errors; each explanation is JSON that parses, and text in which nothing of the recording is raw.

#include <nlohmann/json.hpp>
#include <string>

#include "browser/engine.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/load_errors.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "recorded/input.hpp"
#include "reports/explanation.hpp"
#include "run/explain.hpp"

namespace {

using namespace corspec;

void check(const suite::Scenario& scenario, std::string_view input) {
  std::vector<run::Explanation> explanations;
  for (const auto& engine : browser::engines()) {
    explanations.push_back(run::explain(scenario, engine));
    fuzz::agree(explanations.back().steps.size(), scenario.steps.size(), "every step is explained", input);
    const auto json = reports::explanation_json(explanations.back());
    fuzz::require(nlohmann::json::accept(json), "an explanation is JSON", input);
    fuzz::require(json.find('\n') == json.size() - 1, "on one line", input);
    fuzz::require_printable(json, input);
  }
  fuzz::require_printable(reports::explanation_text(explanations), input);
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

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_lines(text, fuzz::LineKind::response, random);
}
