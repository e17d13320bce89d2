#include "suite/json_document.hpp"

#include <gmock/gmock.h>

#include "suite/base64.hpp"

namespace corspec::suite {
namespace {

struct PositionRow {
  const char* name;
  std::string_view text;
  std::vector<std::string_view> path;  ///< keys, or indices as text
  Node::Kind kind;
  std::size_t line;
  std::size_t column;
  const char* pointer;
};

const Node* descend(const Node* node, const std::vector<std::string_view>& path) {
  for (const std::string_view step : path) {
    if (node->kind == Node::Kind::array) {
      node = node->children.at(static_cast<std::size_t>(std::stoul(std::string(step))));
    } else {
      node = node->find(step);
    }
    if (node == nullptr) return nullptr;
  }
  return node;
}

class JsonPosition : public testing::TestWithParam<PositionRow> {};

TEST_P(JsonPosition, IsOfTheFirstByte) {
  const auto& row = GetParam();
  const auto document = parse_document("f.json", row.text);
  ASSERT_TRUE(document.has_value()) << describe(document.error().front());
  const Node* node = descend(&document->root(), row.path);
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->kind, row.kind);
  const LoadError error = document->error_at(*node, "x");
  EXPECT_EQ(error.line, row.line);
  EXPECT_EQ(error.column, row.column);
  EXPECT_EQ(error.pointer, row.pointer);
  EXPECT_EQ(error.file, "f.json");
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonPosition,
    testing::Values(
        PositionRow{"root_object", "{}", {}, Node::Kind::object, 1, 1, ""},
        PositionRow{"root_after_space", " \n\t{}", {}, Node::Kind::object, 2, 2, ""},
        PositionRow{"string_root", "\"abc\"", {}, Node::Kind::string, 1, 1, ""},
        PositionRow{"number_root", "17", {}, Node::Kind::integer, 1, 1, ""},
        PositionRow{"member", R"({"a": 1})", {"a"}, Node::Kind::integer, 1, 7, "/a"},
        PositionRow{"second_member", R"({"a": 12,"b":"x"})", {"b"}, Node::Kind::string, 1, 14, "/b"},
        PositionRow{"after_escapes", R"({"a": "\u00e9\"\\", "b" : true})", {"b"}, Node::Kind::boolean, 1, 27, "/b"},
        PositionRow{"after_decimal", R"([1.5e3 , null])", {"1"}, Node::Kind::null, 1, 10, "/1"},
        PositionRow{"negative", "[ -7,-8]", {"1"}, Node::Kind::integer, 1, 6, "/1"},
        PositionRow{"nested", "{\"a\":\n [ {},\n  {\"b\": []} ]}", {"a", "1", "b"}, Node::Kind::array, 3, 9, "/a/1/b"},
        PositionRow{"after_empty", R"([[],{},false])", {"2"}, Node::Kind::boolean, 1, 8, "/2"},
        PositionRow{"escaped_pointer", R"({"a/b~c": 1})", {"a/b~c"}, Node::Kind::integer, 1, 11, "/a~1b~0c"},
        PositionRow{"number_at_line_end", "[1\n,2\n]", {"1"}, Node::Kind::integer, 2, 2, "/1"}),
    [](const auto& row) { return row.param.name; });

struct RefusedRow {
  const char* name;
  std::string text;
  std::size_t line;
  std::size_t column;
  const char* pointer;
  const char* what;
};

class JsonRefused : public testing::TestWithParam<RefusedRow> {};

