#include "run/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "fetch/header_values.hpp"
#include "message/bytes.hpp"
#include "run/header_checks.hpp"
#include "run/sentences.hpp"

namespace corspec::run {
namespace {

using suite::Expectation;

/// What differs, without what the expectation itself says.
struct Difference {
  std::string what;
  std::string field;
  std::string expected;
  std::string seen;
  bool absent = false;
  std::string refused_by;
};

/// Collects the failures of one expectation.
class Findings {
 public:
  Findings(const Expectation& expectation, const Observation& observation)
      : expectation_(&expectation), observation_(&observation) {}

  void add(Difference difference) {
    CheckFailure failure;
    failure.level = expectation_->level;
    failure.kind = expectation_->kind;
    failure.flags = expectation_->flags;
    failure.rules = expectation_->rules;
    failure.refused_by = std::move(difference.refused_by);
    failure.what = sentence(std::move(difference.what));
    failure.field = std::move(difference.field);
    failure.expected = std::move(difference.expected);
    failure.seen = std::move(difference.seen);
    failure.absent = difference.absent;
    failures_.push_back(std::move(failure));
  }

  /// Said once, however many parts of the expectation needed the answer.
  void add_no_answer(const std::string& failure) {
    if (std::exchange(no_answer_said_, true)) return;
    add({fmt::format("{} got no answer ({})", describe(observation_->subject), failure), "response", "an answer",
         failure, true, "PF-17"});
  }

  /// The browser did not get as far as asking.
  void add_not_sent(std::string_view what) {
    if (std::exchange(no_answer_said_, true)) return;
    const auto& verdict = observation_->verdict;
    const std::string rule = verdict && verdict->refusal ? std::string(verdict->refusal->rule) : std::string();
    const std::string why = rule.empty() ? std::string() : fmt::format(", since the browser refused before ({})", rule);
    add({fmt::format("{}{} was not sent{}", what, describe(observation_->subject), why), "response", "an answer",
         "nothing was sent", true, rule});
  }

  [[nodiscard]] std::vector<CheckFailure> take() { return std::move(failures_); }

