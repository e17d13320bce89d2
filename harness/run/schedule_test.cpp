#include "run/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "run/fake_exchanger.hpp"
#include "run/liveness.hpp"

namespace corspec::run {
namespace {

using std::chrono::milliseconds;

http::ExchangeResult answer(int status, message::HeaderList headers = {}) {
  http::Exchange exchange;
  exchange.response.status = status;
  exchange.response.headers = std::move(headers);
  return exchange;
}

http::ExchangeResult no_answer() {
  http::TransportError error;
  error.kind = http::TransportError::Kind::timeout;
  error.detail = "no byte for 10 s";
  return std::unexpected(std::move(error));
}

suite::Expectation status_is(std::int64_t status) {
  suite::Expectation expectation;
  expectation.rules = {"HTTP-1"};
  expectation.response.status = {{status, status}};
  return expectation;
}

const suite::KnownEntry known_entry{"a", "broken upstream", "", "", "", "known.txt", 1};

/// A case that asks for `/id` and expects 200.
suite::Case plain_case(const std::string& id, std::vector<std::string> depends_on = {}) {
  suite::Case subject;
  subject.id = id;
  subject.base_id = std::string(id.substr(0, id.find("/row:")));
  subject.depends_on = std::move(depends_on);
  suite::RequestStep step;
  step.target = "/" + id;
  subject.steps = {{step, {status_is(200)}}};
  return subject;
}

/// Answers by path, in turn; the last answer stays. Paths not named are answered with 200.
class Script {
 public:
  Script() = default;
  Script(std::initializer_list<std::pair<const std::string, std::vector<http::ExchangeResult>>> answers)
      : answers_(answers) {}

  FakeExchanger::Answer operator()(const http::Request& request) {
    const auto found = answers_.find(request.target);
    if (found == answers_.end()) return {answer(200)};
    std::size_t& next = next_[request.target];
    return {found->second[std::min(next++, found->second.size() - 1)]};
  }

 private:
  std::map<std::string, std::vector<http::ExchangeResult>> answers_;
  std::map<std::string, std::size_t> next_;
};

struct Ran {
  std::vector<std::string> order;
  std::map<std::string, FinishedCase> cases;

  [[nodiscard]] Result result(const std::string& id) const { return cases.at(id).judged.result; }
  [[nodiscard]] const std::string& reason(const std::string& id) const { return cases.at(id).judged.reason; }
  [[nodiscard]] std::size_t attempts(const std::string& id) const { return cases.at(id).attempts.size(); }
};

/// A schedule over a scripted server.
struct Bench {
  explicit Bench(FakeExchanger::Server server) : exchanger(std::move(server)) {
    context.engine = &browser::spec_engine();
    context.wire.url = *fetch::parse_url("http://127.0.0.1:8080/");
    context.wire.user_agent = "corspec/1";
    options.today = "2026-04-01";
    options.control_path = "/control";
    options.control_url = "http://127.0.0.1:8080/control";
  }

  Ran run(const std::vector<suite::Case>& cases, const std::map<std::string, suite::KnownEntry>& known = {}) {
    std::vector<ScheduledCase> scheduled;
    for (const suite::Case& subject : cases) {
      const auto entry = known.find(subject.id);
      scheduled.push_back({&subject, {entry == known.end() ? nullptr : &entry->second, nullptr}});
    }
    Ran ran;
    Schedule schedule(exchanger, scheduled, context, options, [&](FinishedCase finished) {
      const std::string& id = cases[finished.index].id;
      ran.order.push_back(id);
      ran.cases.emplace(id, std::move(finished));
    });
    schedule.run();
    interrupted = schedule.was_interrupted();
    dead = schedule.dead_reason();
    EXPECT_EQ(exchanger.cancelled_outside_run, 0);
    return ran;
  }

  /// The targets that were asked for, in order.
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> targets;
    for (const auto& sent : exchanger.sent) targets.push_back(sent.request.target);
    return targets;
  }

