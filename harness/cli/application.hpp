#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "cli/commands.hpp"
#include "run/gate.hpp"

namespace corspec::cli {

struct ExitMeaning {
  run::ExitCode code;
  std::string_view meaning;
};

/// Every exit code, in order, with the words that help has for it.
[[nodiscard]] std::span<const ExitMeaning> exit_meanings();

/// The whole command line. What help says, the man pages and the completions are made of it alone. `invocation`
/// outlives the parse.
[[nodiscard]] std::unique_ptr<CLI::App> application(Invocation& invocation);

}  // namespace corspec::cli
