#pragma once

#include <string>
#include <string_view>

#include "cli/manual/command.hpp"

namespace corspec::cli {

/// The man page of the program, for section 1. `date` stands in its footer.
[[nodiscard]] std::string program_page(const Command& program, std::string_view date);

/// The man page of one of its commands.
[[nodiscard]] std::string command_page(const Command& program, const Command& command, std::string_view date);

// Completion, each as one script for that shell.
[[nodiscard]] std::string bash_completion(const Command& program);
[[nodiscard]] std::string zsh_completion(const Command& program);
[[nodiscard]] std::string fish_completion(const Command& program);

}  // namespace corspec::cli
