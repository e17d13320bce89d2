#include "run/case_result.hpp"

namespace corspec::run {
namespace {

void describe_case(const suite::Case& subject, CaseResult& result) {
  result.id = subject.id;
  result.aliases = subject.aliases;
  result.bound = subject.bound;
  result.suite = subject.suite;
  result.title = subject.title;
  result.why = subject.why;
  result.level = subject.level;
  result.kind = subject.kind;
  result.rules = subject.rules;
  result.tags = subject.tags;
  result.depends_on = subject.depends_on;
}

void describe_case(const suite::Skipped& skipped, CaseResult& result) {
  result.id = skipped.id;
  result.suite = skipped.suite;
  result.title = skipped.title;
  result.why = skipped.why;
  result.level = skipped.level;
  result.kind = skipped.kind;
  result.rules = skipped.rules;
  result.tags = skipped.tags;
  result.depends_on = skipped.depends_on;
}

bool is_uneventful(const Attempt& attempt) {
  return attempt.result == Result::pass && attempt.failures.empty();
}

void mask_all(Attempt& attempt, const Masker& masker) {
  for (CheckFailure& failure : attempt.failures) {
    masker.mask(failure.what);
    masker.mask(failure.expected);
    masker.mask(failure.seen);
  }
  for (RecordedExchange& exchange : attempt.exchanges) {
    masker.mask(exchange.url);
    masker.mask(exchange.sent);
    masker.mask(exchange.head);
    masker.mask(exchange.body);
    masker.mask(exchange.error);
  }
  for (std::string& note : attempt.notes) masker.mask(note);
}

}  // namespace

CaseResult result_for(const SelectedCases::Entry& entry, const ResultKey& key) {
  CaseResult result;
  result.target = key.target;
  result.profile = key.profile;
  result.engine = key.engine;
  if (entry.subject != nullptr) {
    describe_case(*entry.subject, result);
  } else {
    describe_case(*entry.skipped, result);
  }
  if (!entry.runs()) {
    result.result = Result::skip;
    result.reason = entry.reason;
  }
  return result;
}

void prepare(Attempt& attempt, Record record, const Masker& masker, const CurlContext& curl) {
  const bool uneventful = is_uneventful(attempt);
  attempt.exchange_count = count_sent(attempt.exchanges);
  if (uneventful && record == Record::failures) attempt.exchanges = {};
  if (!masker.empty()) mask_all(attempt, masker);
  if (uneventful) return;
  for (RecordedExchange& exchange : attempt.exchanges) {
    if (!exchange.stored_answer) exchange.reproduce = curl_command(exchange, curl);
  }
}

}  // namespace corspec::run
