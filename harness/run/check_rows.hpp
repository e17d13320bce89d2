#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "run/checks.hpp"

/// Observations and expectations in few words, and what a row of a table says of them. For tests only.
namespace corspec::run::check_rows {

using browser::PreflightNeed;
using browser::Verdict;
using suite::Expectation;

constexpr std::string_view foo = "https://foo.example";

inline Observation observed(StepSubject::Kind kind, std::string method, bool credentials = false) {
  Observation observation;
  observation.subject = {kind, std::move(method), std::string(foo), "/r", credentials};
  return observation;
}

inline browser::Hop hop(PreflightNeed::Answer answer) {
  browser::Hop hop;
  hop.origin = foo;
  hop.preflight.answer = answer;
  return hop;
}

inline Observation allowed(StepSubject::Kind kind, message::HeaderList headers, std::string method = "GET",
                           bool credentials = false) {
  Observation observation = observed(kind, std::move(method), credentials);
  observation.verdict.emplace().kind = Verdict::Kind::allow;
  observation.verdict->hops.push_back(
      hop(kind == StepSubject::Kind::preflight ? PreflightNeed::Answer::sent : PreflightNeed::Answer::not_needed));
  browser::Response answer{200, std::move(headers)};
  (kind == StepSubject::Kind::preflight ? observation.preflight : observation.answer) = std::move(answer);
  return observation;
}

inline Observation malformed(Observation observation) {
  observation.subject.malformed = true;
  return observation;
}

inline Observation refused(StepSubject::Kind kind, fetch::Refusal refusal, std::string method = "PUT",
                           bool credentials = false) {
  Observation observation = allowed(kind, {}, std::move(method), credentials);
  observation.verdict->kind = Verdict::Kind::block;
  observation.verdict->stage = Verdict::Stage::preflight;
  observation.verdict->refusal = std::move(refusal);
  return observation;
}

inline Observation unanswered(StepSubject::Kind kind) {
  Observation observation =
      refused(kind, {"PF-17", "response", "a complete response header section", "timeout: no byte for 10 s"});
  observation.preflight.reset();
  observation.answer.reset();
  observation.failure = "timeout: no byte for 10 s";
  if (kind == StepSubject::Kind::preflight) observation.preflight_failure = observation.failure;
  return observation;
}

inline Observation plain(int status, message::HeaderList headers, StepSubject::Kind kind = StepSubject::Kind::request) {
  Observation observation;
  observation.subject = {kind, "OPTIONS", "", "*", false};
  observation.answer = browser::Response{status, std::move(headers)};
  return observation;
}

inline Observation with_body(std::string_view body) {
  Observation observation = plain(200, {});
  observation.body = body;
  return observation;
}

/// Bytes came that begin like HTTP and are none.
inline Observation unreadable(std::string_view head) {
  Observation observation;
  observation.subject = {StepSubject::Kind::raw, {}, {}, {}, false};
  observation.failure = "the answer is not HTTP/1.x: CR inside a line of the head";
  observation.head = head;
  return observation;
}

/// After a step that was answered with that status.
inline Observation after(int status, Observation observation) {
  static const std::array earlier{std::optional(browser::Response{200, {}}), std::optional(browser::Response{404, {}})};
  const auto found = std::ranges::find_if(earlier, [status](const auto& answer) { return answer->status == status; });
  observation.earlier = {found, 1};
  return observation;
}

inline Observation silent(StepSubject::Kind kind) {
  Observation observation;
  observation.subject = {kind, "GET", "", "/r", false};
  observation.failure = "closed: connection reset";
  return observation;
}

inline Expectation expects(const std::function<void(Expectation&)>& set) {
  Expectation expectation;
  expectation.rules = {"PF-5"};
  set(expectation);
  return expectation;
}

inline Expectation allow() {
  return expects([](Expectation& it) { it.verdict = Expectation::Verdict::allow; });
}

inline Expectation block(std::vector<std::string> refused_by = {}) {
  return expects([&](Expectation& it) {
    it.verdict = Expectation::Verdict::block;
    it.refused_by = refused_by;
  });
}

inline Expectation advice(Expectation expectation) {
  expectation.level = suite::Level::may;
  return expectation;
}

inline Expectation status(std::int64_t wanted) {
  return expects([&](Expectation& it) { it.response.status = {{wanted, wanted}}; });
}

inline Expectation header(std::string name, std::string value) {
  return expects([&](Expectation& it) {
    suite::HeaderMatcher matcher;
    matcher.any_of = {value};
    it.response.headers = {{name, matcher}};
  });
}

inline Expectation body_without(std::string bytes) {
  return expects([&](Expectation& it) { it.response.body_excludes = {bytes}; });
}

inline Expectation head_without(std::string bytes) {
  return expects([&](Expectation& it) { it.head_excludes = {bytes}; });
}

inline Expectation answer(suite::AnswerWanted wanted) {
  return expects([&](Expectation& it) { it.answer = wanted; });
}

inline Expectation max_age(std::int64_t seconds) {
  return expects([&](Expectation& it) { it.max_age = suite::IntegerRange{seconds, seconds}; });
}

inline Expectation preflight(Expectation::Preflight wanted) {
  return expects([&](Expectation& it) { it.preflight = wanted; });
}

inline Expectation exposes(std::vector<std::string> names, std::vector<std::string> not_names = {}) {
  return expects([&](Expectation& it) { it.exposes = suite::ListMatcher{names, not_names, std::nullopt}; });
}

inline Observation with(Observation observation, const std::function<void(Observation&)>& change) {
  change(observation);
  return observation;
}

struct CheckRow {
  const char* label;
  Expectation expectation;
  Observation observation;
  std::vector<std::string> sentences;  ///< empty: it holds
};

inline std::ostream& operator<<(std::ostream& out, const CheckRow& row) {
  return out << row.label;
}

inline void expect_sentences(const CheckRow& row) {
  std::vector<std::string> sentences;
  for (const CheckFailure& failure : check(row.expectation, row.observation)) {
    sentences.push_back(failure.what);
    EXPECT_FALSE(failure.field.empty());
    EXPECT_FALSE(failure.expected.empty());
    EXPECT_EQ(failure.rules, row.expectation.rules);
  }
  EXPECT_EQ(sentences, row.sentences);
}

inline std::string row_name(const testing::TestParamInfo<CheckRow>& row) {
  return row.param.label;
}

constexpr auto preflight_kind = StepSubject::Kind::preflight;
constexpr auto fetch_kind = StepSubject::Kind::fetch;

}  // namespace corspec::run::check_rows
