#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "reference/fault.hpp"
#include "reference/variant.hpp"
#include "run/case_set.hpp"
#include "run/dependencies.hpp"
#include "run/gate.hpp"
#include "run/selection.hpp"
#include "suite/profile.hpp"
#include "suite/suite.hpp"

namespace corspec::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ListFlags {
  std::vector<std::filesystem::path> cases;
  std::string profile;
  std::vector<std::string> run;
  bool rules = false;
  bool names = false;
  bool faults = false;
  bool variants = false;
  bool json = false;
};

/// One line of the list: a case, with the rows that a profile gives it where one is named.
struct Listed {
  std::string id;
  std::string title;
  suite::Level level;
  std::vector<std::string> rules;
  std::string skipped;  ///< why the profile leaves nothing to run
};

void print_json(const Json& json) {
  print(json.dump(2) + "\n");
}

/// Two columns, the first as wide as its widest.
void print_columns(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, left.size());
  for (const auto& [left, right] : rows) print(fmt::format("{:<{}}  {}\n", left, width, right));
}

/// As `corspec run --run` takes them.
bool is_wanted(const ListFlags& flags, const run::CaseNames& names) {
  return flags.run.empty() || run::any_covers(flags.run, names);
}

std::vector<Listed> list_templates(const std::vector<suite::Suite>& suites, const ListFlags& flags) {
  std::vector<Listed> listed;
  for (const auto& suite : suites) {
    if (suite.sessions) continue;
    for (const auto& one : suite.cases) {
      if (is_wanted(flags, {one.id, one.id, one.aliases}))
        listed.push_back({one.id, one.title, one.level, one.rules, {}});
    }
  }
  return listed;
}

std::vector<Listed> list_expanded(const std::vector<suite::Suite>& suites, const suite::Profile& profile,
                                  const ListFlags& flags) {
  const suite::TargetFacts nowhere{.authority = "target.example", .origin = "http://target.example"};
  std::vector<Listed> listed;
  for (const auto& suite : suites) {
    if (suite.sessions) continue;
    const suite::Expansion expansion = suite::expand(suite, profile, nowhere);
    for (const auto& one : expansion.cases) {
      if (is_wanted(flags, run::names_of(one))) listed.push_back({one.id, one.title, one.level, one.rules, {}});
    }
    for (const auto& one : expansion.skipped) {
      if (is_wanted(flags, {one.id, run::base_id(one.id), {}}))
        listed.push_back({one.id, one.title, one.level, one.rules, one.reason});
    }
  }
  return listed;
}

void list_cases(const std::vector<Listed>& listed, bool as_json) {
  Json json = Json::array();
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& one : listed) {
    rows.emplace_back(one.id, fmt::format("{:<6} {}{}", suite::name(one.level), one.title,
                                          one.skipped.empty() ? "" : fmt::format(" [skipped: {}]", one.skipped)));
    Json entry{{"id", one.id}, {"title", one.title}, {"level", suite::name(one.level)}, {"rules", one.rules}};
    if (!one.skipped.empty()) entry["skipped"] = one.skipped;
    json.push_back(std::move(entry));
  }
  if (as_json) {
    print_json(json);
    return;
  }
  print_columns(rows);
  print_error(fmt::format("{} cases\n", rows.size()));
}

std::string_view why_unchecked(const suite::Rule& rule) {
  if (!rule.unchecked.empty()) return rule.unchecked;
  if (rule.binds == "browser") return "It says what a browser does, and asks nothing of the answer itself.";
  if (rule.binds == "note") return "It explains, and binds nobody.";
  return {};
}

void list_rules(const suite::Library& library, bool as_json) {
  std::map<std::string, std::vector<std::string>> checked_by;
  for (const auto& suite : library.suites) {
    for (const auto& one : suite.cases) {
      for (const auto& rule : one.rules) checked_by[rule].push_back(one.id);
    }
  }
  Json json = Json::array();
  for (const auto& rule : library.rules.rules()) {
    const auto& cases = checked_by[rule.id];
    json.push_back(
        {{"id", rule.id}, {"statement", rule.statement}, {"link", rule.link}, {"binds", rule.binds}, {"cases", cases}});
    if (cases.empty()) json.back()["unchecked"] = why_unchecked(rule);
    if (as_json) continue;
    print(fmt::format("{}  {}\n    binds: {}  {}\n", rule.id, rule.statement, rule.binds, rule.link));
    for (const auto& id : cases) print(fmt::format("    {}\n", id));
    if (cases.empty()) print(fmt::format("    no case: {}\n", why_unchecked(rule)));
  }
  if (as_json) print_json(json);
}

