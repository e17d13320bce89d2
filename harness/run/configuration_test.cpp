#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/loopback_fixture.hpp"

namespace corspec::run {
namespace {

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
        BadRow{"author_header_that_nobody_promised",
               [](RunOptions& it, const Path&) { it.author_headers = {{"X-Key", "1"}}; }, "-H X-Key: profile"},
        BadRow{"bad_target", [](RunOptions& it, const Path&) { it.targets = {"ftp://a/"}; }, "ftp://a/"},
        BadRow{"missing_ca_file",
               [](RunOptions& it, const Path& folder) { it.network.tls.ca_file = folder / "none.pem"; },
               "none.pem: cannot be read"},
        BadRow{"missing_client_key",
               [](RunOptions& it, const Path& folder) { it.network.tls.client_key = folder / "none.pem"; }, "--key "},
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
