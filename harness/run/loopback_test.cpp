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
#include "run/run.hpp"
#include "testing/hostile_server.hpp"

/// Whole runs over real sockets: no answer of a server, however odd, hangs or breaks a run.
namespace corspec::run {
namespace {

using testing::HostileServer;
using testing::HostileServerOptions;
using testing::Script;
namespace step = testing::step;

class Recorder final : public Observer {
 public:
  void on_start(const Report& report, int expected_results) override {
    expected = expected_results;
    targets = report.targets.size();
  }
  void on_result(const CaseResult& result) override {
    ids.push_back(result.id);
    if (on_each) on_each();
  }
  void on_message(std::string_view message) override { messages.emplace_back(message); }

  int expected = -1;
  std::size_t targets = 0;
  std::vector<std::string> ids;
  std::vector<std::string> messages;
  std::function<void()> on_each;
};

constexpr std::string_view granting =
    "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: https://foo.example\r\n"
    "Access-Control-Allow-Methods: PUT\r\nServer: scripted/1\r\n\r\n";

const Script good = testing::answer_each(std::string(granting));

/// A case that sends one preflight for PUT, in a folder of the test's own.
class LoopbackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "corspec-run-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    options_.cases = {write("granted.json", suite("granted", R"([
      { "id": "granted/put", "title": "t", "why": "w", "rules": ["PF-5"],
        "steps": [ { "preflight": { "origin": "https://foo.example", "method": "PUT" }, "expect": { "verdict": "allow" } } ] } ])"))};
    options_.network.deadlines = {std::chrono::milliseconds{2000}, std::chrono::milliseconds{300},
                                  std::chrono::milliseconds{600}};
    options_.network.limits.head = 64 * 1024;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }

  [[nodiscard]] static std::string suite(const std::string& name, const std::string& cases) {
    return R"({ "version": 1, "suite": ")" + name + R"(", "title": "t", "about": "a", "cases": )" + cases + "}";
  }

  void target(const HostileServer& server) { options_.targets = {url(server.port())}; }

  [[nodiscard]] static std::string url(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port) + "/r"; }

  Report run() {
    auto report = run::run(options_, recorder_);
    EXPECT_TRUE(report.has_value()) << (report ? "" : report.error().front());
    return report ? *std::move(report) : Report{};
  }

  RunOptions options_;
  Recorder recorder_;
  std::filesystem::path folder_;
};

TEST_F(LoopbackTest, AGoodServerPasses) {
  const HostileServer server(good);
  target(server);
  const Report report = run();
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].result, Result::pass);
  EXPECT_EQ(report.results[0].id, "granted/put");
  EXPECT_EQ(report.results[0].engine, "spec");
  EXPECT_EQ(report.targets[0].server, "scripted/1");
  EXPECT_EQ(report.info.exchanges, 2U);
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

struct HostileRow {
  const char* name;
  Script script;  ///< of the connection that the case uses; before and after it the server is good
  Result result;
  std::string error = {};  ///< part of the record's
};

std::ostream& operator<<(std::ostream& out, const HostileRow& row) {
  return out << row.name;
}

class HostileTest : public LoopbackTest, public ::testing::WithParamInterface<HostileRow> {};

TEST_P(HostileTest, FailsTheCaseAndNothingElse) {
  HostileServerOptions scripts;
  scripts.scripts = {good, GetParam().script, good};
  const HostileServer server(scripts);
  target(server);
  const Report report = run();
  ASSERT_EQ(report.results.size(), 1U);
  const CaseResult& result = report.results[0];
  EXPECT_EQ(result.result, GetParam().result) << result.reason;
  EXPECT_TRUE(report.targets[0].reachable);
  EXPECT_EQ(gate(report), GetParam().result == Result::pass ? ExitCode::as_expected : ExitCode::failures);
  if (GetParam().error.empty()) return;
  ASSERT_EQ(result.attempts.size(), 1U);
  const auto& exchanges = result.attempts[0].exchanges;
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_NE(exchanges[0].error.find(GetParam().error), std::string::npos) << exchanges[0].error;
  EXPECT_EQ(exchanges[1].purpose, "control");
  EXPECT_EQ(exchanges[1].status, 204);
  ASSERT_EQ(result.attempts[0].failures.size(), 1U);
  EXPECT_EQ(result.attempts[0].failures[0].refused_by, "PF-17");
}

