#include "run/interruption.hpp"

#include <atomic>

namespace corspec::run {
namespace {

// Signal handlers reach nothing but globals.
std::atomic<bool> signalled{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void corspec_note_signal(int) {
  signalled = true;
}

}  // namespace

Interruption::Interruption() {
  signalled = false;
  struct sigaction action{};
  action.sa_handler = corspec_note_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &old_interrupt_);
  sigaction(SIGTERM, &action, &old_terminate_);
  sigaction(SIGHUP, &action, &old_hang_up_);
}

Interruption::~Interruption() {
  sigaction(SIGINT, &old_interrupt_, nullptr);
  sigaction(SIGTERM, &old_terminate_, nullptr);
  sigaction(SIGHUP, &old_hang_up_, nullptr);
}

bool Interruption::requested() {
  return signalled;
}

}  // namespace corspec::run