  FakeExchanger exchanger;
  ReplayContext context;
  ScheduleOptions options;
  bool interrupted = false;
  std::string dead;
};

using Names = std::vector<std::string>;

TEST(Schedule, FinishesEveryCaseOnce) {
  Bench bench{Script{{"/b", {answer(500)}}}};
  const Ran ran = bench.run({plain_case("a"), plain_case("b"), plain_case("c")});
  EXPECT_EQ(ran.cases.size(), 3U);
  EXPECT_EQ(ran.result("a"), Result::pass);
  EXPECT_EQ(ran.result("b"), Result::fail);
  EXPECT_EQ(ran.result("c"), Result::pass);
  EXPECT_EQ(bench.exchanger.sent.size(), 3U);
  EXPECT_EQ(ran.cases.at("a").attempts.at(0).duration, milliseconds(1));
}

TEST(Schedule, TakesNoCasesAtAll) {
  Bench bench{Script{}};
  bench.options.interrupted = [] { return false; };
  EXPECT_TRUE(bench.run({}).cases.empty());
}

TEST(Schedule, KeepsSoManyInFlight) {
  std::vector<suite::Case> cases;
  for (int number = 0; number < 20; ++number) cases.push_back(plain_case("c" + std::to_string(number)));
  for (const int jobs : {1, 4, 50}) {
    Bench bench{Script{}};
    bench.options.jobs = jobs;
    EXPECT_EQ(bench.run(cases).cases.size(), 20U);
    EXPECT_EQ(bench.exchanger.most_in_flight, std::min(jobs, 20));
  }
}

/// Asks for `/id` by DELETE, or looks back at what it found.
suite::Case lonely_case(const std::string& id, bool deletes) {
  auto subject = plain_case(id);
  if (deletes) {
    std::get<suite::RequestStep>(subject.steps.front().action).method = "DELETE";
  } else {
    subject.steps.push_back(subject.steps.front());
    subject.steps.back().expect.front().when.status = {{200, 200}};
    subject.steps.back().expect.front().when_step = 0;
  }
  return subject;
}

TEST(Schedule, LetsNothingElseRunBesideWhatTakesAwayOrLooksBack) {
  for (const bool deletes : {true, false}) {
    std::vector<suite::Case> cases;
    for (int number = 0; number < 3; ++number) cases.push_back(lonely_case("l" + std::to_string(number), deletes));
    Bench alone{Script{}};
    EXPECT_EQ(alone.run(cases).cases.size(), 3U);
    EXPECT_EQ(alone.exchanger.most_in_flight, 1);

    for (const char* id : {"a", "b"}) cases.insert(cases.begin() + 1, plain_case(id));
    Bench mixed{Script{}};
    EXPECT_EQ(mixed.run(cases).cases.size(), 5U);
    EXPECT_EQ(mixed.exchanger.most_in_flight, 2);
    EXPECT_EQ(mixed.asked().front(), "/l0");
  }
}

TEST(Schedule, TellsResultsInOrderOfCompletion) {
  Bench bench{[](const http::Request& request) -> FakeExchanger::Answer {
    return {answer(200), request.target == "/slow" ? milliseconds{100} : milliseconds{1}};
  }};
  EXPECT_EQ(bench.run({plain_case("slow"), plain_case("fast")}).order, (Names{"fast", "slow"}));
}

TEST(Schedule, FinishesManyCasesWithoutExchangesWithoutRecursion) {
  std::vector<suite::Case> cases(20000);
  for (std::size_t number = 0; number < cases.size(); ++number) {
    cases[number].id = cases[number].base_id = "c" + std::to_string(number);
    cases[number].steps = {{suite::AdvanceStep{{1}}, {}}};
  }
  Bench bench{Script{}};
  bench.options.interrupted = [] { return false; };
  EXPECT_EQ(bench.run(cases).cases.size(), cases.size());
}

TEST(Pacing, LeavesTimeBetweenExchanges) {
  Bench bench{Script{}};
  bench.options.rate = 10;
  bench.run({plain_case("a"), plain_case("b"), plain_case("c")});
  ASSERT_EQ(bench.exchanger.sent.size(), 3U);
  EXPECT_EQ(bench.exchanger.sent[1].at - bench.exchanger.sent[0].at, milliseconds(100));
  EXPECT_EQ(bench.exchanger.sent[2].at - bench.exchanger.sent[1].at, milliseconds(100));
}

// A 503 for what no browser sends fails no build that asks for less.
TEST(Busy, MattersOnlyWhereSomethingIsAtStake) {
  for (const suite::Level gate : {suite::Level::must, suite::Level::should, suite::Level::may}) {
    Bench bench{Script{{"/a", {answer(503)}}}};
    bench.options.weights.gate_level = gate;
    suite::Case subject = plain_case("a");
    subject.steps[0].expect[0].level = suite::Level::should;
    const Ran ran = bench.run({subject, plain_case("b")});
    EXPECT_EQ(ran.result("a"), gate == suite::Level::must ? Result::skip : Result::error);
    EXPECT_TRUE(ran.reason("a").contains("too busy to be judged")) << ran.reason("a");
    EXPECT_EQ(ran.result("b"), Result::pass);
  }
}

TEST(Dependencies, AreWaitedFor) {
  Bench bench{Script{}};
  const Ran ran = bench.run({plain_case("c", {"b"}), plain_case("b", {"a"}), plain_case("a")});
  EXPECT_EQ(ran.order, (Names{"a", "b", "c"}));
}

TEST(Dependencies, ThatFailBlockWhatDependsOnThem) {
  Bench bench{Script{{"/a", {answer(500)}}}};
  const Ran ran = bench.run(
      {plain_case("d", {"c"}), plain_case("c", {"b"}), plain_case("b", {"a"}), plain_case("a"), plain_case("e")});
  EXPECT_EQ(ran.result("b"), Result::blocked);
  EXPECT_EQ(ran.reason("b"), "depends on a, which failed");
  EXPECT_EQ(ran.result("c"), Result::blocked);
  EXPECT_EQ(ran.reason("c"), "depends on b, which is blocked by a, which failed");
  EXPECT_EQ(ran.attempts("c"), 0U);
  EXPECT_EQ(ran.reason("d"), "depends on c, which is blocked by a, which failed");
  EXPECT_EQ(ran.result("e"), Result::pass);
  EXPECT_EQ(bench.asked(), (Names{"/a", "/e"}));
}

TEST(Dependencies, HoldForEveryRow) {
  Bench bench{Script{{"/a/row:2", {answer(500)}}}};
  const Ran ran = bench.run({plain_case("a/row:1"), plain_case("a/row:2"), plain_case("b", {"a"})});
  EXPECT_EQ(ran.result("b"), Result::blocked);
}

TEST(Dependencies, WaitForRetries) {
  Bench bench{Script{{"/a", {answer(500), answer(200)}}}};
  bench.options.retry = 1;
  const Ran ran = bench.run({plain_case("b", {"a"}), plain_case("a")});
  EXPECT_EQ(ran.result("a"), Result::flaky);
  EXPECT_EQ(ran.result("b"), Result::pass);
}

TEST(Dependencies, OutsideOfTheSelectionAreTakenToHold) {
  Bench bench{Script{}};
  EXPECT_EQ(bench.run({plain_case("b", {"a"})}).result("b"), Result::pass);
}

TEST(Dependencies, AreLeftToTheMergeInAShard) {
  Bench bench{Script{{"/a", {answer(500)}}}};
  bench.options.resolve_dependencies = false;
  const Ran ran = bench.run({plain_case("b", {"a"}), plain_case("a")});
  EXPECT_EQ(ran.result("b"), Result::pass);
  EXPECT_EQ(ran.result("a"), Result::fail);
}

TEST(Retrying, KeepsEveryAttempt) {
  Bench bench{Script{{"/a", {answer(500), answer(500), answer(200)}}}};
  bench.options.retry = 2;
  const Ran ran = bench.run({plain_case("a")});
  EXPECT_EQ(ran.result("a"), Result::flaky);
  ASSERT_EQ(ran.attempts("a"), 3U);
  EXPECT_EQ(ran.cases.at("a").attempts[0].result, Result::fail);
  EXPECT_EQ(ran.cases.at("a").attempts[2].result, Result::pass);
}

TEST(Retrying, EndsSomewhere) {
  Bench bench{Script{{"/a", {answer(500)}}}};
  bench.options.retry = 2;
  const Ran ran = bench.run({plain_case("a"), plain_case("b")});
  EXPECT_EQ(ran.result("a"), Result::fail);
  EXPECT_EQ(ran.attempts("a"), 3U);
  EXPECT_EQ(ran.attempts("b"), 1U);
}

TEST(Retrying, IsNotForKnownFailures) {
  Bench bench{Script{{"/a", {answer(500)}}}};
  bench.options.retry = 2;
  const Ran ran = bench.run({plain_case("a")}, {{"a", known_entry}});
  EXPECT_EQ(ran.result("a"), Result::known);
  EXPECT_EQ(ran.attempts("a"), 1U);
}

TEST(FailFast, SkipsWhatHasNotBegun) {
  Bench bench{Script{{"/b", {answer(500)}}}};
  bench.options.jobs = 1;
  bench.options.fail_fast = true;
  const Ran ran = bench.run({plain_case("a"), plain_case("b"), plain_case("c"), plain_case("d", {"b"})});
  EXPECT_EQ(ran.result("a"), Result::pass);
  EXPECT_EQ(ran.result("b"), Result::fail);
  EXPECT_EQ(ran.result("c"), Result::skip);
  EXPECT_EQ(ran.reason("c"), "not run: --fail-fast ended the run after b");
  EXPECT_EQ(ran.result("d"), Result::blocked);
}

TEST(FailFast, IsNotForKnownFailures) {
  Bench bench{Script{{"/a", {answer(500)}}}};
  bench.options.jobs = 1;
  bench.options.fail_fast = true;
  const Ran ran = bench.run({plain_case("a"), plain_case("b")}, {{"a", known_entry}});
  EXPECT_EQ(ran.result("b"), Result::pass);
}

TEST(BusyTargets, AreAskedAgainLater) {
  Bench bench{Script{{"/a", {answer(429, {{"Retry-After", "2"}}), answer(503), answer(200)}}}};
  const Ran ran = bench.run({plain_case("a")});
  EXPECT_EQ(ran.result("a"), Result::pass);
  EXPECT_EQ(ran.attempts("a"), 1U);
  ASSERT_EQ(bench.exchanger.sent.size(), 3U);
  EXPECT_EQ(bench.exchanger.sent[1].at - bench.exchanger.sent[0].at, milliseconds(2001));
  EXPECT_EQ(bench.exchanger.sent[2].at - bench.exchanger.sent[1].at, milliseconds(501));
}

TEST(BusyTargets, AreAnErrorInTheEnd) {
  Bench bench{Script{{"/a", {answer(503)}}}};
  const Ran ran = bench.run({plain_case("a")});
  EXPECT_EQ(ran.result("a"), Result::error);
  EXPECT_EQ(ran.reason("a"), "the target answered 503 4 times in a row: too busy to be judged");
  EXPECT_EQ(bench.exchanger.sent.size(), 4U);
  EXPECT_TRUE(bench.dead.empty());
}

/// Answers each request with 429, so many times in all.
FakeExchanger::Server limiting(int times, message::HeaderList headers) {
  return [left = times, headers = std::move(headers)](const http::Request&) mutable {
    return FakeExchanger::Answer{left-- > 0 ? answer(429, headers) : answer(200)};
  };
}

std::vector<suite::Case> plain_cases(int count) {
  std::vector<suite::Case> cases;
  for (int number = 0; number < count; ++number) cases.push_back(plain_case(std::to_string(number)));
  return cases;
}

TEST(RateLimits, MakeEverybodyWaitAndFewerAskAtOnce) {
  Bench bench{limiting(1, {{"Retry-After", "30"}})};
  bench.options.jobs = 4;
  const Ran ran = bench.run(plain_cases(12));
  EXPECT_TRUE(std::ranges::all_of(ran.cases, [](const auto& it) { return it.second.judged.result == Result::pass; }));
  const auto& sent = bench.exchanger.sent;
  ASSERT_EQ(sent.size(), 13U);
  const auto second_wave = std::ranges::find_if(sent, [&](const auto& it) { return it.at > sent[3].at; });
  EXPECT_EQ(second_wave - sent.begin(), 4);
  EXPECT_GE(second_wave->at - sent[0].at, milliseconds(30000));
}

TEST(RateLimits, AreNotRunAgainstForLong) {
  struct Row {
    message::HeaderList headers;
    std::size_t exchanges;
    std::string reason;
  };
  for (const auto& [headers, exchanges, reason] :
       {Row{{{"Retry-After", "3600"}},
            1,
            "the target answered 429 and asks to be left alone for more than a minute: too busy to be judged; --rate N "
            "stays below a limit on requests"},
        Row{{},
            128,
            "the target answered 429 4 times in a row: too busy to be judged; --rate N stays below a limit on "
            "requests"}}) {
    Bench bench{limiting(100000, headers)};
    bench.options.jobs = 1;
    const Ran ran = bench.run(plain_cases(100));
    EXPECT_EQ(ran.cases.size(), 100U);
    EXPECT_EQ(bench.exchanger.sent.size(), exchanges);
    EXPECT_EQ(ran.result("99"), Result::error);
    EXPECT_EQ(ran.reason("99"), reason);
    EXPECT_EQ(ran.attempts("99"), 0U);
  }
}

/// A server with one thread: it serves the connection that came first, and lets the others wait until that is closed.
class OneAtATime {
 public:
  explicit OneAtATime(const FakeExchanger*& exchanger) : exchanger_(&exchanger) {}

