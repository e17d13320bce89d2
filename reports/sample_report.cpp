#include "reports/sample_report.hpp"

#include <string>
#include <utility>

namespace corspec::reports {
namespace {

using run::Result;

run::RecordedExchange exchange(const std::string& allowed_methods) {
  return {.step = 0,
          .purpose = "preflight",
          .method = "OPTIONS",
          .url = "http://127.0.0.1:8080/resource/foo",
          .sent = "OPTIONS /resource/foo HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nOrigin: https://foo.example\r\n\r\n",
          .head = "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Methods: " + allowed_methods + "\r\n\r\n",
          .status = 204,
          .started = recorded::parse_timestamp("2026-11-23T12:00:00.128Z"),
          .duration = std::chrono::microseconds(250),
          .reproduce = "curl -i -X OPTIONS -H 'Origin: https://foo.example' http://127.0.0.1:8080/resource/foo"};
}

run::CheckFailure failure(std::string seen) {
  return {.rules = {"METH-2", "PF-5"},
          .refused_by = "PF-5",
          .what = "The preflight for PUT from https://foo.example is refused.",
          .field = "Access-Control-Allow-Methods",
          .expected = "a list with `PUT`, or `*`",
          .seen = std::move(seen)};
}

run::CaseResult result(std::string id, Result outcome, std::string reason, std::vector<run::CheckFailure> failures) {
  run::CaseResult made;
  made.target = "http://127.0.0.1:8080/";
  made.profile = "allowlist";
  made.id = "preflight/method/" + id;
  made.engine = "spec";
  made.suite = "preflight/method";
  made.title = "A method of the policy is granted";
  made.why = "Methods are case-sensitive: a browser blocks PUT when only `put` is listed.";
  made.rules = {"PF-5", "METH-2"};
  made.result = outcome;
  made.reason = std::move(reason);
  if (outcome == Result::skip || outcome == Result::blocked) return made;
  run::Attempt attempt;
  if (!failures.empty()) attempt.result = outcome == Result::accepted ? Result::accepted : Result::fail;
  attempt.failures = std::move(failures);
  if (!attempt.failures.empty()) attempt.exchanges.push_back(exchange(attempt.failures.front().seen));
  attempt.exchange_count = 2;
  attempt.duration = std::chrono::microseconds(300);
  made.attempts.push_back(std::move(attempt));
  return made;
}

}  // namespace

run::Report sample_report(std::string_view hostile_bytes) {
  const std::string hostile(hostile_bytes);
  run::Report report;
  report.info = {.tool_version = "0.1.0",
                 .case_set_hash = "0123abcd",
                 .standard_date = "2026-07-02",
                 .started = "2026-11-23T12:00:00Z",
                 .command_line = {"corspec", "run", "http://127.0.0.1:8080/", "-H", "X-A: " + hostile},
                 .transport_headers = {"X-Gateway"},
                 .gate_level = suite::Level::must,
                 .engine = "spec",
                 .baseline = "2026-11-01T09:00:00Z",
                 .complete = true,
                 .broken_off = {},
                 .duration = std::chrono::microseconds(310000)};
  report.claim = {.implementation = "Example server",
                  .version = "1.2",
                  .organisation = "Beispiel & Söhne",
                  .url = "https://server.example/",
                  .contact = "cors@server.example"};
  report.targets = {{.url = "http://127.0.0.1:8080/",
                     .profiles = {"allowlist"},
                     .server = hostile,
                     .reachable = true,
                     .unreachable_reason = {}}};
  report.rules = {{"PF-5", "The method is listed.", "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0"},
                  {"METH-2", "Six names are normalised.", "https://fetch.spec.whatwg.org/#concept-method-normalize"}};
  run::CaseResult spoken_by_target = result("hostile", Result::fail, "", {failure(hostile)});
  spoken_by_target.attempts.back().notes = {hostile};
  spoken_by_target.attempts.back().exchanges.back().body = hostile;
  spoken_by_target.attempts.back().exchanges.back().error = hostile;
  spoken_by_target.attempts.back().exchanges.back().findings = {"(Age: " + hostile + ")"};
  run::CheckFailure should = failure("GET");
  should.level = suite::Level::should;
  should.kind = suite::Kind::efficiency;
  should.flags = {"short-max-age"};
  should.gating = false;
  should.what = "Max-Age is short.";
  run::CheckFailure accepted = failure("GET");
  accepted.accepted = true;
  run::CheckFailure absent = failure("");
  absent.absent = true;
  report.results = {
      result("granted", Result::pass, "", {}),
      result("economical", Result::pass, "", {should}),
      result("unsafelisted/method:1", Result::fail, "", {failure("GET, put")}),
      result("unsafelisted/method:2", Result::fail, "", {failure("GET, put")}),
      std::move(spoken_by_target),
      result("nothing", Result::fail, "", {absent}),
      result("custom", Result::skip, "the profile names no other method (methods.allowed)", {}),
      result("dead", Result::error, "the target is not alive: connection refused", {}),
      result("dependent", Result::blocked, "preflight/method/unsafelisted/method:1 failed", {}),
      result("taken", Result::accepted, "the profile accepts short-max-age", {accepted}),
      result("listed", Result::known, "waiting for the new proxy", {failure("GET")}),
      result("mended", Result::fixed, "listed as known, but passes", {}),
      result("shaky", Result::flaky, "passed on attempt 2", {}),
  };
  report.results[0].before = Result::fail;
  report.results[2].before = Result::pass;
  report.results[6].before = Result::fail;
  report.sessions = {{.target = "http://127.0.0.1:8080/",
                      .profile = "allowlist",
                      .id = "sessions/typical/dashboard",
                      .title = "A dashboard asks again",
                      .why = "Every preflight is a round trip.",
                      .requests = 20,
                      .costs = {{.engine = "spec", .preflights = 9, .if_kept = 2, .unmeasured = {}},
                                {.engine = "chromium", .preflights = 9, .if_kept = {}, .unmeasured = {}},
                                {.engine = "firefox", .if_kept = {}, .unmeasured = hostile}}}};
  // Nothing came that METH-2 is about.
  report.results.front().attempts.front().unjudged = {"METH-2"};
  run::Attempt first;
  first.result = Result::fail;
  first.failures = {failure("GET")};
  first.exchanges = {exchange("GET")};
  report.results.back().attempts.insert(report.results.back().attempts.begin(), first);
  return report;
}

run::Report sample_report() {
  using std::string_view_literals::operator""sv;
  return sample_report("</script>\x1b[31m\"'&\x00\xff]]>\r\n"sv);
}

}  // namespace corspec::reports