TEST_P(JsonRefused, SaysWhereAndWhat) {
  const auto& row = GetParam();
  const auto document = parse_document("f.json", row.text);
  ASSERT_FALSE(document.has_value());
  const LoadError& error = document.error().front();
  EXPECT_EQ(error.line, row.line);
  EXPECT_EQ(error.column, row.column);
  EXPECT_EQ(error.pointer, row.pointer);
  EXPECT_THAT(error.what, testing::HasSubstr(row.what));
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonRefused,
    testing::Values(RefusedRow{"empty", "", 1, 1, "", "not JSON: unexpected end of input"},
                    RefusedRow{"only_space", " \n", 2, 1, "", "unexpected end of input"},
                    RefusedRow{"byte_order_mark", "\xEF\xBB\xBF{}", 1, 1, "", "byte order mark"},
                    RefusedRow{"trailing_comma", "{\"a\": 1,\n}", 2, 1, "", "expected string literal"},
                    RefusedRow{"missing_comma", "[1 2]", 1, 4, "", "expected ']'"},
                    RefusedRow{"two_commas", "[1,,2]", 1, 4, "", "unexpected ','"},
                    RefusedRow{"rest", "{} x", 1, 4, "", "invalid literal"},
                    RefusedRow{"single_quotes", "{'a': 1}", 1, 2, "", "not JSON"},
                    RefusedRow{"comment", "{} // c", 1, 4, "", "not JSON"},
                    RefusedRow{"unfinished_string", "[\"abc", 1, 2, "", "missing closing quote"},
                    RefusedRow{"unfinished_object", "{\"a\":", 1, 6, "", "unexpected end of input"},
                    RefusedRow{"duplicate_key", R"({"a":{"b":1, "b":2}})", 1, 14, "/a/b", "`b` stands here twice"},
                    RefusedRow{"duplicate_spelled_otherwise", R"({"a":1,"\u0061":2})", 1, 8, "/a", "twice"},
                    RefusedRow{"invalid_utf8", "[\"\xC3\x28\"]", 1, 4, "", "ill-formed UTF-8"},
                    RefusedRow{"invalid_utf8_after_newline", "[\n\"\xFF\"]", 2, 2, "", "ill-formed UTF-8"},
                    RefusedRow{"lone_surrogate", R"(["\ud800"])", 1, 9, "", "surrogate"},
                    RefusedRow{"control_byte", "[\"a\nb\"]", 1, 4, "", "control character"},
                    RefusedRow{"too_large", R"({"a": 9223372036854775808})", 1, 7, "/a", "out of range"},
                    RefusedRow{"much_too_large", "[99999999999999999999999]", 1, 2, "/0", "out of range"},
                    RefusedRow{"too_small", "[-9223372036854775809]", 1, 2, "/0", "out of range"},
                    RefusedRow{"infinite", "[1e999]", 1, 2, "", "out of range"},
                    RefusedRow{"leading_zero", "[01]", 1, 3, "", "not JSON"},
                    RefusedRow{"deep", nested(33), 1, 33,
                               "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0", "more than 32 deep"},
                    RefusedRow{"very_deep", nested(200'000), 1, 33,
                               "/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0",
                               "more than 32 deep"}),
    [](const auto& row) { return row.param.name; });

TEST(JsonDocument, TakesWhatIsJustWithinTheLimits) {
  EXPECT_TRUE(parse_document("f", nested(32)).has_value());
  const auto largest = parse_document("f", "[9223372036854775807,-9223372036854775808]");
  ASSERT_TRUE(largest.has_value());
  EXPECT_EQ(largest->root().children[0]->integer, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(largest->root().children[1]->integer, std::numeric_limits<std::int64_t>::min());
}

TEST(JsonDocument, ReportsEveryRepeatedKey) {
  const auto document = parse_document("f", R"({"a":1,"a":2,"a":{"b":1,"b":2}})");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().size(), 3U);
}

TEST(JsonDocument, KeepsValuesWhenMoved) {
  auto document = parse_document("f", R"({"a": ["x", {"b": "a long string that does not fit a small buffer"}]})");
  ASSERT_TRUE(document.has_value());
  const Document moved = std::move(*document);
  const Node* node = descend(&moved.root(), {"a", "1", "b"});
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->text, "a long string that does not fit a small buffer");
  EXPECT_EQ(json_pointer(*node), "/a/1/b");
}

TEST(JsonDocument, CountsLinesFromWhereTheTextBegins) {
  const auto document = parse_document("f.jsonl", "{\"a\":1,\"a\":1}", 17);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(describe(document.error().front()), "f.jsonl:17:8: the key `a` stands here twice (at /a)");
}

TEST(JsonDocument, IsLinearInTheSizeOfTheText) {
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i) text += "{\"k\":\"v\"},\n";
  text += "0]";
  const auto document = parse_document("f", text);
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root().children.size(), 200'001U);
  EXPECT_EQ(document->error_at(*document->root().children.back(), "").line, 200'001U);
}

struct Base64Row {
  const char* name;
  std::string_view text;
  std::optional<std::string> bytes;
};

class Base64 : public testing::TestWithParam<Base64Row> {};

TEST_P(Base64, DecodesStrictlyAndBack) {
  const auto& row = GetParam();
  EXPECT_EQ(decode_base64(row.text), row.bytes);
  if (row.bytes) {
    EXPECT_EQ(encode_base64(*row.bytes), row.text);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Base64,
    testing::Values(Base64Row{"empty", "", ""}, Base64Row{"one", "Zg==", "f"}, Base64Row{"two", "Zm8=", "fo"},
                    Base64Row{"three", "Zm9v", "foo"}, Base64Row{"bytes", "/wD+", std::string("\xFF\0\xFE", 3)},
                    Base64Row{"no_padding", "Zg", std::nullopt}, Base64Row{"too_much_padding", "Z===", std::nullopt},
                    Base64Row{"only_padding", "====", std::nullopt}, Base64Row{"unused_bits", "Zh==", std::nullopt},
                    Base64Row{"unused_bits_of_two", "Zm9=", std::nullopt}, Base64Row{"space", "Zm 9v", std::nullopt},
                    Base64Row{"url_alphabet", "_wD-", std::nullopt},
                    Base64Row{"padding_inside", "Zg==Zg==", std::nullopt}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace corspec::suite