Script after_head(std::vector<testing::Step> steps) {
  Script script{step::ReadHead{}};
  script.insert(script.end(), steps.begin(), steps.end());
  return script;
}

Script says(std::string bytes) {
  return after_head({step::Send{std::move(bytes)}, step::Close{}});
}

INSTANTIATE_TEST_SUITE_P(
    Answers, HostileTest,
    ::testing::Values(
        HostileRow{"closes_at_once", {step::Close{}}, Result::fail, "clos"},
        HostileRow{"closes_after_the_request", after_head({step::Close{}}), Result::fail, "clos"},
        HostileRow{"resets", after_head({step::Reset{}}), Result::fail, "reset"},
        HostileRow{"says_nothing", after_head({step::AwaitClose{}}), Result::fail, "timed out"},
        HostileRow{"stops_in_the_status_line", says("HTTP/1.1 20"), Result::fail, "clos"},
        HostileRow{"stops_in_the_head", says("HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n"),
                   Result::fail, "clos"},
        HostileRow{"hangs_in_the_head", after_head({step::Send{"HTTP/1.1 204 No Content\r\n"}, step::AwaitClose{}}),
                   Result::fail, "timed out"},
        HostileRow{"is_no_http", says("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2\r\n\r\n\r\n"), Result::fail, "not HTTP"},
        HostileRow{"endless_head",
                   after_head({step::Send{"HTTP/1.1 204 No Content\r\n"}, step::SendForever{"X-A: b\r\n"}}),
                   Result::fail, "too large"},
        HostileRow{"endless_line",
                   after_head({step::Send{"HTTP/1.1 204 No Content\r\nX: "}, step::SendForever{"aaaaaaaaaaaaaaaa"}}),
                   Result::fail, "too large"},
        HostileRow{"endless_interim", after_head({step::SendForever{"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"}}),
                   Result::fail, "too large"},
        HostileRow{"denies", says("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), Result::fail},
        HostileRow{"interim_first",
                   after_head({step::Send{"HTTP/1.1 100 Continue\r\n\r\n" + std::string(granting)}, step::Close{}}),
                   Result::pass},
        HostileRow{"endless_body",
                   after_head({step::Send{"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://foo.example\r\n"
                                          "Access-Control-Allow-Methods: PUT\r\n\r\n"},
                               step::SendForever{std::string(4096, 'x')}}),
                   Result::pass},
        HostileRow{"body_that_never_comes",
                   after_head({step::Send{"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://foo.example\r\n"
                                          "Access-Control-Allow-Methods: PUT\r\nContent-Length: 5\r\n\r\n"},
                               step::AwaitClose{}}),
                   Result::pass},
        HostileRow{"bare_line_feeds",
                   says("HTTP/1.1 204\nAccess-Control-Allow-Origin: https://foo.example\nAccess-Control-Allow-Methods: "
                        "PUT\n\n"),
                   Result::pass}),
    [](const auto& row) { return std::string(row.param.name); });

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
  options_.engines = {"spec", "chromium"};
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

struct BadRow {
  const char* name;
  std::function<void(RunOptions&, const std::filesystem::path&)> spoil;
  std::string says;
};

std::ostream& operator<<(std::ostream& out, const BadRow& row) {
  return out << row.name;
}

class BadConfiguration : public LoopbackTest, public ::testing::WithParamInterface<BadRow> {};

TEST_P(BadConfiguration, IsSaidBeforeAnythingIsSent) {
  const HostileServer server(good);
  target(server);
  write("empty.txt", "# nothing\n");
  write("bad.json", "{ \"version\": 1, ");
  GetParam().spoil(options_, folder_);
  const auto report = run::run(options_, recorder_);
  ASSERT_FALSE(report.has_value());
  std::string all;
  for (const std::string& error : report.error()) all += error + "\n";
  EXPECT_NE(all.find(GetParam().says), std::string::npos) << all;
  EXPECT_EQ(recorder_.expected, -1);
  EXPECT_EQ(server.connections(), 0U);
}

using Path = std::filesystem::path;

INSTANTIATE_TEST_SUITE_P(
    Rows, BadConfiguration,
    ::testing::Values(
        BadRow{"no_target", [](RunOptions& it, const Path&) { it.targets.clear(); }, "no target"},
        BadRow{"bad_target", [](RunOptions& it, const Path&) { it.targets = {"ftp://a/"}; }, "ftp://a/"},
        BadRow{"bad_resolve", [](RunOptions& it, const Path&) { it.network.resolve = {"a"}; }, "--resolve a"},
        BadRow{"no_such_cases", [](RunOptions& it, const Path& folder) { it.cases = {folder / "none"}; }, "none"},
        BadRow{"broken_cases", [](RunOptions& it, const Path& folder) { it.cases = {folder / "bad.json"}; },
               "bad.json:1:"},
        BadRow{"no_such_profile", [](RunOptions& it, const Path& folder) { it.profiles = {folder / "none"}; }, "none"},
        BadRow{"broken_profile", [](RunOptions& it, const Path& folder) { it.profiles = {folder / "bad.json"}; },
               "bad.json:1:"},
        BadRow{"no_such_known_file", [](RunOptions& it, const Path& folder) { it.known_failing = {folder / "none"}; },
               "none"},
        BadRow{"no_such_pattern_file",
               [](RunOptions& it, const Path& folder) { it.selection.run = {"@" + (folder / "none").string()}; },
               "none"},
        BadRow{"pattern_file_without_patterns",
               [](RunOptions& it, const Path& folder) { it.selection.run = {"@" + (folder / "empty.txt").string()}; },
               "--run"},
        BadRow{"no_such_engine", [](RunOptions& it, const Path&) { it.engines = {"lynx"}; }, "lynx"},
        BadRow{"transport_header_of_the_cases",
               [](RunOptions& it, const Path&) { it.transport_headers = {{"origin", "https://a.example"}}; },
               "--transport-header origin: "},
        BadRow{"no_jobs", [](RunOptions& it, const Path&) { it.jobs = 0; }, "--jobs"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(LoopbackTest, ASecretThatIsNotSetIsNamed) {
  ASSERT_EQ(unsetenv("CORSPEC_TEST_UNSET"), 0);
  options_.targets = {"http://127.0.0.1:1/"};
  options_.profiles = {write("profile.json", R"({ "version": 1, "name": "p", "request_credentials": [
      { "header": "Cookie", "environment": "CORSPEC_TEST_UNSET" } ] })")};
  const auto report = run::run(options_, recorder_);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().front(),
            "profile `p` takes Cookie from the environment variable CORSPEC_TEST_UNSET, which is not set");
}

TEST_F(LoopbackTest, TellsWhatBrowsersDropAndWhatIsListedInVain) {
  const HostileServer server(good);
  target(server);
  options_.author_headers = {{"Cookie", "a=b"}};
  options_.known_failing = {write("known.txt", "granted/pu # a slip of the pen\n")};
  run();
  ASSERT_EQ(recorder_.messages.size(), 2U);
  EXPECT_TRUE(recorder_.messages[0].starts_with("-H Cookie: no page can set this header")) << recorder_.messages[0];
  EXPECT_NE(recorder_.messages[1].find("known.txt:1: no case goes by granted/pu"), std::string::npos)
      << recorder_.messages[1];
}

}  // namespace
}  // namespace corspec::run
