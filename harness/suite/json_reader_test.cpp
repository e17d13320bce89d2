#include "suite/json_reader.hpp"

#include <array>

#include "suite/spelling.hpp"

namespace corspec::suite {
namespace {

/// What `read` complains about in `text`, one line each.
template <typename Read>
std::vector<std::string> complaints(std::string_view text, Read read) {
  const auto document = parse_document("f", text);
  if (!document) return {describe(document.error().front())};
  Problems problems(*document);
  read(document->root(), problems);
  std::vector<std::string> lines;
  for (const LoadError& error : problems.in_order()) lines.push_back(describe(error));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(ObjectReader, ReportsUnknownKeysWithAGuess) {
  const auto read = [](const Node& root, Problems& problems) {
    const ObjectReader object(root, {"verdict", "status", "max_age"}, problems);
    EXPECT_EQ(object.find("verdict"), nullptr);
  };
  EXPECT_EQ(complaints(R"({"verdit":1,"Status":2,"colour":3,"maxage":4})", read),
            (Lines{"f:1:2: unknown key `verdit`; did you mean `verdict`? (at /verdit)",
                   "f:1:13: unknown key `Status`; did you mean `status`? (at /Status)",
                   "f:1:24: unknown key `colour` (at /colour)",
                   "f:1:35: unknown key `maxage`; did you mean `max_age`? (at /maxage)"}));
}

TEST(ObjectReader, ReportsMissingKeysAndWrongKinds) {
  const auto read = [](const Node& root, Problems& problems) {
    const ObjectReader object(root, {"a"}, problems);
    EXPECT_EQ(object.require("a"), nullptr);
  };
  EXPECT_EQ(complaints("{}", read), (Lines{"f:1:1: `a` is missing"}));
  EXPECT_EQ(complaints("[]", read), (Lines{"f:1:1: must be an object, but is an array"}));
}

TEST(ObjectReader, DoesNotMissWhatIsMisspelt) {
  const auto read = [](const Node& root, Problems& problems) {
    const ObjectReader object(root, {"title", "id"}, problems);
    EXPECT_EQ(object.require("title"), nullptr);
    EXPECT_EQ(object.require("id"), nullptr);
    EXPECT_TRUE(object.has_unknown_keys());
  };
  EXPECT_EQ(complaints(R"({"titel":1})", read),
            (Lines{"f:1:1: `id` is missing", "f:1:2: unknown key `titel`; did you mean `title`? (at /titel)"}));
}

TEST(Problems, AreInTheOrderOfTheFileAndSaidOnce) {
  const auto read = [](const Node& root, Problems& problems) {
    problems.at(*root.children[1], "second");
    problems.at(*root.children[0], "first");
    problems.at(*root.children[1], "second");
    problems.at(*root.children[1], "also");
  };
  EXPECT_EQ(complaints("[1,2]", read), (Lines{"f:1:2: first (at /0)", "f:1:4: second (at /1)", "f:1:4: also (at /1)"}));
}

struct ReadRow {
  const char* name;
  std::string_view text;
  void (*read)(const Node&, Problems&);
  Lines expected;
};

enum class Colour { red, green };
constexpr std::array<std::pair<std::string_view, Colour>, 2> colours{{{"red", Colour::red}, {"green", Colour::green}}};

void string(const Node& node, Problems& problems) {
  std::ignore = read_string(node, problems);
}
void boolean(const Node& node, Problems& problems) {
  std::ignore = read_boolean(node, problems);
}
void strings(const Node& node, Problems& problems) {
  std::ignore = read_strings(node, problems);
}
void small(const Node& node, Problems& problems) {
  std::ignore = read_integer(node, {.min = 1, .max = 9}, problems);
}
void natural(const Node& node, Problems& problems) {
  std::ignore = read_integer(node, {.min = 0, .max = std::nullopt}, problems);
}
void colour(const Node& node, Problems& problems) {
  std::ignore = read_choice<Colour>(node, colours, problems);
}
void version(const Node& node, Problems& problems) {
  std::ignore = check_version(node, problems);
}

class JsonRead : public testing::TestWithParam<ReadRow> {};

TEST_P(JsonRead, Complains) {
  EXPECT_EQ(complaints(GetParam().text, GetParam().read), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonRead,
    testing::Values(
        ReadRow{"string", R"("x")", string, {}},
        ReadRow{"no_string", "1", string, {"f:1:1: must be a string, but is a number"}},
        ReadRow{"null_string", "null", string, {"f:1:1: must be a string, but is null"}},
        ReadRow{"boolean", "true", boolean, {}},
        ReadRow{"no_boolean", R"("true")", boolean, {"f:1:1: must be true or false, but is a string"}},
        ReadRow{"integer", "9", small, {}},
        ReadRow{"integer_above", "10", small, {"f:1:1: must be from 1 to 9, not 10"}},
        ReadRow{"integer_below", "-1", natural, {"f:1:1: must be at least 0, not -1"}},
        ReadRow{"fraction",
                "1.0",
                small,
                {"f:1:1: must be a whole number, but is a number with a fraction or an exponent"}},
        ReadRow{"boolean_as_integer", "true", small, {"f:1:1: must be a whole number, but is a boolean"}},
        ReadRow{"strings", R"(["a","b"])", strings, {}},
        ReadRow{"no_strings", R"("a")", strings, {"f:1:1: must be an array of strings, but is a string"}},
        ReadRow{"one_no_string", R"(["a",1])", strings, {"f:1:6: must be a string, but is a number (at /1)"}},
        ReadRow{"choice", R"("green")", colour, {}},
        ReadRow{"no_choice", R"("blue")", colour, {"f:1:1: must be `red` or `green`, not `blue`"}},
        ReadRow{"version", R"({"version":1})", version, {}},
        ReadRow{"version_missing", "{}", version, {"f:1:1: `version` is missing; this corspec reads version 1"}},
        ReadRow{"version_old", R"({"version":0})", version, {"f:1:12: must be 1, not 0 (at /version)"}},
        ReadRow{"version_text",
                R"({"version":"1"})",
                version,
                {"f:1:12: must be a whole number, but is a string (at /version)"}},
        ReadRow{"version_new",
                R"({"version":2})",
                version,
                {"f:1:12: the file is of version 2, this corspec reads version 1: a newer corspec is needed (at "
                 "/version)"}}),
    [](const auto& row) { return row.param.name; });

struct GuessRow {
  const char* name;
  std::string_view word;
  std::optional<std::string_view> expected;
};

class Guess : public testing::TestWithParam<GuessRow> {};

TEST_P(Guess, IsTheClosestWord) {
  constexpr std::array<std::string_view, 6> words{"verdict", "headers", "status", "expect", "id", "preflight_headers"};
  EXPECT_EQ(closest(GetParam().word, words), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Guess,
    testing::Values(GuessRow{"letter_missing", "verdit", "verdict"}, GuessRow{"letter_added", "statuss", "status"},
                    GuessRow{"letters_swapped", "haeders", "headers"}, GuessRow{"other_case", "Expect", "expect"},
                    GuessRow{"hyphen", "preflight-headers", "preflight_headers"},
                    GuessRow{"plural", "header", "headers"}, GuessRow{"one_letter_of_two", "ib", "id"},
                    GuessRow{"nothing_like_it", "colour", std::nullopt}, GuessRow{"empty", "", std::nullopt}),
    [](const auto& row) { return row.param.name; });

TEST(Guess, IsNotMadeForLongWords) {
  const std::array<std::string_view, 1> words{"verdict"};
  EXPECT_EQ(closest(std::string(100'000, 'v'), words), std::nullopt);
}

TEST(Quote, EscapesAndCuts) {
  EXPECT_EQ(quote("a b"), "`a b`");
  EXPECT_EQ(quote("\x1b[31m\xC3\xA9\n"), "`\\x1b[31m\\xc3\\xa9\\x0a`");
  EXPECT_EQ(quote(std::string(61, 'a')), "`" + std::string(60, 'a') + "...`");
}

}  // namespace
}  // namespace corspec::suite