  FakeExchanger::Answer operator()(const http::Request&) {
    const bool has_room = served_ == 0 || (*exchanger_)->idle_closed > closed_before_;
    if (!has_room) return {no_answer(), milliseconds(10000)};
    closed_before_ = (*exchanger_)->idle_closed;
    ++served_;
    return {answer(200)};
  }

 private:
  const FakeExchanger** exchanger_;
  int served_ = 0;
  int closed_before_ = 0;
};

TEST(Targets, ThatTakeOneConnectionAtATimeAreJudgedOnOne) {
  const FakeExchanger* exchanger = nullptr;
  Bench bench{OneAtATime(exchanger)};
  exchanger = &bench.exchanger;
  bench.options.jobs = 3;
  const Ran ran = bench.run(plain_cases(8));
  for (const auto& [id, finished] : ran.cases) EXPECT_EQ(finished.judged.result, Result::pass) << id;
  EXPECT_TRUE(bench.dead.empty());
  const auto noted =
      std::ranges::count_if(ran.cases, [](const auto& it) { return !it.second.attempts.at(0).notes.empty(); });
  EXPECT_EQ(noted, 3);
}

TEST(Targets, ThatTakeOneConnectionAtATimeAreWaitedForOnce) {
  const FakeExchanger* exchanger = nullptr;
  Bench bench{OneAtATime(exchanger)};
  exchanger = &bench.exchanger;
  Liveness liveness(bench.exchanger, {}, "http://127.0.0.1:8080/control");
  const auto ask = [&] {
    bool needed_room = false;
    liveness.ask([&](const Liveness::Control& control) { needed_room = control.needed_room; });
    const auto asked = bench.exchanger.now();
    bench.exchanger.run();
    return std::pair(needed_room, bench.exchanger.now() - asked > milliseconds(1000));
  };
  EXPECT_EQ(ask(), std::pair(false, false));
  EXPECT_EQ(ask(), std::pair(true, true));
  EXPECT_EQ(ask(), std::pair(true, false));
}

struct ErrorPathRow {
  const char* label;
  std::vector<http::ExchangeResult> answers;
  Result expected;
  std::size_t sent;
};

class BusyErrorPath : public testing::TestWithParam<ErrorPathRow> {};

TEST_P(BusyErrorPath, IsJudgedByAStatusThatStays) {
  Bench bench{Script{{"/a", GetParam().answers}}};
  bench.context.error_path = "/a";
  EXPECT_EQ(bench.run({plain_case("a")}).result("a"), GetParam().expected);
  EXPECT_EQ(bench.exchanger.sent.size(), GetParam().sent);
}

INSTANTIATE_TEST_SUITE_P(Rows, BusyErrorPath,
                         testing::Values(ErrorPathRow{"unavailable_for_good", {answer(503)}, Result::fail, 4},
                                         ErrorPathRow{"unavailable_once", {answer(503), answer(200)}, Result::pass, 2},
                                         ErrorPathRow{"too_many_requests", {answer(429)}, Result::error, 4}),
                         [](const auto& row) { return std::string(row.param.label); });

// A limiter of rates says 503 of every path (nginx's limit_req does so unless told otherwise).
TEST(BusyTargets, AreNotBlamedForThePathOfErrors) {
  Bench bench{Script{{"/a", {answer(503)}}, {"/b", {answer(503), answer(200)}}}};
  bench.context.error_path = "/a";
  bench.options.jobs = 1;
  const Ran ran = bench.run({plain_case("b"), plain_case("a")});
  EXPECT_EQ(ran.result("b"), Result::pass);
  EXPECT_EQ(ran.result("a"), Result::error);
  EXPECT_TRUE(ran.reason("a").contains("too busy to be judged")) << ran.reason("a");
}

TEST(NoAnswer, IsNotWaitedForWhereNobodyLooksAtIt) {
  suite::Case subject = plain_case("a");
  subject.steps.insert(subject.steps.begin(), {suite::RawStep{"OPTIONS"}, {}});
  Bench bench{Script{}};
  EXPECT_EQ(bench.run({subject}).result("a"), Result::pass);
  EXPECT_EQ(bench.exchanger.sent.size(), 2U);
  EXPECT_EQ(bench.exchanger.brief_exchanges, 1);
}

// Among others it may have waited for a connection that was not served: alone it shows.
TEST(NoAnswer, AmongOthersIsAskedForOnceMoreAlone) {
  Bench bench{Script{{"/a", {no_answer()}}}};
  bench.options.jobs = 2;
  Ran ran = bench.run({plain_case("a"), plain_case("b")});
  EXPECT_EQ(ran.result("a"), Result::fail);
  EXPECT_EQ(std::ranges::count(bench.asked(), "/a"), 2);
  EXPECT_EQ(ran.attempts("a"), 1U);

  Bench crowded{Script{{"/a", {no_answer(), answer(200)}}}};
  crowded.options.jobs = 2;
  ran = crowded.run({plain_case("a"), plain_case("b")});
  EXPECT_EQ(ran.result("a"), Result::pass);
  ASSERT_EQ(ran.cases.at("a").attempts.at(0).notes.size(), 1U);
  EXPECT_TRUE(ran.cases.at("a").attempts.at(0).notes[0].contains("only when no other connection was open"));
  EXPECT_GE(crowded.exchanger.idle_closed, 1);
}

TEST(NoAnswer, OfTargetsThatNeverAnswerIsNotAskedForOverAndOver) {
  Bench bench{[](const http::Request& request) {
    return FakeExchanger::Answer{request.target == "/control" ? answer(200) : no_answer(), milliseconds(10000)};
  }};
  bench.options.jobs = 2;
  EXPECT_EQ(bench.run(plain_cases(20)).cases.size(), 20U);
  EXPECT_LE(std::ranges::count(bench.asked(), "/control"), 20 + 5);
}

TEST(NoAnswer, FailsACaseOfALivingTarget) {
  Bench bench{Script{{"/a", {no_answer()}}}};
  const Ran ran = bench.run({plain_case("a")});
  EXPECT_EQ(ran.result("a"), Result::fail);
  EXPECT_EQ(bench.asked(), (Names{"/a", "/control", "/a", "/control"}));
  const Attempt& attempt = ran.cases.at("a").attempts.at(0);
  ASSERT_EQ(attempt.failures.size(), 1U);
  EXPECT_EQ(attempt.failures[0].refused_by, "PF-17");
  ASSERT_EQ(attempt.exchanges.size(), 2U);
  EXPECT_EQ(attempt.exchanges[1].purpose, "control");
  EXPECT_EQ(attempt.exchanges[1].url, "http://127.0.0.1:8080/control");
  EXPECT_EQ(attempt.exchanges[1].status, 200);
  EXPECT_FALSE(bench.exchanger.sent[1].request.headers.contains("Origin"));
  EXPECT_TRUE(attempt.notes.empty());
}

TEST(NoAnswer, OfATargetThatComesBackFailsTheCase) {
  Bench bench{Script{{"/a", {no_answer()}}, {"/control", {no_answer(), no_answer(), answer(404)}}}};
  const Ran ran = bench.run({plain_case("a"), plain_case("b")});
  EXPECT_EQ(ran.result("a"), Result::fail);
  EXPECT_TRUE(bench.dead.empty());
  EXPECT_EQ(ran.result("b"), Result::pass);
}

TEST(NoAnswer, OfADeadTargetIsAnErrorForAllThatFollow) {
  Bench bench{Script{{"/a", {no_answer()}}, {"/b", {no_answer()}}, {"/control", {no_answer()}}}};
  bench.options.jobs = 2;
  bench.options.retry = 3;
  const Ran ran = bench.run({plain_case("a"), plain_case("b"), plain_case("c"), plain_case("d", {"a"})});
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_EQ(ran.result(id), Result::error) << id;
    EXPECT_EQ(ran.reason(id),
              "the target is not alive: a plain GET /control got no answer (timed out: no byte for 10 s)")
        << id;
  }
  EXPECT_TRUE(ran.cases.at("a").attempts.at(0).failures.empty());
  EXPECT_EQ(ran.attempts("c"), 0U);
  EXPECT_EQ(ran.result("d"), Result::blocked);
  EXPECT_FALSE(bench.dead.empty());
  // One question for both, asked three times.
  EXPECT_EQ(std::ranges::count(bench.asked(), "/control"), 3);
}

