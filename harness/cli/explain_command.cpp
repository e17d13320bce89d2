#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "browser/engine.hpp"
#include "cli/commands.hpp"
#include "cli/header_flags.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "recorded/input.hpp"
#include "reports/explanation.hpp"
#include "run/case_set.hpp"
#include "run/explain.hpp"
#include "run/gate.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::cli {
namespace {

struct ExplainFlags {
  std::string file;
  std::string url;
  std::string method;
  std::vector<std::string> headers;
  std::string credentials;
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

/// By each engine that is named, once, in the order of the engines' table.
std::vector<run::Explanation> explain_all(const suite::Scenario& scenario, const std::vector<std::string>& names) {
  std::vector<run::Explanation> explanations;
  for (const browser::Engine& engine : browser::engines()) {
    if (std::ranges::find(names, engine.name) != names.end()) explanations.push_back(run::explain(scenario, engine));
  }
  return explanations;
}

int explain(const ExplainFlags& flags) {
  const auto text = read_input(flags.file);
  if (!text) {
    print_error(fmt::format("corspec: {}\n", text.error()));
    return static_cast<int>(run::ExitCode::usage);
  }
  auto headers = parse_headers("-H", flags.headers);
  if (!headers) {
    print_error(fmt::format("corspec: {}\n", headers.error()));
    return static_cast<int>(run::ExitCode::usage);
  }
  const recorded::Known known{.asked = {flags.url, flags.method, *std::move(headers)},
                              .credentials = suite::meaning_of(suite::credentials_names, flags.credentials)};
  const auto input = recorded::load_input(flags.file == "-" ? "<stdin>" : flags.file, *text, known);
  if (!input) {
    for (const auto& error : input.error()) print_error(suite::describe(error) + "\n");
    return static_cast<int>(run::ExitCode::usage);
  }
  if (input->left_out > 0)
    print_error(fmt::format("corspec: {} of the recorded exchanges belong to no CORS request\n", input->left_out));
  if (input->scenarios.empty()) print_error("corspec: nothing in it is a CORS request\n");
  const auto built_in = run::load_case_set({});
  const suite::RuleCatalogue* rules = built_in ? &built_in->library.rules : nullptr;
  bool blocked = false;
  bool first = true;
  for (const auto& scenario : input->scenarios) {
    const auto explanations = explain_all(scenario, flags.engines);
    blocked = blocked || std::ranges::any_of(explanations, blocks);
    if (flags.format == "text") {
      if (!std::exchange(first, false)) print("\n");
      print(reports::explanation_text(explanations, rules));
      continue;
    }
    for (const auto& explanation : explanations) print(reports::explanation_json(explanation));
  }
  return static_cast<int>(blocked && flags.fail_on_block ? run::ExitCode::failures : run::ExitCode::as_expected);
}

}  // namespace

void add_explain_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = app.add_subcommand("explain", "Why a browser allows or refuses a request; no network");
  command
      ->add_option(
          "FILE", flags->file,
          "A HAR from DevTools, the output of curl -v or curl -i, exchanges of a corspec report, or a scenario "
          "(cases/README.md); - is stdin")
      ->required();
  command
      ->add_option("--credentials", flags->credentials,
                   "The requests' credentials mode, where a recording does not say it")
      ->check(CLI::IsMember({"omit", "same-origin", "include"}))
      ->type_name("MODE");
  command->add_option("--url", flags->url, "curl -i only: the URL that was asked")->type_name("URL");
  command->add_option("-X,--request", flags->method, "curl -i only: the method, as for curl (GET)")
      ->type_name("METHOD");
  command
      ->add_option("-H,--header", flags->headers, "curl -i only: a header that was sent, as for curl; Origin is needed")
      ->allow_extra_args(false)
      ->type_name("'NAME: VALUE'");
  command->add_option("--engine", flags->engines, "Whose browser judges; several with commas between")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->check(CLI::IsMember({"spec", "chromium", "firefox", "webkit"}))
      ->type_name("ENGINE")
      ->capture_default_str();
  command->add_option("--format", flags->format, "text, or json: one object for each scenario and engine, a line each")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  command->add_flag("--fail-on-block", flags->fail_on_block,
                    "Exit with 1 when a request is blocked, or comes to no verdict");
  command->callback([flags, &invocation] { invocation.exit_code = explain(*flags); });
}

}  // namespace corspec::cli
