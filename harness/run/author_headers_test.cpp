#include "run/author_headers.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "testing/row_name.hpp"

namespace corspec::run {
namespace {

using Allowed = std::optional<std::vector<std::string>>;

struct Row {
  const char* name;
  message::Header header;
  Allowed allowed;
  suite::Others others = suite::Others::unknown;
  bool forces_preflight = true;
  bool is_promised = true;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

const Row rows[] = {
    {.name = "listed", .header = {"X-Key", "1"}, .allowed = {{"x-key"}}},
    {.name = "not_listed", .header = {"X-Key", "1"}, .allowed = {{"x-other"}}, .is_promised = false},
    {.name = "nothing_said", .header = {"X-Key", "1"}, .allowed = {}, .is_promised = false},
    {.name = "others_allowed", .header = {"X-Key", "1"}, .allowed = {}, .others = suite::Others::allow},
    {.name = "others_denied",
     .header = {"X-Key", "1"},
     .allowed = {{"x-other"}},
     .others = suite::Others::deny,
     .is_promised = false},
    {.name = "safelisted", .header = {"Accept", "text/html"}, .allowed = {}, .forces_preflight = false},
    {.name = "safelisted_by_name_only", .header = {"Accept", "\"\""}, .allowed = {}, .is_promised = false},
    {.name = "dropped_by_browsers", .header = {"Cookie", "a=b"}, .allowed = {}, .forces_preflight = false},
    {.name = "authorization", .header = {"Authorization", "Bearer t"}, .allowed = {{"authorization"}}},
};

class AuthorHeaders : public ::testing::TestWithParam<Row> {};

TEST_P(AuthorHeaders, AreHeldAgainstTheProfile) {
  const Row& row = GetParam();
  suite::Profile profile;
  profile.name = "p";
  profile.allowed_request_headers = row.allowed;
  profile.other_request_headers = row.others;
  const message::HeaderList headers{row.header};
  EXPECT_EQ(force_preflight(headers), row.forces_preflight);
  const auto sentences = unpromised_author_headers(headers, profile);
  ASSERT_EQ(sentences.empty(), row.is_promised);
  if (!row.is_promised) {
    EXPECT_TRUE(sentences[0].starts_with("-H " + row.header.name + ": profile `p` does not allow")) << sentences[0];
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, AuthorHeaders, ::testing::ValuesIn(rows), corspec::testing::row_name);

}  // namespace
}  // namespace corspec::run