 private:
  const Expectation* expectation_;
  const Observation* observation_;
  std::vector<CheckFailure> failures_;
  bool no_answer_said_ = false;
};

bool refused_by_expected_rule(const Expectation& expectation, std::string_view rule) {
  return expectation.refused_by.empty() ||
         std::ranges::find(expectation.refused_by, rule) != expectation.refused_by.end();
}

/// The serialised origin of the hop that decided: after a redirect it may be `null` (REDIR-9).
std::string_view deciding_origin(const Observation& observation) {
  const auto& hops = observation.verdict->hops;
  return hops.empty() ? std::string_view(observation.subject.origin) : std::string_view(hops.back().origin);
}

std::string_view rule_of(const browser::Verdict& verdict) {
  return verdict.refusal ? verdict.refusal->rule : std::string_view();
}

/// The status behind a refusal, where it tells more than the header that is missing: an error page, a login, a
/// redirect.
std::string status_hint(const Observation& observation) {
  const browser::Verdict& verdict = *observation.verdict;
  const bool at_preflight = verdict.stage == browser::Verdict::Stage::preflight;
  const auto& answer = at_preflight ? observation.preflight : observation.answer;
  const bool says_more = answer && (answer->status < 200 || answer->status > 299) && verdict.refusal->field != "status";
  return says_more ? fmt::format(" (the answer has status {})", answer->status) : std::string();
}

std::optional<Difference> difference_to_allow(const Observation& observation) {
  const browser::Verdict& verdict = *observation.verdict;
  if (verdict.allowed()) return std::nullopt;
  const std::string subject = describe(observation.subject);
  if (verdict.kind == browser::Verdict::Kind::opaque) {
    return Difference{fmt::format("{} ends in an opaque response, which script cannot read", subject), "response",
                      "a response that script may read", "an opaque response"};
  }
  if (!verdict.refusal) {
    return Difference{fmt::format("{} is refused", subject), "response", "a response that script may read",
                      "a network error"};
  }
  const fetch::Refusal& refusal = *verdict.refusal;
  // A request whose preflight is refused is never sent: that is where to look.
  const bool at_preflight =
      observation.subject.kind == StepSubject::Kind::fetch && verdict.stage == browser::Verdict::Stage::preflight;
  const std::string_view where = at_preflight ? " at its preflight" : "";
  return Difference{
      fmt::format("{} is refused{}: {}{}", subject, where,
                  describe(refusal, observation.subject, deciding_origin(observation)), status_hint(observation)),
      std::string(refusal.field),
      refusal.expected,
      refusal.seen.value_or(""),
      !refusal.seen,
      std::string(refusal.rule)};
}

std::optional<Difference> difference_to_block(const Expectation& expectation, const Observation& observation) {
  const browser::Verdict& verdict = *observation.verdict;
  if (verdict.kind == browser::Verdict::Kind::block) {
    const std::string_view rule = rule_of(verdict);
    if (refused_by_expected_rule(expectation, rule)) return std::nullopt;
    const std::string reason = verdict.refusal
                                   ? describe(*verdict.refusal, observation.subject, deciding_origin(observation))
                                   : std::string("no reason known");
    return Difference{
        fmt::format("{} is refused as it should be, but by {} instead of {}: {}", describe(observation.subject), rule,
                    fmt::join(expectation.refused_by, " or "), reason),
        verdict.refusal ? std::string(verdict.refusal->field) : std::string("response"),
        fmt::format("a refusal by {}", fmt::join(expectation.refused_by, " or ")),
        verdict.refusal ? verdict.refusal->seen.value_or("") : "",
        verdict.refusal && !verdict.refusal->seen,
        std::string(rule)};
  }
  const std::string grant = describe_grant(observation);
  const std::string_view outcome = verdict.allowed() ? "allows" : "does not refuse";
  const std::string because = grant.empty() ? std::string() : fmt::format(" (the answer says {})", grant);
  const auto& decisive = observation.judged_answer();
  const auto allow_origin = decisive ? decisive->headers.get("Access-Control-Allow-Origin") : std::nullopt;
  return Difference{
      fmt::format("a browser {} {}, which has to be refused{}", outcome, describe(observation.subject), because),
      "Access-Control-Allow-Origin", "an answer that a browser refuses", allow_origin.value_or(""),
      !allow_origin.has_value()};
}

/// The answer that the cache kept was right for the request that it was made for. What was wrong with it is that it
/// could be kept for others (VARY-1), whatever rule it is by which the browser then decides.
Difference told_of_cache(Difference difference, const Observation& observation) {
  const message::HeaderList none;
  const message::HeaderList& headers = observation.answer ? observation.answer->headers : none;
  const auto names = fetch::get_decode_and_split(headers, "vary").value_or(std::vector<std::string>{});
  const auto is_origin = [](const std::string& name) { return message::byte_case_insensitive_match(name, "origin"); };
  if (std::ranges::any_of(names, is_origin)) return difference;  // it was made for this very origin
  const auto vary = headers.get("Vary");
  return {fmt::format("a shared cache may reuse the answer to step {}, which does not say `Vary: Origin`. Then {}",
                      *observation.stored_in_step + 1, difference.what),
          "Vary", "`Origin` in it, on every answer of the resource", vary.value_or(""), !vary};
}

void check_verdict(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (!expectation.verdict || !observation.verdict) return;
  const bool block = *expectation.verdict == Expectation::Verdict::block;
  if (!observation.failure.empty()) {
    // A browser refuses what does not answer (PF-17): whoever keeps an origin out may do it by closing the connection.
    const bool expected = block && refused_by_expected_rule(expectation, "PF-17");
    if (!expected) findings.add_no_answer(observation.failure);
    return;
  }
  auto difference = block ? difference_to_block(expectation, observation) : difference_to_allow(observation);
  if (!difference) return;
  findings.add(observation.stored_in_step ? told_of_cache(*std::move(difference), observation)
                                          : *std::move(difference));
}

std::string_view preflight_clause(Expectation::Preflight preflight) {
  switch (preflight) {
    case Expectation::Preflight::sent:
      return "a preflight is sent";
    case Expectation::Preflight::cached:
      return "the preflight cache makes a preflight unnecessary";
    case Expectation::Preflight::not_needed:
      return "no preflight is needed";
  }
  return {};
}

Expectation::Preflight seen_preflight(const browser::Verdict& verdict) {
  using Answer = browser::PreflightNeed::Answer;
  const Answer answer = verdict.hops.empty() ? Answer::not_needed : verdict.hops.front().preflight.answer;
  if (answer == Answer::sent) return Expectation::Preflight::sent;
  if (answer == Answer::cached) return Expectation::Preflight::cached;
  return Expectation::Preflight::not_needed;
}

void check_preflight_need(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (!expectation.preflight || !observation.verdict) return;
  if (*expectation.preflight == Expectation::Preflight::not_needed && observation.subject.preflight_forced) return;
  const Expectation::Preflight seen = seen_preflight(*observation.verdict);
  if (seen == *expectation.preflight) return;
  const std::string subject = describe(observation.subject);
  std::string what = fmt::format("for {}, {}; expected is that {}", subject, preflight_clause(seen),
                                 preflight_clause(*expectation.preflight));
  if (seen == Expectation::Preflight::sent && *expectation.preflight == Expectation::Preflight::cached) {
    what = fmt::format(
        "a browser sends another preflight for {}: what it was told before does not cover this request, or holds no "
        "longer",
        subject);
  }
  findings.add({std::move(what), "preflight", std::string(preflight_clause(*expectation.preflight)),
                std::string(preflight_clause(seen))});
}

std::string_view describe_source(fetch::MaxAge::Source source) {
  using Source = fetch::MaxAge::Source;
  switch (source) {
    case Source::absent:
      return "Access-Control-Max-Age is missing, so that the default holds";
    case Source::value:
      return "Access-Control-Max-Age says so";
    case Source::negative:
      return "Access-Control-Max-Age is negative";
    case Source::malformed:
      return "Access-Control-Max-Age is not a number in digits, so that the default holds";
    case Source::overflow:
      return "Access-Control-Max-Age is larger than any number";
  }
  return {};
}

void check_max_age(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (!expectation.max_age) return;
  const std::string expected = fmt::format("{} seconds", describe(*expectation.max_age));
  if (!observation.preflight_failure.empty()) {
    findings.add_no_answer(observation.preflight_failure);
    return;
  }
  const auto line = observation.preflight ? observation.preflight->headers.get("Access-Control-Max-Age") : std::nullopt;
  if (!observation.max_age) {
    const std::string_view why = observation.preflight ? "it is refused" : "there is none";
    findings.add({fmt::format("a browser keeps no preflight answer for {}: {}", describe(observation.subject), why),
                  "Access-Control-Max-Age", expected, line.value_or(""), !line});
    return;
  }
  if (expectation.max_age->contains(*observation.max_age)) return;
  findings.add(
      {fmt::format("a browser keeps the answer to {} for {} seconds, expected {}: {}", describe(observation.subject),
                   *observation.max_age, describe(*expectation.max_age), describe_source(observation.max_age_source)),
       "Access-Control-Max-Age", expected, line.value_or(""), !line});
}

void check_exposes(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (!expectation.exposes || !observation.verdict) return;
  if (!observation.failure.empty()) {
    findings.add_no_answer(observation.failure);
    return;
  }
  constexpr bool case_insensitively = true;
  for (HeaderComplaint& complaint : check_list("the set of headers that script may read", *expectation.exposes,
                                               observation.verdict->exposed, case_insensitively)) {
    findings.add({fmt::format("of {}, {}", describe(observation.subject), complaint.clause),
                  "Access-Control-Expose-Headers", std::move(complaint.expected), std::move(complaint.seen)});
  }
}

void check_timing(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (!expectation.timing_allowed || !observation.verdict) return;
  if (!observation.failure.empty()) {
    findings.add_no_answer(observation.failure);
    return;
  }
  const auto& refusal = observation.verdict->timing;
  if (*expectation.timing_allowed == !refusal) return;
  const auto seen = observation.answer ? observation.answer->headers.get("Timing-Allow-Origin") : std::nullopt;
  std::string what =
      refusal ? fmt::format("script may not read the timing of {}: {}", describe(observation.subject),
                            describe(*refusal, observation.subject, deciding_origin(observation)))
              : fmt::format("script may read the timing of {}, which has to be refused", describe(observation.subject));
  findings.add({std::move(what), "Timing-Allow-Origin",
                refusal ? refusal->expected : std::string("a value that does not name the origin"), seen.value_or(""),
                !seen, refusal ? std::string(refusal->rule) : std::string()});
}

void check_from_cache(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (!expectation.served_from_cache || *expectation.served_from_cache == observation.stored_in_step.has_value())
    return;
  const auto vary = observation.answer ? observation.answer->headers.get("Vary") : std::nullopt;
  std::string what =
      observation.stored_in_step
          ? fmt::format("a shared cache answers {} with what it stored for another request",
                        describe(observation.subject))
          : fmt::format("a shared cache does not reuse what it stored for {}", describe(observation.subject));
  findings.add({std::move(what), "Vary", observation.stored_in_step ? "an answer of its own" : "a stored answer",
                vary.value_or(""), !vary});
}

/// `noun` says which answer is meant: "the answer to", "the answer to the preflight of".
void check_answer(const suite::ResponseMatcher& matcher, const std::optional<browser::Response>& answer,
                  const std::string& failure, std::string_view noun, const Observation& observation,
                  Findings& findings) {
  if (matcher.empty()) return;
  if (!answer) {
    if (failure.empty()) {
      findings.add_not_sent(&answer == &observation.preflight ? "the preflight of " : "");
    } else {
      findings.add_no_answer(failure);
    }
    return;
  }
  const std::string subject = describe(observation.subject);
  if (!holds({.status = matcher.status, .headers = {}, .body_excludes = {}}, answer->status, answer->headers)) {
    std::vector<std::string> ranges;
    ranges.reserve(matcher.status.size());
    for (const suite::IntegerRange& range : matcher.status) ranges.push_back(describe(range));
    const std::string expected = fmt::format("{}", fmt::join(ranges, " or "));
    findings.add({fmt::format("{} {} has status {}; expected {}", noun, subject, answer->status, expected), "status",
                  expected, std::to_string(answer->status)});
  }
  for (const suite::NamedHeaderMatcher& named : matcher.headers) {
    for (HeaderComplaint& complaint : check_header(named.header, named.matcher, answer->headers)) {
      findings.add({fmt::format("in {} {}, {}", noun, subject, complaint.clause), named.header,
                    std::move(complaint.expected), std::move(complaint.seen), complaint.absent});
    }
  }
}

void check_body(const Expectation& expectation, const Observation& observation, Findings& findings) {
  for (const std::string& bytes : expectation.response.body_excludes) {
    const auto at = observation.body.find(bytes);
    if (at == std::string_view::npos) continue;
    constexpr std::size_t context = 40;
    const auto start = at - std::min(at, context);
    findings.add({fmt::format("the body of the answer to {} holds `{}`", describe(observation.subject), bytes), "body",
                  fmt::format("a body without `{}`", bytes),
                  std::string(observation.body.substr(start, at - start + bytes.size() + context))});
  }
}

suite::AnswerWanted wanted_answer(const Expectation& expectation, StepSubject::Kind kind) {
  if (expectation.answer) return *expectation.answer;
  const bool is_raw = kind == StepSubject::Kind::raw || kind == StepSubject::Kind::follow_up;
  return is_raw ? suite::AnswerWanted::any : suite::AnswerWanted::response;
}

/// Plain and raw steps: whether there is to be an answer at all. False when nothing is left to look at.
bool check_answered(const Expectation& expectation, const Observation& observation, Findings& findings) {
  if (observation.verdict) return true;
  const suite::AnswerWanted wanted = wanted_answer(expectation, observation.subject.kind);
  if (observation.answer && wanted == suite::AnswerWanted::none) {
    const std::string status = std::to_string(observation.answer->status);
    findings.add(
        {fmt::format("{} is answered with status {}; no answer was to come", describe(observation.subject), status),
         "response", "no answer", status});
  }
  if (!observation.answer && wanted == suite::AnswerWanted::response) findings.add_no_answer(observation.failure);
  return observation.answer.has_value();
}

}  // namespace

bool applies(const suite::Expectation& expectation, const Observation& observation) {
  if (expectation.when.empty()) return true;
  const auto& answer =
      expectation.when_step ? observation.earlier[*expectation.when_step] : observation.judged_answer();
  return answer && holds(expectation.when, answer->status, answer->headers);
}

std::vector<CheckFailure> check(const suite::Expectation& expectation, const Observation& observation) {
  if (!applies(expectation, observation)) return {};
  Findings findings(expectation, observation);
  if (!check_answered(expectation, observation, findings)) return findings.take();
  check_verdict(expectation, observation, findings);
  check_preflight_need(expectation, observation, findings);
  check_max_age(expectation, observation, findings);
  check_exposes(expectation, observation, findings);
  check_timing(expectation, observation, findings);
  check_from_cache(expectation, observation, findings);
  check_answer(expectation.preflight_response, observation.preflight, observation.preflight_failure,
               "the answer to the preflight of", observation, findings);
  check_answer(expectation.response, observation.judged_answer(), observation.failure, "the answer to", observation,
               findings);
  check_body(expectation, observation, findings);
  return findings.take();
}

}  // namespace corspec::run
