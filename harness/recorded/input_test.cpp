#include "recorded/input.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "testing/row_name.hpp"

namespace corspec::recorded {
namespace {

struct InputRow {
  const char* name;
  std::string text;
  std::size_t scenarios;
  std::size_t left_out = 0;

  friend std::ostream& operator<<(std::ostream& out, const InputRow& row) { return out << row.name; }
};

class InputKind : public ::testing::TestWithParam<InputRow> {};

TEST_P(InputKind, IsKnownByItsContent) {
  const auto input = load_input("x", GetParam().text, {});
  ASSERT_TRUE(input) << describe(input.error().front());
  EXPECT_EQ(input->scenarios.size(), GetParam().scenarios);
  EXPECT_EQ(input->left_out, GetParam().left_out);
}

const std::string scenario = R"({"steps":[{"request":{"origin":"null","url":"http://h/"}}]})";
const std::string exchange =
    R"({"purpose":"request","method":"GET","url":"http://h/","sent":"GET / HTTP/1.1\r\nOrigin: null\r\n\r\n","head":"HTTP/1.1 200 OK\r\n\r\n"})";
const std::string entry =
    R"({"startedDateTime":"2026-01-31T12:00:00Z","request":{"method":"GET","url":"http://h/","headers":[{"name":"Origin","value":"null"}]}})";

const std::string result = R"({"type":"result","id":"a","attempts":[{"exchanges":[)" + exchange + "]}]}";

/// Chromium records the stack of every request.
std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += R"({"parent":)";
  return text + "1" + std::string(static_cast<std::size_t>(depth), '}');
}

INSTANTIATE_TEST_SUITE_P(
    , InputKind,
    ::testing::Values(
        InputRow{"scenario", scenario, 1}, InputRow{"scenarios", "[" + scenario + "," + scenario + "]", 2},
        InputRow{"scenario_lines", scenario + "\n\n" + scenario + "\n", 2},
        InputRow{"har", R"({"log":{"entries":[)" + entry + "]}}", 1},
        InputRow{"empty_har", R"({"log":{"entries":[]}})", 0},
        InputRow{"deep_har", R"({"log":{"entries":[{"_initiator":)" + nested(100) + "," + entry.substr(1) + "]}}", 1},
        InputRow{"exchange", exchange, 1}, InputRow{"exchange_lines", exchange + "\n" + exchange + "\n", 1},
        InputRow{"report_lines",
                 R"({"type":"start"})"
                 "\n" +
                     result + "\n" + result +
                     "\n"
                     R"({"type":"end"})",
                 2},
        InputRow{"report_without_exchanges", R"({"format":"corspec-report","results":[]})", 0},
        InputRow{"har_lines",
                 R"({"entries":[)" + entry +
                     "]}\n"
                     R"({"entries":[]})",
                 1},
        InputRow{"windows_scenario", "\xEF\xBB\xBF" + scenario, 1},
        InputRow{"windows_har", "\xEF\xBB\xBF{\r\n\"log\":{\r\n\"entries\":[" + entry + "]}}\r\n", 1},
        InputRow{"windows_exchanges", "\xEF\xBB\xBF" + exchange + "\r\n" + exchange + "\r\n", 1},
        InputRow{"windows_curl",
                 "\xEF\xBB\xBF> GET / HTTP/1.1\r\n> Host: h\r\n> Origin: null\r\n>\r\n< HTTP/1.1 200 OK\r\n<\r\n", 1},
        InputRow{"curl", "> GET / HTTP/1.1\n> Host: h\n> Origin: null\n>\n< HTTP/1.1 200 OK\n<\n", 1},
        InputRow{"curl_without_origin", "> GET / HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n<\n", 0, 1}),
    testing::row_name);

struct BadInputRow {
  const char* name;
  std::string text;
  std::size_t line;
  std::string_view what;

  friend std::ostream& operator<<(std::ostream& out, const BadInputRow& row) { return out << row.name; }
};

class BadInput : public ::testing::TestWithParam<BadInputRow> {};

TEST_P(BadInput, SaysWhatAndWhere) {
  const auto input = load_input("x", GetParam().text, {});
  ASSERT_FALSE(input);
  EXPECT_EQ(input.error().front().line, GetParam().line);
  EXPECT_TRUE(input.error().front().what.contains(GetParam().what)) << input.error().front().what;
}

INSTANTIATE_TEST_SUITE_P(
    , BadInput,
    ::testing::Values(BadInputRow{"prose", "My request fails.", 0, "neither JSON"},
                      BadInputRow{"curl_that_sent_nothing",
                                  "*   Trying 192.0.2.1:80...\n* Could not resolve host: nohost\n", 0,
                                  "curl sent no request, which is not CORS: `Could not resolve host: nohost`"},
                      BadInputRow{"nothing", "", 0, "neither JSON"},
                      BadInputRow{"other_json", R"({"a":1})", 1, "`steps` is missing"},
                      BadInputRow{"broken_json", "{\n\"log\": }", 2, "not JSON"},
                      BadInputRow{"other_second_line", exchange + "\n{\"foo\":1}\n", 2, "no exchange"},
                      BadInputRow{"odd_log", R"({"log":{}})", 1, "`entries` is missing"},
                      BadInputRow{"utf_16", std::string("\xFF\xFE{\0", 4), 0, "UTF-16"},
                      BadInputRow{"broken_second_line", exchange + "\n{\n", 2, "not JSON"},
                      BadInputRow{"too_deep", nested(600), 1, "deep"}),
    testing::row_name);

struct FlagsRow {
  const char* name;
  std::string text;
  Known known;
  std::string_view what;

  friend std::ostream& operator<<(std::ostream& out, const FlagsRow& row) { return out << row.name; }
};

class NeedlessFlags : public ::testing::TestWithParam<FlagsRow> {};

TEST_P(NeedlessFlags, AreNotIgnored) {
  const auto input = load_input("x", GetParam().text, GetParam().known);
  ASSERT_FALSE(input);
  EXPECT_TRUE(input.error().front().what.contains(GetParam().what)) << input.error().front().what;
}

INSTANTIATE_TEST_SUITE_P(
    , NeedlessFlags,
    ::testing::Values(
        FlagsRow{"url_beside_a_har",
                 R"({"entries":[]})",
                 {.asked = {.url = "http://h/", .method = {}, .headers = {}}},
                 "--url"},
        FlagsRow{"method_beside_exchanges", exchange, {.asked = {.url = {}, .method = "PUT", .headers = {}}}, "-X"},
        FlagsRow{
            "header_beside_a_scenario", scenario, {.asked = {.url = {}, .method = {}, .headers = {{"A", "1"}}}}, "-H"},
        FlagsRow{"header_beside_curl",
                 "> GET / HTTP/1.1\n>\n",
                 {.asked = {.url = {}, .method = {}, .headers = {{"A", "1"}}}},
                 "-H"},
        FlagsRow{
            "credentials_beside_a_scenario", scenario, {.credentials = fetch::CredentialsMode::omit}, "--credentials"}),
    testing::row_name);

}  // namespace
}  // namespace corspec::recorded
