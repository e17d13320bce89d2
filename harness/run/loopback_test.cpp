#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "run/free_port.hpp"
#include "run/gate.hpp"
#include "run/loopback_fixture.hpp"

namespace corspec::run {
namespace {

TEST_F(LoopbackTest, AGoodServerPasses) {
  const HostileServer server(good);
  target(server);
  const Report report = run();
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].result, Result::pass);
  EXPECT_EQ(report.results[0].id, "granted/put");
  EXPECT_EQ(report.results[0].engine, "spec");
  EXPECT_EQ(report.targets[0].server, "scripted/1");
  EXPECT_EQ(count_exchanges(report), 1U);
  EXPECT_TRUE(report.info.complete);
  EXPECT_EQ(report.info.case_set_hash.size(), 64U);
  ASSERT_EQ(report.rules.size(), 1U);
  EXPECT_EQ(report.rules[0].id, "PF-5");
  EXPECT_EQ(gate(report), ExitCode::as_expected);
  EXPECT_EQ(recorder_.expected, 1);
  EXPECT_EQ(recorder_.ids, std::vector<std::string>{"granted/put"});
  const std::vector<std::string> heads = server.heads();
  ASSERT_EQ(heads.size(), 2U);
  EXPECT_TRUE(heads[0].starts_with("GET /r HTTP/1.1\r\nHost: 127.0.0.1:")) << heads[0];
  EXPECT_TRUE(heads[1].starts_with("OPTIONS /r HTTP/1.1\r\nHost: 127.0.0.1:")) << heads[1];
  EXPECT_NE(heads[1].find("\r\nUser-Agent: corspec/"), std::string::npos);
}

// A preflight that only `-H` makes necessary says nothing of the server.
TEST_F(LoopbackTest, AHeaderOfTheUsersOwnIsNobodysFault) {
  const HostileServer server(
      testing::answer_each("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://foo.example\r\n"
                           "Access-Control-Allow-Headers: x-key\r\nContent-Length: 0\r\n\r\n"));
  target(server);
  options_.cases = {write("simple.json", suite("simple", R"([
      { "id": "simple/get", "title": "t", "why": "w", "rules": ["NEED-7"],
        "steps": [ { "fetch": { "origin": "https://foo.example" },
                     "expect": { "verdict": "allow", "preflight": "not-needed" } } ] } ])"))};
  options_.profiles = {write("profile.json", R"({ "version": 1, "name": "p",
      "origins": { "allowed": ["https://foo.example"] }, "request_headers": { "allowed": ["x-key"] } })")};
  options_.author_headers = {{"X-Key", "1"}};
  const Report report = run();
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].result, Result::pass);
  EXPECT_TRUE(server.heads()[1].starts_with("OPTIONS /r ")) << server.heads()[1];
}

// PFQ-19: what answers 421 on one connection may be the right server on another.
TEST_F(LoopbackTest, AMisdirectedPreflightIsTriedOnANewConnection) {
  HostileServerOptions options;
  options.scripts = {good, testing::answer_each("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n"), good};
  const HostileServer server(options);
  target(server);
  EXPECT_EQ(gate(run()), ExitCode::as_expected);
  EXPECT_EQ(server.connections(), 3U);
}

TEST_F(LoopbackTest, OverTlsWithACertificateToTrust) {
  const testing::CertificateAuthority authority("corspec test");
  HostileServerOptions secure;
  secure.scripts = {good};
  secure.certificate = authority.issue({"127.0.0.1", {}, {"127.0.0.1"}});
  const HostileServer server(secure);
  options_.targets = {"https://127.0.0.1:" + std::to_string(server.port()) + "/r"};

  const Report distrusted = run();
  EXPECT_FALSE(distrusted.targets[0].reachable);
  EXPECT_NE(distrusted.targets[0].unreachable_reason.find("certificate"), std::string::npos)
      << distrusted.targets[0].unreachable_reason;

  options_.network.tls.ca_file = write("ca.pem", authority.pem());
  EXPECT_EQ(gate(run()), ExitCode::as_expected);
  options_.network.tls.ca_file.clear();
  options_.network.tls.verify = false;
  EXPECT_EQ(gate(run()), ExitCode::as_expected);
}

TEST_F(LoopbackTest, OverAUnixSocket) {
  HostileServerOptions local;
  local.scripts = {good};
  local.unix_socket = (folder_ / "socket").string();
  const HostileServer server(local);
  options_.targets = {"http://api.example/r"};
  options_.network.unix_socket = local.unix_socket;
  EXPECT_EQ(gate(run()), ExitCode::as_expected);
  ASSERT_FALSE(server.heads().empty());
  EXPECT_TRUE(server.heads()[0].starts_with("GET /r HTTP/1.1\r\nHost: api.example\r\n")) << server.heads()[0];
}

