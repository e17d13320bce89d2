#include "run/console_message.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "testing/row_name.hpp"

namespace corspec::run {
namespace {

using browser::Verdict;
using Stage = Verdict::Stage;

struct MessageRow {
  const char* name;
  fetch::Refusal refusal;
  Stage stage;
  message::HeaderList answer;
  std::string_view chromium;
  std::string_view firefox;

  friend std::ostream& operator<<(std::ostream& out, const MessageRow& row) { return out << row.name; }
};

class Message : public ::testing::TestWithParam<MessageRow> {};

TEST_P(Message, IsThatOfTheBrowsers) {
  const auto& row = GetParam();
  const auto message =
      console_message({.kind = Verdict::Kind::block, .stage = row.stage, .refusal = row.refusal}, row.answer);
  EXPECT_EQ(message.chromium, row.chromium);
  EXPECT_EQ(message.firefox, row.firefox);
}

fetch::Refusal origin_refused(const char* seen) {
  return {"CORS-CHECK-4", "Access-Control-Allow-Origin", "", seen};
}

// scripts/browser-check holds these against what browsers say; here are those that depend on more than the rule.
INSTANTIATE_TEST_SUITE_P(
    , Message,
    ::testing::Values(MessageRow{"missing",
                                 {"CORS-CHECK-2", "Access-Control-Allow-Origin", "", {}},
                                 Stage::request,
                                 {},
                                 "MissingAllowOriginHeader",
                                 "CORSMissingAllowOrigin"},
                      MessageRow{"missing_on_preflight",
                                 {"CORS-CHECK-2", "Access-Control-Allow-Origin", "", {}},
                                 Stage::preflight,
                                 {},
                                 "PreflightMissingAllowOriginHeader",
                                 "CORSMissingAllowOrigin"},
                      MessageRow{"two_lines",
                                 origin_refused("a, a"),
                                 Stage::request,
                                 {{"access-control-allow-origin", "a"}, {"Access-Control-Allow-Origin", "a"}},
                                 "MultipleAllowOriginValues",
                                 "CORSMultipleAllowOriginNotAllowed"},
                      MessageRow{"list_in_a_line",
                                 origin_refused("a, a"),
                                 Stage::request,
                                 {{"Access-Control-Allow-Origin", "a, a"}},
                                 "MultipleAllowOriginValues",
                                 "CORSAllowOriginNotMatchingOrigin"},
                      MessageRow{"wildcard",
                                 origin_refused("*"),
                                 Stage::preflight,
                                 {},
                                 "PreflightWildcardOriginNotAllowed",
                                 "CORSNotSupportingCredentials"},
                      MessageRow{"null",
                                 origin_refused("null"),
                                 Stage::request,
                                 {},
                                 "AllowOriginMismatch",
                                 "CORSAllowOriginNotMatchingOrigin"},
                      MessageRow{"no_origin",
                                 origin_refused("app.example"),
                                 Stage::request,
                                 {},
                                 "InvalidAllowOriginValue",
                                 "CORSAllowOriginNotMatchingOrigin"},
                      MessageRow{"redirect",
                                 {"PF-1", "status", "", "302"},
                                 Stage::preflight,
                                 {{"Location", "/x"}},
                                 "PreflightDisallowedRedirect",
                                 "CORSExternalRedirectNotAllowed"},
                      MessageRow{"redirect_to_nowhere",
                                 {"PF-1", "status", "", "302"},
                                 Stage::preflight,
                                 {{"Location", ""}},
                                 "PreflightInvalidStatus",
                                 "CORSPreflightDidNotSucceed"},
                      MessageRow{"multiple_choices",
                                 {"PF-1", "status", "", "300"},
                                 Stage::preflight,
                                 {{"Location", "/x"}},
                                 "PreflightInvalidStatus",
                                 "CORSPreflightDidNotSucceed"},
                      MessageRow{"not_modified",
                                 {"PF-1", "status", "", "304"},
                                 Stage::preflight,
                                 {},
                                 "PreflightInvalidStatus",
                                 "CORSPreflightDidNotSucceed"},
                      MessageRow{"status",
                                 {"PF-1", "status", "", "404"},
                                 Stage::preflight,
                                 {},
                                 "PreflightInvalidStatus",
                                 "CORSPreflightDidNotSucceed"},
                      MessageRow{"methods",
                                 {"PF-3", "Access-Control-Allow-Methods", "", "a b"},
                                 Stage::preflight,
                                 {},
                                 "InvalidAllowMethodsPreflightResponse",
                                 "CORSInvalidAllowMethod"},
                      MessageRow{
                          "no_message_of_cors", {"METH-4", "method", "", "TRACE"}, Stage::before_sending, {}, "", ""}),
    testing::row_name);

TEST(NoMessage, IsForWhatIsNotBlocked) {
  EXPECT_EQ(console_message({.kind = Verdict::Kind::allow}, {}).chromium, "");
}

}  // namespace
}  // namespace corspec::run
