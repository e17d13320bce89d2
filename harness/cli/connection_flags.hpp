#pragma once

#include <CLI/CLI.hpp>

#include "run/options.hpp"

namespace corspec::cli {

/// How to reach a target, as typed: the same flags for every command that reaches one; they are curl's.
struct ConnectionFlags {
  run::NetworkOptions network;
  double max_time = 0;         ///< seconds; 0: not said
  double connect_timeout = 0;  ///< seconds; 0: not said
  bool insecure = false;
};

/// A flag that may be repeated; each time it takes one value, so that a URL after it is a URL.
CLI::Option* repeatable(CLI::Option* option);

/// `flags` must outlive the parse.
void add_connection_flags(CLI::App& command, ConnectionFlags& flags);

/// What the flags come to, once all are known.
[[nodiscard]] run::NetworkOptions network_of(const ConnectionFlags& flags);

}  // namespace corspec::cli