TEST_F(LoopbackTest, UnderTheHostOfAProfile) {
  const HostileServer server(good);
  target(server);
  options_.profiles = {
      write("profile.json", R"({ "version": 1, "name": "p", "at": { "host": "api.example", "path_prefix": "/v1" } })")};
  EXPECT_EQ(gate(run()), ExitCode::as_expected);
  for (const std::string& head : server.heads()) {
    EXPECT_NE(head.find(" /v1 HTTP/1.1\r\nHost: api.example:" + std::to_string(server.port())), std::string::npos)
        << head;
  }
}

TEST_F(LoopbackTest, NobodyListening) {
  const auto port = free_port();
  ASSERT_TRUE(port.has_value());
  options_.targets = {url(*port)};
  const Report report = run();
  EXPECT_TRUE(report.results.empty());
  EXPECT_FALSE(report.targets[0].reachable);
  EXPECT_NE(report.targets[0].unreachable_reason.find("refused"), std::string::npos)
      << report.targets[0].unreachable_reason;
  EXPECT_TRUE(recorder_.messages.empty());
  EXPECT_EQ(gate(report), ExitCode::unreachable);
}

TEST_F(LoopbackTest, ListeningButNotSpeakingHttp) {
  const HostileServer server(Script{step::Send{"220 mail.example ESMTP\r\n"}, step::AwaitClose{}});
  target(server);
  const Report report = run();
  EXPECT_FALSE(report.targets[0].reachable);
  EXPECT_NE(report.targets[0].unreachable_reason.find("accepts connections, but"), std::string::npos)
      << report.targets[0].unreachable_reason;
}

TEST_F(LoopbackTest, DyingInBetween) {
  HostileServerOptions scripts;
  scripts.scripts = {good, {step::Reset{}}};
  const HostileServer server(scripts);
  target(server);
  const Report report = run();
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].result, Result::error);
  EXPECT_FALSE(report.targets[0].reachable);
  EXPECT_EQ(gate(report), ExitCode::unreachable);
}

TEST_F(LoopbackTest, TwoTargetsUnderTwoProfilesInOrder) {
  const HostileServer first(good);
  const HostileServer second(testing::answer_each("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
  options_.targets = {url(first.port()), url(second.port())};
  options_.profiles = {
      write("profiles.json", R"({ "version": 1, "profiles": [ { "name": "one" }, { "name": "two" } ] })")};
  options_.engines = {"spec", "chromium", "spec"};
  const Report report = run();
  std::vector<std::string> keys;
  for (const CaseResult& result : report.results) {
    keys.push_back((result.target == options_.targets[0] ? "1 " : "2 ") + result.profile + " " + result.engine + " " +
                   std::string(name(result.result)));
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"1 one spec pass", "1 one chromium pass", "1 two spec pass",
                                            "1 two chromium pass", "2 one spec fail", "2 one chromium fail",
                                            "2 two spec fail", "2 two chromium fail"}));
  EXPECT_EQ(report.info.engine, "spec,chromium");
  EXPECT_EQ(gate(report), ExitCode::failures);
}

TEST_F(LoopbackTest, SecretsStayOutOfTheReport) {
  ASSERT_EQ(setenv("CORSPEC_TEST_COOKIE", "session=very-secret-cookie", 1), 0);
  HostileServerOptions scripts;
  scripts.scripts = {
      testing::answer_each("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 44\r\n\r\n"
                           "very-secret-cookie very-secret-key-of-author")};
  const HostileServer server(scripts);
  target(server);
  options_.profiles = {write("profile.json", R"({ "version": 1, "name": "p", "request_credentials": [
      { "header": "Cookie", "environment": "CORSPEC_TEST_COOKIE" } ] })")};
  options_.cases = {write("secret.json", suite("secret", R"([
      { "id": "secret/get", "title": "t", "why": "w", "rules": ["CORS-CHECK-4"],
        "steps": [ { "fetch": { "origin": "https://foo.example", "credentials": "include" }, "expect": { "verdict": "allow" } } ] } ])"))};
  options_.transport_headers = {{"X-Api-Key", "very-secret-key-of-author"}};
  options_.command_line = {"corspec", "run", "--transport-header", "X-Api-Key: very-secret-key-of-author"};
  const Report report = run();
  ASSERT_EQ(report.results.size(), 1U);
  ASSERT_EQ(report.results[0].attempts.size(), 1U);
  ASSERT_EQ(report.results[0].attempts[0].exchanges.size(), 1U);
  const RecordedExchange& exchange = report.results[0].attempts[0].exchanges[0];
  EXPECT_NE(server.heads().back().find("Cookie: session=very-secret-cookie"), std::string::npos);
  for (const std::string& text : {exchange.sent, exchange.body, exchange.reproduce, report.info.command_line[3]}) {
    EXPECT_EQ(text.find("very-secret"), std::string::npos) << text;
    EXPECT_NE(text.find("$CORSPEC_"), std::string::npos) << text;
  }
}

