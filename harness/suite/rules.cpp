#include "suite/rules.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "suite/field_rules.hpp"
#include "suite/json_document.hpp"
#include "suite/json_reader.hpp"

namespace corspec::suite {

namespace {

std::optional<std::string> wrong_with_link(std::string_view link) {
  const bool has_space = link.find_first_of(" \t\r\n") != std::string_view::npos;
  if (link.starts_with("https://") && !has_space) return std::nullopt;
  return "must be a link that begins with https://, not " + quote(link);
}

std::optional<std::string> wrong_with_cwe(std::string_view cwe) {
  constexpr std::string_view prefix = "CWE-";
  const bool is_number =
      cwe.size() > prefix.size() && cwe.find_first_not_of("0123456789", prefix.size()) == std::string_view::npos;
  if (cwe.starts_with(prefix) && is_number) return std::nullopt;
  return "must look like CWE-942, not " + quote(cwe);
}

std::optional<std::string> wrong_with_binds(std::string_view binds) {
  constexpr std::array<std::string_view, 4> parties{"server", "browser", "both", "note"};
  if (std::ranges::find(parties, binds) != parties.end()) return std::nullopt;
  return "must be " + one_of(parties) + ", not " + quote(binds);
}

std::vector<Rule> read_rules(const Node& list, Problems& problems) {
  std::vector<Rule> rules;
  std::set<std::string> seen;
  for (const Node* element : read_array(list, problems)) {
    const ObjectReader object(*element, {"id", "statement", "link", "binds", "unchecked"}, problems);
    Rule rule{.id = read_checked(object.require("id"), wrong_with_rule_id, problems),
              .statement = read_checked(object.require("statement"), wrong_with_prose, problems),
              .link = read_checked(object.require("link"), wrong_with_link, problems),
              .binds = read_checked(object.require("binds"), wrong_with_binds, problems),
              .unchecked = read_checked(object.find("unchecked"), wrong_with_prose, problems)};
    if (!rule.id.empty() && !seen.insert(rule.id).second) {
      problems.at(*object.find("id"), "the rule " + quote(rule.id) + " stands here twice");
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

std::vector<Flag> read_flags(const Node& list, Problems& problems) {
  std::vector<Flag> flags;
  std::set<std::string> seen;
  for (const Node* element : read_array(list, problems)) {
    const ObjectReader object(*element, {"name", "effect", "links", "cwe"}, problems);
    Flag flag{.name = read_checked(object.require("name"), wrong_with_word, problems),
              .effect = read_checked(object.require("effect"), wrong_with_prose, problems),
              .links = {},
              .cwe = read_checked(object.find("cwe"), wrong_with_cwe, problems)};
    if (const Node* links = object.find("links")) {
      for (const Node* link : read_array(*links, problems))
        flag.links.push_back(read_checked(link, wrong_with_link, problems));
    }
    if (!flag.name.empty() && !seen.insert(flag.name).second) {
      problems.at(*object.find("name"), "the flag " + quote(flag.name) + " stands here twice");
    }
    flags.push_back(std::move(flag));
  }
  return flags;
}

struct RulesFile {
  std::vector<Rule> rules;
  std::string standard_date;
};

Loaded<RulesFile> load_rules_file(std::string_view file, std::string_view text) {
  const auto document = parse_document(file, text);
  if (!document) return std::unexpected(document.error());
  Problems problems(*document);
  RulesFile result;
  if (check_version(document->root(), problems)) {
    const ObjectReader object(document->root(), {"$schema", "version", "standard", "standard_date", "rules"}, problems);
    std::ignore = read_checked(object.require("standard"), wrong_with_prose, problems);
    result.standard_date = read_checked(object.require("standard_date"), wrong_with_date, problems);
    if (const Node* list = object.require("rules")) result.rules = read_rules(*list, problems);
  }
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return result;
}

Loaded<std::vector<Flag>> load_flags_file(std::string_view file, std::string_view text) {
  const auto document = parse_document(file, text);
  if (!document) return std::unexpected(document.error());
  Problems problems(*document);
  std::vector<Flag> flags;
  if (check_version(document->root(), problems)) {
    const ObjectReader object(document->root(), {"$schema", "version", "flags"}, problems);
    if (const Node* list = object.require("flags")) flags = read_flags(*list, problems);
  }
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return flags;
}

}  // namespace

RuleCatalogue::RuleCatalogue(std::vector<Rule> rules, std::vector<Flag> flags, std::string standard_date)
    : rules_(std::move(rules)), flags_(std::move(flags)), standard_date_(std::move(standard_date)) {
  for (std::size_t i = 0; i < rules_.size(); ++i) rule_index_.emplace(rules_[i].id, i);
  for (std::size_t i = 0; i < flags_.size(); ++i) flag_index_.emplace(flags_[i].name, i);
}

const Rule* RuleCatalogue::find(std::string_view id) const {
  const auto found = rule_index_.find(id);
  return found == rule_index_.end() ? nullptr : &rules_[found->second];
}

const Flag* RuleCatalogue::find_flag(std::string_view name) const {
  const auto found = flag_index_.find(name);
  return found == flag_index_.end() ? nullptr : &flags_[found->second];
}

Loaded<RuleCatalogue> load_rules(std::string_view rules_file, std::string_view rules_text, std::string_view flags_file,
                                 std::string_view flags_text) {
  auto rules = load_rules_file(rules_file, rules_text);
  auto flags = load_flags_file(flags_file, flags_text);
  if (rules && flags) return RuleCatalogue(std::move(rules->rules), std::move(*flags), std::move(rules->standard_date));
  LoadErrors errors;
  if (!rules) std::ranges::move(rules.error(), std::back_inserter(errors));
  if (!flags) std::ranges::move(flags.error(), std::back_inserter(errors));
  return std::unexpected(std::move(errors));
}

}  // namespace corspec::suite
