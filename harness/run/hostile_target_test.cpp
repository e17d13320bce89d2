#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/gate.hpp"
#include "run/loopback_fixture.hpp"

/// No answer of a server, however odd, hangs or breaks a run.
namespace corspec::run {
namespace {

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
  // What brings no byte is asked for once more: others of the run may have left no room for it.
  scripts.scripts = {good, GetParam().script, good, GetParam().script, good};
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

}  // namespace
}  // namespace corspec::run