TEST(NoAnswer, OfATargetThatWeStartedSaysHowItEnded) {
  Bench bench{Script{{"/a", {no_answer()}}, {"/control", {no_answer()}}}};
  bench.options.target_ended = [] { return std::optional<std::string>("exited with status 134"); };
  EXPECT_EQ(bench.run({plain_case("a")}).reason("a"), "the target is not alive: it exited with status 134");
}

TEST(Interrupting, KeepsWhatIsFinished) {
  Bench bench{[](const http::Request& request) -> FakeExchanger::Answer {
    return {answer(200), request.target == "/slow" ? milliseconds{60000} : milliseconds{1}};
  }};
  int asked = 0;
  bench.options.interrupted = [&asked] { return ++asked == 3; };
  const Ran ran = bench.run({plain_case("a"), plain_case("slow")});
  EXPECT_TRUE(bench.interrupted);
  EXPECT_EQ(ran.order, Names{"a"});
  EXPECT_EQ(bench.exchanger.now(), FakeExchanger::Clock::time_point(milliseconds(150)));
}

TEST(Interrupting, IsNotWaitedForAtTheEnd) {
  Bench bench{Script{}};
  bench.options.interrupted = [] { return false; };
  bench.run({plain_case("a")});
  EXPECT_FALSE(bench.interrupted);
  EXPECT_EQ(bench.exchanger.now(), FakeExchanger::Clock::time_point(milliseconds(1)));
}

TEST(Weighing, IsDoneWithTheSchedulesWeights) {
  suite::Case subject = plain_case("a");
  subject.steps[0].expect[0].level = suite::Level::should;
  for (const suite::Level level : {suite::Level::must, suite::Level::should}) {
    Bench bench{Script{{"/a", {answer(500)}}}};
    bench.options.weights.gate_level = level;
    const Ran ran = bench.run({subject});
    EXPECT_EQ(ran.result("a"), level == suite::Level::must ? Result::pass : Result::fail);
    EXPECT_EQ(ran.cases.at("a").attempts.at(0).failures.size(), 1U);
  }
}

}  // namespace
}  // namespace corspec::run
