#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client.hpp"
#include "testing/hostile_server.hpp"
#include "testing/loopback.hpp"
#include "testing/row_name.hpp"

namespace corspec::http {
namespace {

using corspec::testing::answer_each;
using corspec::testing::generous_deadlines;
using corspec::testing::get;
using corspec::testing::HostileServer;
using corspec::testing::loopback_options;
using corspec::testing::Script;
using corspec::testing::short_deadlines;
using ::testing::HasSubstr;
using Kind = TransportError::Kind;
using enum FramingFinding;
namespace step = corspec::testing::step;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
const std::string head = "HTTP/1.1 200 OK\r\n";

std::string ten_thousand_lines() {
  std::string lines = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  for (int line = 0; line < 10000; ++line) lines += "X-" + std::to_string(line) + ": v\r\n";
  return lines + "\r\n";
}

struct FailureRow {
  const char* name;
  Script script;
  Kind kind;
  std::string detail;
  Deadlines deadlines = generous_deadlines;
  std::string received;  ///< how it begins
};

class Failure : public ::testing::TestWithParam<FailureRow> {};

TEST_P(Failure, IsTold) {
  const FailureRow& row = GetParam();
  const HostileServer server(row.script);
  ClientOptions options = loopback_options(server.port());
  options.deadlines = row.deadlines;
  const ExchangeResult result = exchange_once(options, get("/x"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, row.kind) << result.error().detail;
  EXPECT_EQ(result.error().detail, row.detail);
  EXPECT_EQ(result.error().sent, "GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(result.error().received.substr(0, row.received.size()), row.received);
  EXPECT_EQ(result.error().peer, "127.0.0.1:" + std::to_string(server.port()));
}

INSTANTIATE_TEST_SUITE_P(
    Silence, Failure,
    ::testing::Values(
        FailureRow{"nothing_at_all", {step::AwaitClose{}}, Kind::timeout, "no answer within 200 ms", short_deadlines},
        FailureRow{"close_after_the_request",
                   {step::ReadHead{}, step::Close{}},
                   Kind::closed,
                   "connection closed without an answer"},
        FailureRow{"half_a_head",
                   {step::ReadHead{}, step::Send{head + "Access-Con"}},
                   Kind::closed,
                   "connection closed before the head was complete",
                   generous_deadlines,
                   head + "Access-Con"},
        FailureRow{"half_a_head_and_silence",
                   {step::ReadHead{}, step::Send{head + "Access-Con"}, step::AwaitClose{}},
                   Kind::timeout,
                   "the head was not complete within 400 ms",
                   short_deadlines,
                   head + "Access-Con"},
        FailureRow{"interim_and_silence",
                   {step::ReadHead{}, step::Send{"HTTP/1.1 103 \r\n\r\n"}, step::AwaitClose{}},
                   Kind::timeout,
                   "the head was not complete within 400 ms",
                   short_deadlines,
                   "HTTP/1.1 103 \r\n\r\n"}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Floods, Failure,
    ::testing::Values(FailureRow{"head_that_never_ends",
                                 {step::ReadHead{}, step::Send{head}, step::SendForever{"A: b\r\n"}},
                                 Kind::limit,
                                 "the head is larger than 262144 bytes",
                                 generous_deadlines,
                                 head + "A: b\r\n"},
                      FailureRow{"line_that_never_ends",
                                 {step::ReadHead{}, step::Send{head + "A:"}, step::SendForever{"bbbbbbbb"}},
                                 Kind::limit,
                                 "the head is larger than 262144 bytes"},
                      FailureRow{"interim_without_end",
                                 {step::ReadHead{}, step::SendForever{"HTTP/1.1 100 Continue\r\n\r\n"}},
                                 Kind::limit,
                                 "the head is larger than 262144 bytes"}),
    corspec::testing::row_name);

INSTANTIATE_TEST_SUITE_P(
    Nonsense, Failure,
    ::testing::Values(
        FailureRow{"garbage",
                   {step::ReadHead{}, step::Send{"garbage garbage"}},
                   Kind::malformed,
                   "no status line",
                   generous_deadlines,
                   "garbage"},
        FailureRow{"http_0_9", {step::ReadHead{}, step::Send{"<html></html>"}}, Kind::malformed, "no status line"},
        FailureRow{"two_lengths",
                   {step::ReadHead{}, step::Send{head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi"}},
                   Kind::malformed,
                   "two different Content-Length"},
        FailureRow{"nul",
                   {step::ReadHead{}, step::Send{head + "A: " + std::string("\0", 1) + "\r\n\r\n"}},
                   Kind::malformed,
                   "NUL in the head"},
        FailureRow{"cr",
                   {step::ReadHead{}, step::Send{head + "A: b\rc\r\n\r\n"}},
                   Kind::malformed,
                   "CR inside a line of the head"}),
    corspec::testing::row_name);

TEST(Failures, CloseBeforeTheRequestIsRead) {
  const HostileServer server(Script{step::Close{}});
  const ExchangeResult result = exchange_once(loopback_options(server.port()), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::closed) << result.error().detail;
}

TEST(Failures, ResetInsideTheHead) {
  const HostileServer server(Script{step::ReadHead{}, step::Send{head + "Access-Con"}, step::Reset{}});
  const ExchangeResult result = exchange_once(loopback_options(server.port()), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::closed) << result.error().detail;
  EXPECT_EQ(result.error().detail, "connection reset by peer");
}

TEST(Failures, ConnectionRefused) {
  std::uint16_t port = 0;
  {
    const HostileServer server(answer_each(ok));
    port = server.port();
  }
  const ExchangeResult result = exchange_once(loopback_options(port), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::connect);
  EXPECT_EQ(result.error().detail, "connection refused");
  EXPECT_EQ(result.error().peer, "127.0.0.1:" + std::to_string(port));
  const auto probed = try_connect(loopback_options(port));
  ASSERT_TRUE(probed);
  EXPECT_EQ(probed->kind, Kind::connect);
  EXPECT_EQ(probed->detail, "connection refused");
}

TEST(Failures, NameThatNobodyHas) {
  ClientOptions options = loopback_options(80);
  // A label that is too long for a name: no resolver is asked.
  options.endpoint.host = std::string(70, 'x') + ".example";
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::resolve);
  EXPECT_THAT(result.error().detail, HasSubstr("no such host"));
}

TEST(Failures, RequestThatIsNotTaken) {
  const HostileServer server(Script{step::AwaitConnections{2}});
  ClientOptions options = loopback_options(server.port());
  options.deadlines = short_deadlines;
  Request request = get();
  request.body.assign(32 * 1024 * 1024, 'a');
  const ExchangeResult result = exchange_once(options, std::move(request));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::timeout);
  EXPECT_EQ(result.error().detail, "the request was not taken within 400 ms");
}

struct AnswerRow {
  const char* name;
  Script script;
  std::string body;
  bool body_complete;
  std::vector<FramingFinding> findings;
  Deadlines deadlines = generous_deadlines;
};

class Answer : public ::testing::TestWithParam<AnswerRow> {};

/// The head decides (PF-16): whatever happens to the body, there is an answer.
TEST_P(Answer, Counts) {
  const AnswerRow& row = GetParam();
  const HostileServer server(row.script);
  ClientOptions options = loopback_options(server.port());
  options.deadlines = row.deadlines;
  options.limits.body = 8;
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.status, 200);
  EXPECT_EQ(result->response.body, row.body);
  EXPECT_EQ(result->response.body_complete, row.body_complete);
  EXPECT_EQ(result->response.findings, row.findings);
}

const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Bodies, Answer,
    ::testing::Values(AnswerRow{"whole", answer_each(ok), "hi", true, {}},
                      AnswerRow{"never_ends",
                                {step::ReadHead{}, step::Send{head + "\r\n"}, step::SendForever{"abcd"}},
                                "abcdabcd",
                                false,
                                {}},
                      AnswerRow{"chunks_never_end",
                                {step::ReadHead{}, step::Send{chunked}, step::SendForever{"2\r\nab\r\n"}},
                                "abababab",
                                false,
                                {}},
                      AnswerRow{
                          "stalls",
                          {step::ReadHead{}, step::Send{head + "Content-Length: 5\r\n\r\nhe"}, step::AwaitClose{}},
                          "he",
                          false,
                          {},
                          short_deadlines},
                      AnswerRow{"never_begins",
                                {step::ReadHead{}, step::Send{head + "\r\n"}, step::AwaitClose{}},
                                "",
                                false,
                                {},
                                short_deadlines},
                      AnswerRow{"is_cut_short",
                                {step::ReadHead{}, step::Send{head + "Content-Length: 5\r\n\r\nhe"}},
                                "he",
                                false,
                                {truncated_body}},
                      AnswerRow{"is_reset",
                                {step::ReadHead{}, step::Send{head + "Content-Length: 5\r\n\r\n"}, step::Reset{}},
                                "",
                                false,
                                {truncated_body}},
                      AnswerRow{"has_a_broken_chunk",
                                {step::ReadHead{}, step::Send{chunked + "2\r\nhi\r\nx\r\n"}},
                                "hi",
                                false,
                                {broken_chunked}}),
    corspec::testing::row_name);

TEST(Answers, MayHaveTenThousandLines) {
  const HostileServer server(answer_each(ten_thousand_lines()));
  const ExchangeResult result = exchange_once(loopback_options(server.port()), get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.headers.size(), 10001U);
}

TEST(Answers, MayComeBeforeTheRequestIsTaken) {
  const HostileServer server(Script{step::ReadHead{}, step::Send{"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"},
                                    step::AwaitConnections{2}});
  Request request = get();
  request.body.assign(32 * 1024 * 1024, 'a');
  const ExchangeResult result = exchange_once(loopback_options(server.port()), std::move(request));
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.status, 413);
}

TEST(Answers, ToHeadHaveNoBody) {
  const HostileServer server(answer_each("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
  Request request = get();
  request.method = "HEAD";
  const ExchangeResult result = exchange_once(loopback_options(server.port()), request);
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_TRUE(result->response.body_complete);
}

}  // namespace
}  // namespace corspec::http
