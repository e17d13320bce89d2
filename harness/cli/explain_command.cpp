#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "browser/engine.hpp"
#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "reports/explanation.hpp"
#include "run/case_set.hpp"
#include "run/explain.hpp"
#include "run/gate.hpp"
#include "suite/scenario.hpp"

namespace corspec::cli {
namespace {

struct ExplainFlags {
  std::string file;
  std::vector<std::string> engines{"spec"};
  std::string format = "text";
  bool fail_on_block = false;
};

/// A step without a verdict, for want of an answer, is not green either.
bool blocks(const run::Explanation& explanation) {
  return std::ranges::any_of(explanation.steps, [](const run::ExplainedStep& step) {
    return !step.verdict || step.verdict->kind == browser::Verdict::Kind::block;
  });
}

int explain(const ExplainFlags& flags) {
  const auto text = read_input(flags.file);
  if (!text) {
    print_error(fmt::format("corspec: {}\n", text.error()));
    return static_cast<int>(run::ExitCode::usage);
  }
  const auto scenarios = suite::load_scenarios(flags.file == "-" ? "<stdin>" : flags.file, *text);
  if (!scenarios) {
    for (const auto& error : scenarios.error()) print_error(suite::describe(error) + "\n");
    return static_cast<int>(run::ExitCode::usage);
  }
  const auto built_in = run::load_case_set({});
  const suite::RuleCatalogue* rules = built_in ? &built_in->library.rules : nullptr;
  bool blocked = false;
  bool first = true;
  for (const auto& scenario : *scenarios) {
    for (const auto& name : flags.engines) {
      const run::Explanation explanation = run::explain(scenario, *browser::find_engine(name));
      blocked = blocked || blocks(explanation);
      if (flags.format == "text" && !first) print("\n");
      first = false;
      print(flags.format == "json" ? reports::explanation_json(explanation)
                                   : reports::explanation_text(explanation, rules));
    }
  }
  return static_cast<int>(blocked && flags.fail_on_block ? run::ExitCode::failures : run::ExitCode::as_expected);
}

}  // namespace

void add_explain_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = app.add_subcommand("explain", "What a browser makes of described answers, and why; no network");
  command
      ->add_option("SCENARIO", flags->file, "Scenario file (cases/README.md): one, an array, or JSON Lines; - is stdin")
      ->required();
  command->add_option("--engine", flags->engines, "Whose browser judges: spec, chromium, firefox, webkit")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->check(CLI::IsMember({"spec", "chromium", "firefox", "webkit"}))
      ->capture_default_str();
  command->add_option("--format", flags->format, "text, or json: one object for each scenario and engine, a line each")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_flag("--fail-on-block", flags->fail_on_block,
                    "Exit with 1 when a request is blocked, or comes to no verdict");
  command->callback([flags, &invocation] { invocation.exit_code = explain(*flags); });
}

}  // namespace corspec::cli
