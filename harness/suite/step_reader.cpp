#include "suite/step_reader.hpp"

#include <algorithm>
#include <array>

#include "suite/action_reader.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::suite {

namespace {

constexpr std::array<std::pair<std::string_view, StepKind>, 5> actions{{{"fetch", StepKind::fetch},
                                                                        {"preflight", StepKind::preflight},
                                                                        {"request", StepKind::request},
                                                                        {"raw", StepKind::raw},
                                                                        {"advance", StepKind::advance}}};

constexpr std::array<std::string_view, 7> step_keys{"fetch",   "preflight", "request", "raw",
                                                    "advance", "expect",    "setup"};

/// The one action of a step, or null when it has none or several.
const std::pair<std::string_view, StepKind>* find_action(const ObjectReader& object, Binder& binder) {
  const std::pair<std::string_view, StepKind>* found = nullptr;
  for (const auto& action : actions) {
    if (object.find(action.first) == nullptr) continue;
    if (found != nullptr) {
      binder.problems().at_key(*object.find(action.first),
                               "a step has one action; this one has `" + std::string(found->first) + "` too");
      return nullptr;
    }
    found = &action;
  }
  if (found == nullptr && object.is_object() && !object.has_unknown_keys()) {
    binder.complain(object.node(), "has no action: `fetch`, `preflight`, `request`, `raw` or `advance`");
  }
  return found;
}

bool goes_through_cache(const Step& step) {
  if (const auto* fetch = std::get_if<FetchStep>(&step.action)) return fetch->through != Through::network;
  if (const auto* request = std::get_if<RequestStep>(&step.action)) return request->through != Through::network;
  return false;
}

/// A verdict that a server must reach on an origin that the case made up holds only when the profile says the same of
/// that origin: a case that tries a lookalike must not accuse a server whose policy covers the lookalike.
std::optional<std::string> contradiction(const FetchAction& action, const std::vector<Expectation>& expectations,
                                         const Facts& facts) {
  const std::string& origin = action.step.origin;
  if (origin == facts.target.origin) {
    // Only a case that asks for it by name knows what a request to one's own origin means.
    if (action.origin_source == "target.origin") return std::nullopt;
    return "the origin " + quote(origin) + " is the target's own, from which no request is a CORS request";
  }
  if (names_allowed_origin(action.origin_source) || !facts.profile.origins_stated) return std::nullopt;
  const OriginStanding standing = standing_of(facts.profile, origin);
  const auto is_about_origin = [](const Expectation& expectation) {
    return expectation.refused_by.empty() || std::ranges::any_of(expectation.refused_by, [](const std::string& rule) {
             return rule.starts_with("CORS-CHECK-");
           });
  };
  for (const Expectation& expectation : expectations) {
    if (expectation.level != Level::must || !is_about_origin(expectation)) continue;
    if (expectation.verdict == Expectation::Verdict::block && standing != OriginStanding::denied) {
      return "the profile does not deny the origin " + quote(origin);
    }
    if (expectation.verdict == Expectation::Verdict::allow && standing != OriginStanding::allowed) {
      return "the profile does not allow the origin " + quote(origin);
    }
  }
  return std::nullopt;
}

class StepReader {
 public:
  StepReader(Binder& binder, const ExpectationDefaults& defaults, const LoadOptions& options, std::size_t index)
      : binder_(binder), defaults_(defaults), options_(options), index_(index) {}

  std::optional<Step> read(const Node& node) {
    const ObjectReader object(node, step_keys, binder_.problems());
    const auto* action = find_action(object, binder_);
    if (action == nullptr) return std::nullopt;
    Step step;
    bool complete = read_action(*object.find(action->first), action->second, step);
    if (const Node* setup = object.find("setup")) {
      const auto value = read_boolean(*setup, binder_.problems());
      complete = complete && value.has_value();
      step.setup = value.value_or(false);
    }
    complete = read_expect(object, action->second, step) && complete;
    if (!complete) return std::nullopt;
    if (fetch_) {
      if (auto reason = contradiction(*fetch_, step.expect, binder_.scope().facts())) {
        binder_.set_missing(std::move(*reason));
        return std::nullopt;
      }
    }
    return step;
  }

 private:
  bool read_action(const Node& node, StepKind kind, Step& step) {
    const auto store = [&](auto action) {
      if (action) step.action = std::move(*action);
      return action.has_value();
    };
    switch (kind) {
      case StepKind::fetch:
      case StepKind::preflight:
        fetch_ = read_fetch(node, kind == StepKind::preflight, binder_);
        if (fetch_) step.action = fetch_->step;
        return fetch_.has_value();
      case StepKind::request:
        return store(read_request(node, binder_));
      case StepKind::raw:
        return store(read_raw(node, binder_));
      case StepKind::advance:
        return store(read_advance(node, binder_));
    }
    std::unreachable();
  }

  bool read_expect(const ObjectReader& object, StepKind kind, Step& step) {
    const Node* expect = object.find("expect");
    if (expect == nullptr) return true;
    if (kind == StepKind::advance) {
      binder_.problems().at_key(*expect, "nothing can be expected of the clock");
      return false;
    }
    const ExpectationContext context{.defaults = defaults_,
                                     .options = options_,
                                     .step = kind,
                                     .step_index = index_,
                                     .through_cache = goes_through_cache(step)};
    auto expectations = read_expectations(*expect, binder_, context);
    if (!expectations) return false;
    for (Expectation& expectation : *expectations) {
      if (!expectation.answer && kind == StepKind::request) expectation.answer = AnswerWanted::response;
      if (!expectation.answer && kind == StepKind::raw) expectation.answer = AnswerWanted::any;
    }
    step.expect = std::move(*expectations);
    return true;
  }

  Binder& binder_;
  const ExpectationDefaults& defaults_;
  const LoadOptions& options_;
  std::size_t index_;
  std::optional<FetchAction> fetch_;
};

}  // namespace

std::optional<std::vector<Step>> read_steps(const Node& steps, Binder& binder, const ExpectationDefaults& defaults,
                                            const LoadOptions& options) {
  std::vector<Step> read;
  bool complete = steps.kind == Node::Kind::array;
  std::size_t index = 0;
  for (const Node* node : read_array(steps, binder.problems())) {
    auto step = StepReader(binder, defaults, options, index++).read(*node);
    complete = complete && step.has_value();
    if (step) read.push_back(std::move(*step));
  }
  if (!complete) return std::nullopt;
  return read;
}

}  // namespace corspec::suite
