#include "suite/suite.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "suite/case_source.hpp"
#include "suite/case_summary.hpp"
#include "suite/features.hpp"
#include "suite/field_rules.hpp"
#include "suite/sample_policy.hpp"
#include "suite/step_reader.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::suite {

namespace {

/// Rows of a table are much alike: after so many problems the rest would only repeat them.
constexpr std::size_t max_problems_of_rows = 100;

constexpr std::array<std::string_view, 16> case_keys{
    "id",         "title", "why",       "level",      "kind",     "flags", "rules",  "requires", "requires_denied",
    "depends_on", "tags",  "malformed", "disruptive", "for_each", "steps", "aliases"};

std::string read_text(const ObjectReader& object, std::string_view key, Problems& problems) {
  return read_checked(object.require(key), wrong_with_prose, problems);
}

/// Strings that each pass `check` and stand there once; empty when the key is absent.
std::vector<std::string> read_set(const ObjectReader& object, std::string_view key, TextCheck check,
                                  Problems& problems) {
  const Node* node = object.find(key);
  if (node == nullptr) return {};
  const auto values = read_strings(*node, problems);
  std::vector<std::string> set;
  for (const Node* element : node->children) {
    if (!values || element->kind != Node::Kind::string) continue;
    if (auto what = check(element->text)) {
      problems.at(*element, std::move(*what));
    } else if (std::ranges::find(set, element->text) != set.end()) {
      problems.at(*element, quote(element->text) + " stands here twice");
    } else {
      set.push_back(element->text);
    }
  }
  return set;
}

std::optional<std::string> wrong_with_feature(std::string_view name) {
  if (find_feature(name) != nullptr) return std::nullopt;
  std::vector<std::string_view> known;
  for (const Feature& feature : features()) known.push_back(feature.name);
  return "unknown feature " + quote(name) + guess(name, known);
}

/// The name that a suite has by its place below a folder `cases`; null for files elsewhere.
std::optional<std::string_view> name_by_place(std::string_view file) {
  constexpr std::string_view folder = "cases/";
  constexpr std::string_view extension = ".json";
  const auto at = file.rfind(folder);
  if (at == std::string_view::npos || (at != 0 && file[at - 1] != '/') || !file.ends_with(extension))
    return std::nullopt;
  file.remove_prefix(at + folder.size());
  return file.substr(0, file.size() - extension.size());
}

class SuiteReader {
 public:
  SuiteReader(std::shared_ptr<const Document> document, const LoadOptions& options, Problems& problems)
      : document_(std::move(document)),
        options_(options),
        problems_(problems),
        scope_(sample_policy(), sample_target()) {}

  Suite read() {
    const ObjectReader object(
        document_->root(), {"$schema", "version", "suite", "title", "about", "rules", "sessions", "cases"}, problems_);
    suite_.file = document_->file();
    read_name(object);
    suite_.title = read_text(object, "title", problems_);
    if (const Node* about = object.find("about")) suite_.about = read_string(*about, problems_).value_or("");
    if (const Node* sessions = object.find("sessions")) {
      suite_.sessions = read_boolean(*sessions, problems_).value_or(false);
    }
    if (const Node* rules = object.find("rules")) suite_rules_ = read_rules(*rules);
    const Node* cases = object.require("cases");
    if (cases == nullptr) return std::move(suite_);
    const auto elements = read_array(*cases, problems_);
    if (cases->kind == Node::Kind::array && elements.empty()) problems_.at(*cases, "must hold at least one case");
    for (const Node* element : elements) {
      suite_.cases.push_back(read_case(*element));
      check_unique(*element, suite_.cases.back());
    }
    return std::move(suite_);
  }

 private:
  void read_name(const ObjectReader& object) {
    suite_.name = read_text(object, "suite", problems_);
    if (suite_.name.empty()) return;
    const Node& node = *object.find("suite");
    const auto place = name_by_place(suite_.file);
    if (auto what = wrong_with_id(suite_.name)) {
      problems_.at(node, std::move(*what));
    } else if (place && *place != suite_.name) {
      problems_.at(node,
                   "must be " + quote(*place) + ", the place of the file below cases/, not " + quote(suite_.name));
    }
  }

  CaseTemplate read_case(const Node& node) {
    const ObjectReader object(node, case_keys, problems_);
    CaseTemplate result;
    auto source = std::make_shared<CaseSource>();
    source->document = document_;
    source->node = &node;
    result.file = suite_.file;
    result.line = document_->error_at(node, {}).line;
    read_identity(object, result);
    result.title = read_text(object, "title", problems_);
    source->why = read_text(object, "why", problems_);
    if (const Node* malformed = object.find("malformed")) {
      source->malformed = read_string(*malformed, problems_).value_or("");
    }
    read_defaults(object, source->defaults);
    result.requires_ = read_set(object, "requires", wrong_with_feature, problems_);
    result.tags = read_set(object, "tags", wrong_with_word, problems_);
    if (const Node* disruptive = object.find("disruptive")) {
      result.disruptive = read_boolean(*disruptive, problems_).value_or(false);
    }
    if (const Node* steps = object.require("steps")) {
      suite_.sessions ? check_that_it_describes(*steps) : check_that_it_judges(*steps);
      const CaseSummary summary = validate_rows(object, source->defaults);
      check_axes(object);
      result.level = summary.level.value_or(source->defaults.level);
      result.kind = summary.kind;
      result.flags = summary.flags;
      result.rules = summary.rules;
    }
    result.source = std::move(source);
    return result;
  }

