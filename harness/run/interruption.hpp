#pragma once

#include <csignal>

namespace corspec::run {

/// While it lives, SIGINT, SIGTERM and SIGHUP do not end the process but are remembered, so that a run can keep what it
/// has and stop what it started. One at a time.
class Interruption {
 public:
  Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();

  /// Whether one of them has arrived since.
  [[nodiscard]] static bool requested();

 private:
  struct sigaction old_interrupt_{};
  struct sigaction old_terminate_{};
  struct sigaction old_hang_up_{};
};

}  // namespace corspec::run
