#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "http/client.hpp"
#include "http/exchange.hpp"
#include "message/header_list.hpp"
#include "run/report.hpp"
#include "suite/expectation.hpp"

namespace corspec::run {

class Baseline;

/// `--shard K/N`: the K-th of N parts, by a stable hash of the case's id.
struct Shard {
  int index = 1;  ///< from 1
  int count = 1;

  [[nodiscard]] bool whole() const { return count == 1; }
  friend bool operator==(const Shard&, const Shard&) = default;
};

/// Which cases of the loaded suites are replayed. Patterns are globs over ids (with and without row) and aliases.
struct Selection {
  std::vector<std::string> run;  ///< empty: every case
  std::vector<std::string> skip;
  std::vector<std::string> tags;  ///< any of; empty: every case
  bool disruptive = false;        ///< heavy cases too; else they are skipped, saying so
  Shard shard;
};

/// How to reach the target; the flags are curl's.
struct NetworkOptions {
  http::TlsOptions tls;
  http::Limits limits;
  http::Deadlines deadlines;
  std::vector<std::string> resolve;     ///< `HOST:PORT:ADDRESS`
  std::vector<std::string> connect_to;  ///< `HOST1:PORT1:HOST2:PORT2`
  std::string unix_socket;
};

/// Which attempts keep their exchanges in the report. Ten thousand passing cases would fill the memory otherwise.
enum class Record : std::uint8_t { failures, all };

/// Everything that `corspec run` offers.
struct RunOptions {
  std::vector<std::string> targets;             ///< URLs; `{port}` is a free port of this machine, chosen for `exec`
  std::vector<std::filesystem::path> profiles;  ///< files; none: nothing is known of the policy
  std::vector<std::filesystem::path>
      cases;  ///< suite files, or folders of them; none: those that come with the program
  Selection selection;
  suite::Level level = suite::Level::must;  ///< weaker expectations are judged and reported, but do not gate
  std::vector<std::string> engines{"spec"};

  std::vector<std::filesystem::path> known_failing;
  std::vector<std::filesystem::path> known_flaky;
  std::string today;  ///< `YYYY-MM-DD`, what expiry dates are compared with; empty: the system's date, UTC

  int jobs = 16;                         ///< cases in flight
  double rate = 0;                       ///< exchanges per second at most; 0: no limit
  std::optional<std::uint64_t> shuffle;  ///< seed of the order in which cases start; empty: that of the files
  int retry = 0;                         ///< how often a failed case is run again
  bool fail_fast = false;
  Record record = Record::failures;

  std::string exec;                ///< shell command that starts the target
  std::filesystem::path exec_log;  ///< where its output goes; empty: standard error
  std::optional<std::chrono::seconds> wait_for_target;

  message::HeaderList author_headers;     ///< `-H`: as a page's script would set them
  message::HeaderList transport_headers;  ///< `--transport-header`: on every request, preflights too
  NetworkOptions network;

  // For the report.
  Claim claim;
  const Baseline* baseline = nullptr;     ///< what the results are held against; outlives the run
  std::vector<std::string> command_line;  ///< secrets are masked here
};

}  // namespace corspec::run
