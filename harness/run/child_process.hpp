#pragma once

#include <sys/types.h>

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>

namespace corspec::run {

/// A shell command in a process group of its own, which is stopped with all its children when this object goes. From
/// the first one on, this process adopts and reaps the orphans among its descendants (on Linux).
class ChildProcess {
 public:
  /// How long SIGTERM is given before SIGKILL.
  static constexpr std::chrono::milliseconds default_grace{3000};

  /// Starts `/bin/sh -c command`. Its output goes to `log`, appended, or to standard error when `log` is empty:
  /// standard output is for results. The error is one sentence.
  [[nodiscard]] static std::expected<ChildProcess, std::string> start(const std::string& command,
                                                                      const std::filesystem::path& log);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  /// How the shell ended, if it has: "exited with status 1", "was killed by signal 9".
  [[nodiscard]] std::optional<std::string> ended();
  /// SIGTERM to the group, and SIGKILL to whatever is left of it after the grace. Returns when nothing is left.
  void stop(std::chrono::milliseconds grace = default_grace);

 private:
  explicit ChildProcess(pid_t group) : group_(group) {}

  pid_t group_ = 0;            ///< the shell's pid and its group's; 0 when there is nothing to stop
  std::optional<int> status_;  ///< of the shell, as waitpid gives it
};

}  // namespace corspec::run