  void read_identity(const ObjectReader& object, CaseTemplate& result) {
    result.id = read_text(object, "id", problems_);
    if (!result.id.empty()) {
      const Node& id = *object.find("id");
      if (auto what = wrong_with_id(result.id)) {
        problems_.at(id, std::move(*what));
      } else if (!suite_.name.empty() && !result.id.starts_with(suite_.name + "/")) {
        problems_.at(id, "must begin with " + quote(suite_.name + "/") + ", the suite's name, not " + quote(result.id));
      }
    }
    result.aliases = read_set(object, "aliases", wrong_with_id, problems_);
    result.depends_on = read_set(object, "depends_on", wrong_with_id, problems_);
    if (std::ranges::find(result.depends_on, result.id) != result.depends_on.end()) {
      problems_.at(*object.find("depends_on"), "a case cannot depend on itself");
    }
  }

  /// No id or alias stands for two cases of the file.
  void check_unique(const Node& node, const CaseTemplate& read) {
    const auto claim = [&](const std::string& id, const Node& where) {
      const auto [earlier, is_new] = lines_by_id_.emplace(id, read.line);
      if (!is_new)
        problems_.at(where, quote(id) + " is the case of line " + std::to_string(earlier->second) + " already");
    };
    if (!read.id.empty()) claim(read.id, *node.find("id"));
    for (const std::string& alias : read.aliases) claim(alias, *node.find("aliases"));
  }

  void read_defaults(const ObjectReader& object, ExpectationDefaults& defaults) {
    if (const Node* level = object.find("level")) {
      defaults.level = read_choice<Level>(*level, level_names, problems_).value_or(Level::must);
    }
    if (const Node* kind = object.find("kind")) {
      defaults.kind = read_choice<Kind>(*kind, kind_names, problems_).value_or(Kind::conformance);
    }
    if (const Node* flags = object.find("flags")) {
      defaults.flags = read_strings(*flags, problems_).value_or(std::vector<std::string>{});
      Binder binder(scope_, problems_, generated_);
      std::ignore = check_flags(*flags, defaults.flags, binder, options_.rules);
    }
    const Node* rules = object.find("rules");
    defaults.rules = rules == nullptr ? suite_rules_ : read_rules(*rules);
  }

  std::vector<std::string> read_rules(const Node& node) {
    auto rules = read_strings(node, problems_).value_or(std::vector<std::string>{});
    Binder binder(scope_, problems_, generated_);
    std::ignore = check_rules(node, rules, binder, options_.rules);
    return rules;
  }

  void check_that_it_judges(const Node& steps) {
    if (steps.kind != Node::Kind::array) return;
    const bool judges = std::ranges::any_of(steps.children, [](const Node* step) {
      const Node* setup = step->find("setup");
      return step->find("expect") != nullptr && (setup == nullptr || !setup->boolean);
    });
    if (!judges) problems_.at(steps, "no step judges: at least one needs `expect` and is no set-up");
  }

  /// A session is what a page does, and nobody's fault.
  void check_that_it_describes(const Node& steps) {
    if (steps.kind != Node::Kind::array) return;
    for (const Node* step : steps.children) {
      if (const Node* expect = step->find("expect")) problems_.at_key(*expect, "a session judges nothing");
      if (step->find("fetch") == nullptr && step->find("advance") == nullptr)
        problems_.at(*step, "a session has steps `fetch` and `advance` only");
    }
  }

  /// An axis that no step uses makes rows that differ in nothing but their name.
  void check_axes(const ObjectReader& object) {
    const Node* for_each = object.find("for_each");
    if (for_each == nullptr || for_each->kind != Node::Kind::object) return;
    std::set<std::string_view> used;
    for (const std::string_view key : {"steps", "for_each", "requires_denied"}) {
      if (const Node* node = object.find(key)) used.merge(names_used(*node));
    }
    for (const Node* axis : for_each->children) {
      const std::string fields = axis->key + ".";
      const auto is_of_axis = [&](std::string_view name) { return name == axis->key || name.starts_with(fields); };
      if (std::ranges::none_of(used, is_of_axis)) problems_.at_key(*axis, "no step uses the axis " + quote(axis->key));
    }
  }

  CaseSummary validate_rows(const ObjectReader& object, const ExpectationDefaults& defaults) {
    CaseSummary summary;
    const Node* requires_denied = object.find("requires_denied");
    const std::size_t problems_before = problems_.size();
    const auto visit = [&](const std::optional<std::string>&) {
      Binder binder(scope_, problems_, generated_);
      if (requires_denied != nullptr) std::ignore = missing_denial(*requires_denied, binder);
      if (const auto read = read_steps(*object.find("steps"), binder, defaults, options_)) summary.add(*read);
      return problems_.size() - problems_before < max_problems_of_rows ? Walk::go_on : Walk::stop;
    };
    std::ignore = walk_rows(object.find("for_each"), scope_, problems_, generated_, visit);
    return summary;
  }

  std::shared_ptr<const Document> document_;
  const LoadOptions& options_;
  Problems& problems_;
  Scope scope_;
  std::size_t generated_ = 0;
  Suite suite_;
  std::vector<std::string> suite_rules_;
  std::map<std::string, std::size_t> lines_by_id_;
};

}  // namespace

Loaded<Suite> load_suite(std::string_view file, std::string_view text, const LoadOptions& options) {
  auto parsed = parse_document(file, text, 1, max_json_depth, RepeatedKeys::keep);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  const auto document = std::make_shared<const Document>(std::move(*parsed));
  Problems problems(*document);
  Suite suite;
  if (check_version(document->root(), problems)) suite = SuiteReader(document, options, problems).read();
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return suite;
}

}  // namespace corspec::suite