void list_names(bool as_json) {
  Json json = Json::array();
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& [name, meaning] : suite::binding_names()) {
    rows.emplace_back(fmt::format("{{{{{}}}}}", name), meaning);
    json.push_back({{"name", name}, {"meaning", meaning}});
  }
  as_json ? print_json(json) : print_columns(rows);
}

void list_faults(bool as_json) {
  Json json = Json::array();
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& fault : reference::faults()) {
    rows.emplace_back(fault.id, fmt::format("{:<6} {:<12} {}", suite::name(fault.level), fault.rule, fault.title));
    json.push_back({{"id", fault.id},
                    {"level", suite::name(fault.level)},
                    {"rule", fault.rule},
                    {"title", fault.title},
                    {"profile", fault.profile},
                    {"history", fault.has_history}});
  }
  as_json ? print_json(json) : print_columns(rows);
}

void list_variants(bool as_json) {
  Json json = Json::array();
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& variant : reference::variants()) {
    rows.emplace_back(variant.id, variant.title);
    json.push_back(
        {{"id", variant.id}, {"title", variant.title}, {"remarks", variant.remarks}, {"profile", variant.profile}});
  }
  as_json ? print_json(json) : print_columns(rows);
}

int list(const ListFlags& flags) {
  if (flags.variants) {
    list_variants(flags.json);
    return 0;
  }
  if (flags.faults) {
    list_faults(flags.json);
    return 0;
  }
  const auto usage = static_cast<int>(run::ExitCode::usage);
  const auto complain = [&](const suite::LoadErrors& errors) {
    for (const auto& error : errors) print_error(suite::describe(error) + "\n");
    return usage;
  };
  const auto set = run::load_case_set(flags.cases);
  if (!set) return complain(set.error());
  if (flags.names) {
    list_names(flags.json);
  } else if (flags.rules) {
    list_rules(set->library, flags.json);
  } else if (flags.profile.empty()) {
    list_cases(list_templates(set->library.suites, flags), flags.json);
  } else {
    const auto text = run::read_file(flags.profile);
    if (!text) return complain(text.error());
    const auto profiles = suite::load_profiles(flags.profile, *text);
    if (!profiles) return complain(profiles.error());
    for (const auto& profile : *profiles) list_cases(list_expanded(set->library.suites, profile, flags), flags.json);
  }
  return 0;
}

}  // namespace

void add_list_command(CLI::App& app, Invocation& invocation) {
  auto flags = std::make_shared<ListFlags>();
  CLI::App* command = app.add_subcommand("list", "List cases, rules, faults, or the names that cases may use");
  command->add_option("--cases", flags->cases, "Suite files or folders instead of the built-in cases")
      ->allow_extra_args(false)
      ->type_name("PATH");
  command->add_option("--profile", flags->profile, "With the rows that this profile gives, and what it skips")
      ->type_name("FILE");
  command->add_option("--run", flags->run, "Only cases matching this glob")->allow_extra_args(false)->type_name("GLOB");
  auto* rules = command->add_flag("--rules", flags->rules, "Each rule with the cases that check it");
  auto* names = command->add_flag("--names", flags->names, "The {{names}} that case files may use")->excludes(rules);
  auto* faults = command->add_flag("--faults", flags->faults, "The seeded faults of `corspec serve --fault`")
                     ->excludes(rules)
                     ->excludes(names);
  command->add_flag("--variants", flags->variants, "The conforming servers of `corspec serve --variant`")
      ->excludes(rules)
      ->excludes(names)
      ->excludes(faults);
  command->add_flag("--json", flags->json, "As JSON");
  command->callback([flags, &invocation] { invocation.exit_code = list(*flags); });
}

}  // namespace corspec::cli
