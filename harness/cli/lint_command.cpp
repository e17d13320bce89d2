#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "run/case_set.hpp"
#include "run/gate.hpp"
#include "suite/known.hpp"
#include "suite/profile.hpp"
#include "suite/scenario.hpp"

namespace corspec::cli {
namespace {

struct LintFlags {
  std::vector<std::filesystem::path> files;
};

enum class FileKind { cases, profile, scenario, known };

/// What a file is meant to be, by the keys only such a file has. A broken one counts as a suite, whose loader then says
/// what is wrong with it.
FileKind kind_of(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return text.starts_with('{') || text.starts_with('[') ? FileKind::cases : FileKind::known;
  if (json.contains("known")) return FileKind::known;
  if (json.contains("steps")) return FileKind::scenario;
  if (json.contains("cases") || json.contains("suite") || json.contains("rules") || json.contains("flags"))
    return FileKind::cases;
  return FileKind::profile;
}

/// Problems go to stderr; `true` when there were none.
template <typename Value>
bool report(const suite::Loaded<Value>& loaded) {
  if (loaded) return true;
  for (const auto& error : loaded.error()) print_error(suite::describe(error) + "\n");
  return false;
}

bool lint_profiles(const std::string& file, const std::string& text) {
  const auto profiles = suite::load_profiles(file, text);
  if (!report(profiles)) return false;
  for (const auto& profile : *profiles) {
    for (const auto& remark : suite::lint(profile)) print(fmt::format("{}: {}: {}\n", file, profile.name, remark));
  }
  return true;
}

int lint(const LintFlags& flags) {
  bool good = true;
  std::vector<std::filesystem::path> cases;
  for (const auto& file : flags.files) {
    if (std::filesystem::is_directory(file)) {
      cases.push_back(file);
      continue;
    }
    const auto text = run::read_file(file);
    if (!report(text)) {
      good = false;
      continue;
    }
    switch (kind_of(*text)) {
      case FileKind::cases:
        cases.push_back(file);
        break;
      case FileKind::profile:
        good = lint_profiles(file.string(), *text) && good;
        break;
      case FileKind::scenario:
        good = report(suite::load_scenarios(file.string(), *text)) && good;
        break;
      case FileKind::known:
        good = report(suite::load_known(file.string(), *text)) && good;
        break;
    }
  }
  if (!cases.empty() || flags.files.empty()) good = report(run::load_case_set(cases)) && good;
  if (good) print("no problems found\n");
  return static_cast<int>(good ? run::ExitCode::as_expected : run::ExitCode::usage);
}

}  // namespace

void add_lint_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<LintFlags>();
  CLI::App* command = app.add_subcommand("lint", "Validate case files, profiles, scenarios and known-failing lists");
  command->add_option("FILE", flags->files, "Files, or folders of case files; none: the built-in cases");
  command->callback([flags, &invocation] { invocation.exit_code = lint(*flags); });
}

}  // namespace corspec::cli
