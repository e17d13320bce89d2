#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "run/run.hpp"
#include "testing/hostile_server.hpp"

/// Whole runs over real sockets. For tests only.
namespace corspec::run {

using testing::HostileServer;
using testing::HostileServerOptions;
using testing::Script;
namespace step = testing::step;

class Recorder final : public Observer {
 public:
  void on_start(const Report& report, int expected_results) override {
    expected = expected_results;
    targets = report.targets.size();
  }
  void on_result(const CaseResult& result) override {
    ids.push_back(result.id);
    if (on_each) on_each();
  }
  void on_message(std::string_view message) override { messages.emplace_back(message); }

  int expected = -1;
  std::size_t targets = 0;
  std::vector<std::string> ids;
  std::vector<std::string> messages;
  std::function<void()> on_each;
};

constexpr std::string_view granting =
    "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: https://foo.example\r\n"
    "Access-Control-Allow-Methods: PUT\r\nServer: scripted/1\r\n\r\n";

inline const Script good = testing::answer_each(std::string(granting));

/// A case that sends one preflight for PUT, in a folder of the test's own.
class LoopbackTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "corspec-run-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    options_.cases = {write("granted.json", suite("granted", R"([
      { "id": "granted/put", "title": "t", "why": "w", "rules": ["PF-5"],
        "steps": [ { "preflight": { "origin": "https://foo.example", "method": "PUT" }, "expect": { "verdict": "allow" } } ] } ])"))};
    options_.network.deadlines = {std::chrono::milliseconds{2000}, std::chrono::milliseconds{300},
                                  std::chrono::milliseconds{600}};
    options_.network.limits.head = 64 * 1024;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }

  [[nodiscard]] static std::string suite(const std::string& name, const std::string& cases) {
    return R"({ "version": 1, "suite": ")" + name + R"(", "title": "t", "about": "a", "cases": )" + cases + "}";
  }

  void target(const HostileServer& server) { options_.targets = {url(server.port())}; }

  [[nodiscard]] static std::string url(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port) + "/r"; }

  Report run() {
    auto report = run::run(options_, recorder_);
    EXPECT_TRUE(report.has_value()) << (report ? "" : report.error().front());
    return report ? *std::move(report) : Report{};
  }

  RunOptions options_;
  Recorder recorder_;
  std::filesystem::path folder_;
};

}  // namespace corspec::run
