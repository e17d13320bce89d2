#include "run/header_checks.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace corspec::run {
namespace {

using suite::HeaderMatcher;
using suite::IntegerRange;
using suite::ListMatcher;

HeaderMatcher present(bool wanted) {
  HeaderMatcher matcher;
  matcher.present = wanted;
  return matcher;
}

HeaderMatcher any_of(std::vector<std::string> values) {
  HeaderMatcher matcher;
  matcher.any_of = std::move(values);
  return matcher;
}

HeaderMatcher contains(std::vector<std::string> items) {
  HeaderMatcher matcher;
  matcher.list = ListMatcher{std::move(items), {}, std::nullopt};
  return matcher;
}

HeaderMatcher excludes(std::vector<std::string> items) {
  HeaderMatcher matcher;
  matcher.list = ListMatcher{{}, std::move(items), std::nullopt};
  return matcher;
}

HeaderMatcher equals_as_set(std::vector<std::string> items) {
  HeaderMatcher matcher;
  matcher.list = ListMatcher{{}, {}, std::move(items)};
  return matcher;
}

HeaderMatcher within(std::vector<std::string> items) {
  HeaderMatcher matcher;
  matcher.list = ListMatcher{{}, {}, std::nullopt, std::move(items)};
  return matcher;
}

HeaderMatcher integer(IntegerRange range) {
  HeaderMatcher matcher;
  matcher.integer = range;
  return matcher;
}

HeaderMatcher count(IntegerRange range) {
  HeaderMatcher matcher;
  matcher.count = range;
  return matcher;
}

HeaderMatcher matches(std::string pattern) {
  HeaderMatcher matcher;
  matcher.matches = std::move(pattern);
  return matcher;
}

struct Row {
  const char* label;
  std::string header;
  HeaderMatcher matcher;
  message::HeaderList headers;
  std::vector<std::string> clauses;  ///< empty: it holds
};

class CheckHeader : public testing::TestWithParam<Row> {};

TEST_P(CheckHeader, SaysWhatDoesNotHold) {
  std::vector<std::string> clauses;
  for (const auto& complaint : check_header(GetParam().header, GetParam().matcher, GetParam().headers)) {
    clauses.push_back(complaint.clause);
    EXPECT_EQ(complaint.absent, !GetParam().headers.contains(GetParam().header));
    EXPECT_EQ(complaint.seen, GetParam().headers.get(GetParam().header).value_or(""));
    EXPECT_FALSE(complaint.expected.empty());
  }
  EXPECT_EQ(clauses, GetParam().clauses);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, CheckHeader,
    testing::Values(
        Row{"present", "X", present(true), {{"x", ""}}, {}},
        Row{"not_present", "X", present(true), {}, {"X is missing"}}, Row{"absent", "X", present(false), {}, {}},
        Row{"not_absent", "X", present(false), {{"x", "1"}}, {"X must not be there, but is `1`"}},

        Row{"exact", "X", any_of({"a"}), {{"x", "a"}}, {}},
        Row{"second_of_two", "X", any_of({"a", "b"}), {{"X", "b"}}, {}},
        Row{"other_bytes", "X", any_of({"a", "b"}), {{"X", "A"}}, {"X is `A`; expected `a` or `b`"}},
        Row{"exact_but_absent", "X", any_of({"a"}), {}, {"X is missing; expected `a`"}},
        Row{"exact_but_twice", "X", any_of({"a"}), {{"X", "a"}, {"X", "a"}}, {"X comes in 2 lines; there must be one"}},

        Row{"list_over_lines", "Allow", contains({"GET", "PUT"}), {{"Allow", "GET"}, {"allow", " ,\tPUT,"}}, {}},
        Row{"methods_are_bytes", "Allow", contains({"PUT"}), {{"Allow", "put"}}, {"Allow does not list `PUT`"}},
        Row{"acam_are_bytes",
            "Access-Control-Allow-Methods",
            contains({"PUT"}),
            {{"Access-Control-Allow-Methods", "Put"}},
            {"Access-Control-Allow-Methods does not list `PUT`"}},
        Row{"names_in_any_case",
            "access-control-allow-headers",
            contains({"X-A"}),
            {{"Access-Control-Allow-Headers", "x-a"}},
            {}},
        Row{"exposed_in_any_case",
            "Access-Control-Expose-Headers",
            excludes({"x-a"}),
            {{"Access-Control-Expose-Headers", "X-A"}},
            {"Access-Control-Expose-Headers lists `x-a`"}},
        Row{"vary_in_any_case", "Vary", contains({"Origin"}), {{"Vary", "accept-encoding, origin"}}, {}},
        Row{"vary_star_is_everything", "Vary", contains({"Origin"}), {{"Vary", "*"}}, {}},
        Row{"vary_star_is_not_excluded_things", "Vary", excludes({"Origin"}), {{"Vary", "*"}}, {}},
        Row{"list_absent", "Allow", contains({"PUT"}), {}, {"Allow does not list `PUT`"}},
        Row{"excludes_of_absent", "Allow", excludes({"PUT"}), {}, {}},
        Row{"set_in_any_order", "Allow", equals_as_set({"GET", "PUT"}), {{"Allow", "PUT, GET, PUT"}}, {}},
        Row{"set_lacks_and_adds",
            "Allow",
            equals_as_set({"GET", "PUT"}),
            {{"Allow", "GET, DELETE"}},
            {"Allow does not list `PUT`", "Allow also lists `DELETE`"}},
        Row{"within", "Allow", within({"GET", "PUT"}), {{"Allow", "GET"}, {"Allow", ", PUT"}}, {}},
        Row{"within_of_absent", "Allow", within({"GET"}), {}, {}},
        Row{"beyond", "Allow", within({"GET"}), {{"Allow", "GET, PUT"}}, {"Allow lists more than it may: `PUT`"}},
        Row{"methods_by_case", "Allow", within({"PUT"}), {{"Allow", "put"}}, {"Allow lists more than it may: `put`"}},
        Row{"names_without_case",
            "Access-Control-Allow-Headers",
            within({"x-a"}),
            {{"Access-Control-Allow-Headers", "X-A"}},
            {}},
        Row{"empty_set_of_absent", "Allow", equals_as_set({}), {}, {}},
        Row{"empty_set_but_something", "Allow", equals_as_set({}), {{"Allow", "GET"}}, {"Allow also lists `GET`"}},

        Row{"integer", "Access-Control-Max-Age", integer({1, 600}), {{"Access-Control-Max-Age", "0600"}}, {}},
        Row{"integer_too_large", "M", integer({1, 600}), {{"M", "601"}}, {"M is `601`; expected from 1 to 600"}},
        Row{"integer_saturates", "M", integer({1, std::nullopt}), {{"M", "99999999999999999999"}}, {}},
        Row{"integer_negative", "M", integer({{}, {}}), {{"M", "-1"}}, {"M is `-1`, which is not a number in digits"}},
        Row{"integer_empty", "M", integer({{}, {}}), {{"M", ""}}, {"M is ``, which is not a number in digits"}},
        Row{"integer_absent", "M", integer({5, 5}), {}, {"M is missing; expected 5"}},
        Row{"integer_twice", "M", integer({5, 5}), {{"M", "5"}, {"M", "5"}}, {"M comes in 2 lines; there must be one"}},

        Row{"count", "X", count({1, 1}), {{"X", "a"}}, {}},
        Row{"count_differs", "X", count({1, 1}), {{"X", "a"}, {"x", "b"}}, {"X comes in 2 field lines; expected 1"}},
        Row{"count_at_most", "X", count({std::nullopt, 1}), {}, {}},

        Row{"matches", "X", matches("[a-z]+"), {{"X", "abc"}, {"X", "d"}}, {}},
        Row{"matches_the_whole",
            "X",
            matches("[a-z]+"),
            {{"X", "abc1"}},
            {"X is `abc1`, which does not match `[a-z]+`"}},
        Row{"every_line_matches",
            "X",
            matches("[a-z]+"),
            {{"X", "a"}, {"X", "1"}},
            {"X is `1`, which does not match `[a-z]+`"}},
        Row{"no_line_to_match", "X", matches("[a-z]+"), {}, {}},
        Row{"matches_bytes", "X", matches("\\xff."), {{"X", "\xff\xfe"}}, {}}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(CheckHeader, EveryMemberMustHold) {
  HeaderMatcher matcher = contains({"PUT"});
  matcher.count = IntegerRange{1, 1};
  EXPECT_EQ(check_header("Allow", matcher, {{"Allow", "GET"}, {"Allow", "DELETE"}}).size(), 2U);
}

struct HoldsRow {
  const char* label;
  suite::ResponseMatcher matcher;
  int status;
  message::HeaderList headers;
  bool holds;
};

class Holds : public testing::TestWithParam<HoldsRow> {};

TEST_P(Holds, IsAConjunction) {
  EXPECT_EQ(holds(GetParam().matcher, GetParam().status, GetParam().headers), GetParam().holds);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Holds,
    testing::Values(HoldsRow{"empty", {}, 500, {}, true},
                    HoldsRow{"status", {{{200, 299}, {405, 405}}, {}}, 405, {}, true},
                    HoldsRow{"other_status", {{{200, 299}}, {}}, 404, {}, false},
                    HoldsRow{"header", {{}, {{"X", present(true)}}}, 200, {{"X", "1"}}, true},
                    HoldsRow{"status_but_no_header", {{{200, 200}}, {{"X", present(true)}}}, 200, {}, false},
                    HoldsRow{"a_condition_on_a_value_presumes_it", {{}, {{"X", matches("a*")}}}, 200, {}, false}),
    [](const auto& row) { return std::string(row.param.label); });

}  // namespace
}  // namespace corspec::run
