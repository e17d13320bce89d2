#include "run/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace corspec::run {
namespace {

/// posix_spawn's two parameter objects, initialised together.
struct SpawnParameters {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  SpawnParameters() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnParameters(const SpawnParameters&) = delete;
  SpawnParameters& operator=(const SpawnParameters&) = delete;
  ~SpawnParameters() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }

  void redirect_output(const std::filesystem::path& log) {
    if (log.empty()) {
      posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
      posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }

  /// A group of its own, and signals as if it had been started from a shell: Ctrl-C must reach us, not it.
  void detach_from_our_signals() {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
};

bool group_exists(pid_t group) {
  return kill(-group, 0) == 0 || errno == EPERM;
}

/// Children that the shell leaves behind become ours, so that they can be reaped. Otherwise they stay zombies, which
/// look like running processes, for as long as init takes: in a container, for ever.
void adopt_orphans() {
#ifdef PR_SET_CHILD_SUBREAPER
  prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

/// Reaps what has ended of the group, without waiting; notes the status of the shell, which leads it.
void reap(pid_t group, std::optional<int>& status) {
  int ended = 0;
  for (pid_t pid = waitpid(-group, &ended, WNOHANG); pid > 0; pid = waitpid(-group, &ended, WNOHANG)) {
    if (pid == group) status = ended;
  }
}

/// Sleeps in small steps until the group is gone. False: it outlived the time.
bool wait_for_group(pid_t group, std::optional<int>& status, std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds step{5};
  const auto end = std::chrono::steady_clock::now() + time;
  while (true) {
    reap(group, status);
    if (!group_exists(group)) return true;
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(step);
  }
}

}  // namespace

std::expected<ChildProcess, std::string> ChildProcess::start(const std::string& command,
                                                             const std::filesystem::path& log) {
  adopt_orphans();
  SpawnParameters parameters;
  parameters.redirect_output(log);
  parameters.detach_from_our_signals();
  std::string shell = "sh";
  std::string flag = "-c";
  std::string text = command;
  const std::array<char*, 4> arguments{shell.data(), flag.data(), text.data(), nullptr};
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, "/bin/sh", &parameters.actions, &parameters.attributes, arguments.data(), environ);
  if (error != 0) {
    const std::string where = log.empty() ? std::string() : fmt::format(" with output to {}", log.string());
    return std::unexpected(fmt::format("cannot start `{}`{}: {}", command, where, std::strerror(error)));
  }
  return ChildProcess(pid);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : group_(std::exchange(other.group_, 0)), status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    stop();
    group_ = std::exchange(other.group_, 0);
    status_ = other.status_;
  }
  return *this;
}

ChildProcess::~ChildProcess() {
  stop();
}

std::optional<std::string> ChildProcess::ended() {
  if (!status_ && group_ != 0) reap(group_, status_);
  if (!status_) return std::nullopt;
  if (WIFSIGNALED(*status_)) return fmt::format("was killed by signal {}", WTERMSIG(*status_));
  return fmt::format("exited with status {}", WEXITSTATUS(*status_));
}

void ChildProcess::stop(std::chrono::milliseconds grace) {
  if (group_ == 0) return;
  kill(-group_, SIGTERM);
  if (!wait_for_group(group_, status_, grace)) {
    kill(-group_, SIGKILL);
    // Nothing survives SIGKILL for long; the bound is for a process in uninterruptible sleep.
    wait_for_group(group_, status_, default_grace);
  }
  group_ = 0;
}

}  // namespace corspec::run
