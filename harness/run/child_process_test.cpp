#include "run/child_process.hpp"

#include <gtest/gtest.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace corspec::run {
namespace {

/// A folder of the test's own.
class ChildProcessTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "corspec-child-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }

  [[nodiscard]] static std::string text(const std::filesystem::path& path) {
    std::ifstream stream(path);
    std::ostringstream all;
    all << stream.rdbuf();
    return all.str();
  }

  /// The child says when it is ready by writing a whole line.
  [[nodiscard]] static std::string line_of(const std::filesystem::path& path) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    std::string content;
    while (!content.ends_with('\n') && std::chrono::steady_clock::now() < end) {
      content = text(path);
      std::this_thread::yield();
    }
    return content;
  }

  static void wait_until_ended(ChildProcess& child) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!child.ended() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  }

 private:
  std::filesystem::path folder_;
};

bool alive(pid_t pid) {
  return kill(pid, 0) == 0 || errno == EPERM;
}

TEST_F(ChildProcessTest, RunsAShellCommandWithOutputToAFile) {
  auto child = ChildProcess::start("echo out; echo err >&2", file("log"));
  ASSERT_TRUE(child.has_value());
  wait_until_ended(*child);
  EXPECT_EQ(child->ended(), "exited with status 0");
  EXPECT_EQ(text(file("log")), "out\nerr\n");
}

TEST_F(ChildProcessTest, TellsHowItEnded) {
  auto child = ChildProcess::start("exit 7", file("log"));
  ASSERT_TRUE(child.has_value());
  wait_until_ended(*child);
  EXPECT_EQ(child->ended(), "exited with status 7");
  auto killed = ChildProcess::start("kill -9 $$", file("log"));
  ASSERT_TRUE(killed.has_value());
  wait_until_ended(*killed);
  EXPECT_EQ(killed->ended(), "was killed by signal 9");
}

TEST_F(ChildProcessTest, IsStoppedWithItsChildren) {
  pid_t grandchild = 0;
  {
    auto child = ChildProcess::start("sleep 600 & echo $! ; wait", file("log"));
    ASSERT_TRUE(child.has_value());
    grandchild = std::stoi(line_of(file("log")));
    EXPECT_TRUE(alive(grandchild));
    EXPECT_EQ(child->ended(), std::nullopt);
  }
  EXPECT_FALSE(alive(grandchild));
}

TEST_F(ChildProcessTest, StopsWhatTheShellLeftBehind) {
  pid_t grandchild = 0;
  {
    auto child = ChildProcess::start("sleep 600 & echo $!", file("log"));
    ASSERT_TRUE(child.has_value());
    grandchild = std::stoi(line_of(file("log")));
    wait_until_ended(*child);
    EXPECT_TRUE(alive(grandchild));
  }
  EXPECT_FALSE(alive(grandchild));
}

TEST_F(ChildProcessTest, IsKilledWhenItDoesNotListen) {
  auto child = ChildProcess::start("trap '' TERM; echo ready; while :; do sleep 0.05; done", file("log"));
  ASSERT_TRUE(child.has_value());
  ASSERT_EQ(line_of(file("log")), "ready\n");
  child->stop(std::chrono::milliseconds(50));
  EXPECT_EQ(child->ended(), "was killed by signal 9");
}

TEST_F(ChildProcessTest, DoesNotInheritOurSignalMask) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
  auto child = ChildProcess::start("echo ready; exec sleep 600", file("log"));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(child.has_value());
  ASSERT_EQ(line_of(file("log")), "ready\n");
  child->stop();
  EXPECT_EQ(child->ended(), "was killed by signal 15");
}

TEST_F(ChildProcessTest, StopsOnce) {
  auto child = ChildProcess::start("sleep 600", file("log"));
  ASSERT_TRUE(child.has_value());
  child->stop();
  child->stop();
  const ChildProcess moved = *std::move(child);
}

TEST_F(ChildProcessTest, SaysWhyItCannotStart) {
  const auto child = ChildProcess::start("true", file("no/such/folder/log"));
  ASSERT_FALSE(child.has_value());
  EXPECT_NE(child.error().find("cannot start `true`"), std::string::npos) << child.error();
}

}  // namespace
}  // namespace corspec::run