TEST_F(LoopbackTest, CtrlCKeepsWhatIsFinished) {
  HostileServerOptions scripts;
  scripts.scripts = {good, good, {step::ReadHead{}, step::AwaitClose{}}};
  const HostileServer server(scripts);
  target(server);
  options_.network.deadlines = {};
  options_.jobs = 1;
  options_.cases = {write("two.json", suite("two", R"([
      { "id": "two/a", "title": "t", "why": "w", "rules": ["PF-5"],
        "steps": [ { "preflight": { "origin": "https://foo.example", "method": "PUT" }, "expect": { "verdict": "allow" } } ] },
      { "id": "two/b", "title": "t", "why": "w", "rules": ["PF-5"],
        "steps": [ { "raw": { "bytes": "OPTIONS / HTTP/1.1\r\n" }, "expect": { "status": 400 } } ] } ])"))};
  recorder_.on_each = [] { raise(SIGINT); };
  const auto started = std::chrono::steady_clock::now();
  const Report report = run();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(8));
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].id, "two/a");
  EXPECT_FALSE(report.info.complete);
  EXPECT_EQ(report.info.broken_off, interrupted_by_user);
  EXPECT_EQ(gate(report), ExitCode::interrupted);
}

TEST_F(LoopbackTest, ACommandThatEndsEarlyIsSaidToHaveDoneSo) {
  options_.exec = "exit 3";
  options_.exec_log = folder_ / "log";
  options_.targets = {"http://127.0.0.1:{port}/"};
  options_.wait_for_target = std::chrono::seconds{20};
  const auto started = std::chrono::steady_clock::now();
  const Report report = run();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
  EXPECT_EQ(report.targets[0].unreachable_reason,
            "the command that starts it exited with status 3 before the target answered");
  EXPECT_EQ(report.targets[0].url.find("{port}"), std::string::npos);
}

constexpr const char* granting_server = R"(
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.send_header('Access-Control-Allow-Origin', 'https://foo.example')
        self.send_header('Access-Control-Allow-Methods', 'PUT')
        self.end_headers()
        if self.command == 'OPTIONS' and 'dies' in sys.argv:
            self.wfile.flush()
            os._exit(3)
    do_OPTIONS = do_GET
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
)";

TEST_F(LoopbackTest, ACommandThatEndsDuringTheRunIsNotPassed) {
  options_.targets = {"http://127.0.0.1:{port}/"};
  options_.exec = "exec python3 " + write("serve.py", granting_server).string() + " {port} dies";
  options_.exec_log = folder_ / "log";
  recorder_.on_each = [] { std::this_thread::sleep_for(std::chrono::milliseconds{500}); };
  const Report report = run();
  EXPECT_EQ(report.targets[0].unreachable_reason,
            "the command that starts it exited with status 3 before the run was over");
  EXPECT_EQ(gate(report), ExitCode::unreachable);
}

TEST_F(LoopbackTest, ACommandIsNotStartedWhereSomethingListensAlready) {
  const HostileServer server(good);
  target(server);
  options_.exec = "touch " + (folder_ / "started").string() + "; exec sleep 600";
  const Report report = run();
  EXPECT_EQ(report.info.broken_off, "something already listens on 127.0.0.1:" + std::to_string(server.port()) +
                                        ", so it is not what --exec starts");
  EXPECT_EQ(gate(report), ExitCode::unreachable);
  EXPECT_TRUE(report.results.empty());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "started"));
}

TEST_F(LoopbackTest, ACommandIsWaitedForAndStopped) {
  options_.targets = {"http://127.0.0.1:{port}/"};
  const std::filesystem::path pid_file = folder_ / "pid";
  options_.exec =
      "echo $$ > " + pid_file.string() + "; exec python3 " + write("serve.py", granting_server).string() + " {port}";
  options_.exec_log = folder_ / "log";
  pid_t pid = 0;
  recorder_.on_each = [&] {
    while (pid == 0) std::ifstream(pid_file) >> pid;
    EXPECT_EQ(kill(pid, 0), 0);
  };
  const Report report = run();
  EXPECT_EQ(gate(report), ExitCode::as_expected);
  ASSERT_NE(pid, 0);
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(LoopbackTest, RecordsPassingCasesOnlyWhenAsked) {
  const HostileServer server(good);
  target(server);
  EXPECT_TRUE(run().results[0].attempts.at(0).exchanges.empty());
  options_.record = Record::all;
  EXPECT_EQ(run().results[0].attempts.at(0).exchanges.size(), 1U);
}

TEST_F(LoopbackTest, NothingSelectedIsNothingRun) {
  const HostileServer server(good);
  target(server);
  options_.selection.run = {"no/such/case"};
  const Report report = run();
  EXPECT_TRUE(report.results.empty());
  EXPECT_EQ(server.connections(), 0U);
  EXPECT_EQ(gate(report), ExitCode::nothing_run);
  options_.selection.shard = {1, 2};
  EXPECT_EQ(gate(run()), ExitCode::nothing_run);
}

}  // namespace
}  // namespace corspec::run
