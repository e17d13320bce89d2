#include "reference/wire.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "message/version.hpp"
#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;

struct WireRow {
  const char* name;
  std::string_view method;
  int minor_version;
  bool keep_alive;
  Answer answer;
  std::string status_line;
  std::string after_server;  ///< everything behind the Server line
  bool close;
};

void PrintTo(const WireRow& row, std::ostream* out) {
  *out << row.name;
}

class WrittenAnswer : public ::testing::TestWithParam<WireRow> {};

TEST_P(WrittenAnswer, IsFramedAsHttpSays) {
  const auto& row = GetParam();
  const message::HeaderList headers;
  const RequestView request{row.method, "/", headers, {}, row.minor_version, row.keep_alive};
  const auto wire = write(request, row.answer, "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(wire.bytes, row.status_line + "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: corspec-reference/" +
                            std::string(version) + "\r\n" + row.after_server);
  EXPECT_EQ(wire.close, row.close);
}

const Answer ok{.status = 200, .headers = {{"A", "1"}, {"B", "2"}, {"a", "3"}}, .body = "body"};
constexpr auto fields = "A: 1\r\nB: 2\r\na: 3\r\n";

const WireRow wire_rows[] = {
    {"get", "GET", 1, true, ok, "HTTP/1.1 200 OK", fields + std::string("Content-Length: 4\r\n\r\nbody"), false},
    {"head", "HEAD", 1, true, ok, "HTTP/1.1 200 OK", fields + std::string("Content-Length: 4\r\n\r\n"), false},
    {"no_body", "GET", 1, true, {.status = 403}, "HTTP/1.1 403 Forbidden", "Content-Length: 0\r\n\r\n", false},
    {"no_content", "GET", 1, true, {.status = 204}, "HTTP/1.1 204 No Content", "\r\n", false},
    {"no_content_whatever_is_given", "GET", 1, true, {204, {}, "body"}, "HTTP/1.1 204 No Content", "\r\n", false},
    {"not_modified", "GET", 1, true, {.status = 304}, "HTTP/1.1 304 Not Modified", "\r\n", false},
    {"close", "GET", 1, false, {.status = 204}, "HTTP/1.1 204 No Content", "Connection: close\r\n\r\n", true},
    {"http_1_0", "GET", 0, false, {.status = 204}, "HTTP/1.1 204 No Content", "Connection: close\r\n\r\n", true},
    {"http_1_0_kept", "GET", 0, true, {204}, "HTTP/1.1 204 No Content", "Connection: keep-alive\r\n\r\n", false},
    {"status_without_phrase", "GET", 1, true, {.status = 299}, "HTTP/1.1 299 ", "Content-Length: 0\r\n\r\n", false},
};

INSTANTIATE_TEST_SUITE_P(, WrittenAnswer, ::testing::ValuesIn(wire_rows), row_name);

TEST(ReasonPhrase, IsThereForEveryStatusTheServerSends) {
  for (const int status : {200, 204, 302, 304, 307, 400, 403, 404, 405, 413, 431, 500, 501})
    EXPECT_FALSE(reason_phrase(status).empty()) << status;
  EXPECT_EQ(reason_phrase(299), "");
}

}  // namespace
}  // namespace corspec::reference
