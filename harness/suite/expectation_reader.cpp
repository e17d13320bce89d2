#include "suite/expectation_reader.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "suite/matcher_reader.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::suite {

namespace {

constexpr unsigned on(StepKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

constexpr unsigned on_fetch = on(StepKind::fetch);
constexpr unsigned on_browser = on_fetch | on(StepKind::preflight);
constexpr unsigned on_answers = on_browser | on(StepKind::request) | on(StepKind::raw);

/// A key, and the kinds of steps that it says something about.
struct Condition {
  std::string_view key;
  unsigned steps;
  std::string_view steps_in_words;
};

constexpr std::array<Condition, 14> conditions{{
    {"verdict", on_browser, "`fetch` and `preflight`"},
    {"refused_by", on_browser, "`fetch` and `preflight`"},
    {"preflight", on_fetch, "`fetch`"},
    {"max_age", on_browser, "`fetch` and `preflight`"},
    {"exposes", on_fetch, "`fetch`"},
    {"timing_allowed", on_fetch, "`fetch`"},
    {"served_from_cache", on_fetch | on(StepKind::request), "`fetch` and `request`"},
    {"status", on_answers, "steps with an answer"},
    {"headers", on_answers, "steps with an answer"},
    {"body_excludes", on_answers, "steps with an answer"},
    {"preflight_status", on_fetch, "`fetch`"},
    {"preflight_headers", on_fetch, "`fetch`"},
    {"answer", on(StepKind::request) | on(StepKind::raw), "`request` and `raw`"},
    {"head_excludes", on(StepKind::request) | on(StepKind::raw), "`request` and `raw`"},
}};

constexpr std::array<std::string_view, 5> attribute_keys{"level", "kind", "flags", "rules", "when"};

constexpr auto expectation_keys = [] {
  std::array<std::string_view, conditions.size() + attribute_keys.size()> keys;
  std::ranges::copy(attribute_keys, std::ranges::transform(conditions, keys.begin(), &Condition::key).out);
  return keys;
}();

/// Whether every condition in `object` fits the kind of step, and there is one at all.
bool check_conditions(const ObjectReader& object, Binder& binder, StepKind step) {
  bool fits = true;
  bool judges = false;
  for (const Condition& condition : conditions) {
    const Node* member = object.find(condition.key);
    if (member == nullptr) continue;
    judges = true;
    if ((condition.steps & on(step)) != 0) continue;
    fits = false;
    binder.problems().at_key(*member, quote(condition.key) + " says something about " +
                                          std::string(condition.steps_in_words) + " steps only");
  }
  if (object.is_object() && !judges) {
    if (!object.has_unknown_keys()) binder.complain(object.node(), "expects nothing");
    return false;
  }
  return fits && object.is_object();
}

/// Reads the members of one expectation; remembers whether all could be read.
class ExpectationReader {
 public:
  ExpectationReader(const ObjectReader& object, Binder& binder, const ExpectationContext& context)
      : object_(object), binder_(binder), context_(context) {}

  std::optional<Expectation> read() {
    read_attributes();
    read_conclusions();
    read_answers();
    if (!complete_ || !is_consistent()) return std::nullopt;
    return std::move(expectation_);
  }

 private:
  /// Stores what `read_member` makes of the member, when it is there.
  template <typename Slot, typename Read>
  void member(std::string_view key, Slot& slot, Read read_member) {
    const Node* node = object_.find(key);
    if (node == nullptr) return;
    auto value = read_member(*node);
    complete_ = complete_ && value.has_value();
    if constexpr (std::is_assignable_v<Slot&, decltype(value)>) {
      slot = std::move(value);
    } else if (value) {
      slot = std::move(*value);
    }
  }

  void read_attributes() {
    expectation_.level = context_.defaults.level;
    expectation_.kind = context_.defaults.kind;
    expectation_.flags = context_.defaults.flags;
    expectation_.rules = context_.defaults.rules;
    member("level", expectation_.level, [&](const Node& node) { return binder_.choice<Level>(node, level_names); });
    member("kind", expectation_.kind, [&](const Node& node) { return binder_.choice<Kind>(node, kind_names); });
    member("flags", expectation_.flags, [&](const Node& node) { return read_flags(node); });
    member("rules", expectation_.rules, [&](const Node& node) { return read_rules(node); });
  }

  void read_conclusions() {
    member("verdict", expectation_.verdict,
           [&](const Node& node) { return binder_.choice<Expectation::Verdict>(node, verdict_names); });
    member("refused_by", expectation_.refused_by, [&](const Node& node) { return read_rules(node); });
    member("preflight", expectation_.preflight,
           [&](const Node& node) { return binder_.choice<Expectation::Preflight>(node, preflight_names); });
    member("max_age", expectation_.max_age,
           [&](const Node& node) { return read_range(node, PlainNumber::taken, binder_); });
    member("exposes", expectation_.exposes, [&](const Node& node) { return read_list_matcher(node, binder_); });
    member("timing_allowed", expectation_.timing_allowed, [&](const Node& node) { return binder_.boolean(node); });
    member("served_from_cache", expectation_.served_from_cache,
           [&](const Node& node) { return binder_.boolean(node); });
  }

  void read_answers() {
    const auto status = [&](const Node& node) { return read_status(node, binder_); };
    const auto headers = [&](const Node& node) { return read_header_matchers(node, binder_, context_.options); };
    member("status", expectation_.response.status, status);
    member("headers", expectation_.response.headers, headers);
    member("body_excludes", expectation_.response.body_excludes, [&](const Node& node) { return read_excluded(node); });
    member("preflight_status", expectation_.preflight_response.status, status);
    member("preflight_headers", expectation_.preflight_response.headers, headers);
    member("when", expectation_.when, [&](const Node& node) { return read_when(node); });
    if (const Node* when = object_.find("when")) read_when_step(*when);
    member("answer", expectation_.answer,
           [&](const Node& node) { return binder_.choice<AnswerWanted>(node, answer_names); });
    member("head_excludes", expectation_.head_excludes, [&](const Node& node) { return read_excluded(node); });
  }

  std::optional<std::vector<std::string>> read_excluded(const Node& node) {
    auto excluded = binder_.list(node);
    if (excluded && (excluded->empty() || std::ranges::find(*excluded, "") != excluded->end())) {
      binder_.complain(node, "must name bytes");
      return std::nullopt;
    }
    return excluded;
  }

  std::optional<ResponseMatcher> read_when(const Node& node) {
    const ObjectReader object(node, {"step", "status", "headers"}, binder_.problems());
    const Node* status = object.find("status");
    const Node* headers = object.find("headers");
    if (status == nullptr && headers == nullptr) {
      if (object.is_object()) binder_.complain(node, "needs `status`, `headers` or both");
      return std::nullopt;
    }
    std::optional ranges = std::vector<IntegerRange>{};
    std::optional matchers = std::vector<NamedHeaderMatcher>{};
    if (status != nullptr) ranges = read_status(*status, binder_);
    if (headers != nullptr) matchers = read_header_matchers(*headers, binder_, context_.options);
    if (!ranges || !matchers) return std::nullopt;
    return ResponseMatcher{.status = std::move(*ranges), .headers = std::move(*matchers), .body_excludes = {}};
  }

  /// Counted from 1, as people do; only a step before this one has an answer already.
  void read_when_step(const Node& when) {
    const Node* step = when.find("step");
    if (step == nullptr) return;
    const auto before = static_cast<std::int64_t>(context_.step_index);
    if (before == 0) {
      binder_.complain(*step, "there is no step before this one");
      complete_ = false;
      return;
    }
    const auto number = read_integer(*step, {.min = 1, .max = before}, binder_.problems());
    complete_ = complete_ && number.has_value();
    if (number) expectation_.when_step = static_cast<std::size_t>(*number - 1);
  }

  std::optional<std::vector<std::string>> read_flags(const Node& node) {
    auto flags = binder_.list(node);
    if (!flags || !check_flags(node, *flags, binder_, context_.options.rules)) return std::nullopt;
    return flags;
  }

  std::optional<std::vector<std::string>> read_rules(const Node& node) {
    auto rules = binder_.one_or_more(node);
    if (!rules || !check_rules(node, *rules, binder_, context_.options.rules)) return std::nullopt;
    if (rules->empty()) {
      binder_.complain(node, "must name a rule");
      return std::nullopt;
    }
    return rules;
  }

  bool is_consistent() {
    const Node& node = object_.node();
    const auto fail = [&](const Node& where, std::string what) {
      binder_.complain(where, std::move(what));
      return false;
    };
    if (expectation_.rules.empty()) return fail(node, "names no rule; `rules` of the case or suite would do too");
    if (expectation_.level != Level::must && expectation_.flags.empty()) {
      return fail(node, "a " + quote(name(expectation_.level)) + " expectation needs a flag that names the reason");
    }
    if (!expectation_.refused_by.empty() && expectation_.verdict != Expectation::Verdict::block) {
      return fail(*object_.find("refused_by"), "`refused_by` goes with \"verdict\": \"block\"");
    }
    if (expectation_.served_from_cache && !context_.through_cache) {
      return fail(*object_.find("served_from_cache"), "`served_from_cache` needs a step `through` a cache");
    }
    const bool looks_at_answer = !expectation_.response.empty() || !expectation_.head_excludes.empty();
    if (expectation_.answer == AnswerWanted::none && looks_at_answer) {
      return fail(*object_.find("answer"), "an answer that must not come has neither head nor body");
    }
    if (expectation_.answer == AnswerWanted::any && only_answer()) {
      return fail(*object_.find("answer"), "`any` alone expects nothing");
    }
    return true;
  }

  [[nodiscard]] bool only_answer() const {
    return std::ranges::none_of(conditions, [&](const Condition& condition) {
      return condition.key != "answer" && object_.find(condition.key) != nullptr;
    });
  }

  const ObjectReader& object_;
  Binder& binder_;
  const ExpectationContext& context_;
  Expectation expectation_;
  bool complete_ = true;
};

std::optional<Expectation> read_expectation(const Node& node, Binder& binder, const ExpectationContext& context) {
  const ObjectReader object(node, expectation_keys, binder.problems());
  if (!check_conditions(object, binder, context.step)) return std::nullopt;
  return ExpectationReader(object, binder, context).read();
}

/// The place of one element of a list that stands in the file as such; the list itself otherwise.
const Node& element_node(const Node& list, std::size_t index, std::size_t size) {
  return list.children.size() == size ? *list.children[index] : list;
}

}  // namespace

std::optional<std::vector<Expectation>> read_expectations(const Node& node, Binder& binder,
                                                          const ExpectationContext& context) {
  if (node.kind != Node::Kind::array) {
    auto expectation = read_expectation(node, binder, context);
    if (!expectation) return std::nullopt;
    return std::vector{std::move(*expectation)};
  }
  bool complete = !node.children.empty();
  if (node.children.empty()) binder.complain(node, "must not be empty");
  std::vector<Expectation> expectations;
  for (const Node* element : node.children) {
    auto expectation = read_expectation(*element, binder, context);
    complete = complete && expectation.has_value();
    if (expectation) expectations.push_back(std::move(*expectation));
  }
  if (!complete) return std::nullopt;
  return expectations;
}

bool check_rules(const Node& node, const std::vector<std::string>& ids, Binder& binder,
                 const RuleCatalogue* catalogue) {
  bool known = true;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Node& where = element_node(node, i, ids.size());
    if (auto what = wrong_with_rule_id(ids[i])) {
      binder.complain(where, std::move(*what));
    } else if (catalogue != nullptr && catalogue->find(ids[i]) == nullptr) {
      std::vector<std::string_view> all;
      for (const Rule& rule : catalogue->rules()) all.push_back(rule.id);
      binder.complain(where, "unknown rule " + quote(ids[i]) + guess(ids[i], all));
    } else {
      continue;
    }
    known = false;
  }
  return known;
}

bool check_flags(const Node& node, const std::vector<std::string>& flags, Binder& binder,
                 const RuleCatalogue* catalogue) {
  bool known = true;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const Node& where = element_node(node, i, flags.size());
    if (auto what = wrong_with_word(flags[i])) {
      binder.complain(where, std::move(*what));
    } else if (catalogue != nullptr && catalogue->find_flag(flags[i]) == nullptr) {
      std::vector<std::string_view> all;
      for (const Flag& flag : catalogue->flags()) all.push_back(flag.name);
      binder.complain(where, "unknown flag " + quote(flags[i]) + guess(flags[i], all));
    } else {
      continue;
    }
    known = false;
  }
  return known;
}

}  // namespace corspec::suite
