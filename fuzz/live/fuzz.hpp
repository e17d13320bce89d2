#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/live/finding.hpp"
#include "fuzz/live/group.hpp"
#include "message/header_list.hpp"
#include "run/options.hpp"
#include "run/report.hpp"

namespace corspec::fuzz {

/// Everything that `corspec fuzz` offers.
struct FuzzOptions {
  std::string target;             ///< URL
  std::filesystem::path profile;  ///< a file with one profile
  std::uint64_t seed = 1;
  std::size_t runs = 20000;
  std::optional<std::chrono::milliseconds> time;
  double rate = 0;                 ///< requests a second at most; 0: no limit
  std::size_t jobs = 64;           ///< requests in flight
  std::filesystem::path corpus;    ///< folder that is read and grown; empty: none
  std::filesystem::path findings;  ///< the case file that is written when there is something to write
  std::string allowed_host;        ///< a host that is not this machine, named on purpose
  message::HeaderList transport_headers;
  run::NetworkOptions network;
};

/// What showed, and then not every time.
struct Unrepeated {
  Finding finding;
  std::string why;  ///< "it did not show again"
};

struct FuzzResult {
  /// The confirmed findings: the case of each failed every time it was replayed.
  std::vector<Group> groups;
  /// The result of the case that stands for its group, for each of them.
  run::Report report;
  std::vector<std::string> remarks;    ///< findings that no case can state
  std::vector<Unrepeated> unrepeated;  ///< fails nothing
  std::size_t probes = 0;
  std::size_t shapes = 0;
  std::uint64_t exchanges = 0;
  std::chrono::milliseconds duration{0};  ///< of sending probes; without confirming
  bool findings_kept = true;              ///< nothing was written to `FuzzOptions::findings`
  bool target_died = false;
  bool target_is_busy = false;      ///< it was given up: it answered 429 or 503 to most of a batch, or shut us out
  std::optional<double> slowed_to;  ///< requests a second, since it answered 429 or 503 to more
  bool interrupted = false;
};

struct FuzzError {
  bool unreachable = false;  ///< the target does not answer; else what was asked for makes no sense
  std::string what;          ///< one sentence, or several lines
};

/// Whether requests to that host stay on this machine.
[[nodiscard]] bool is_loopback(std::string_view host);

/// Fuzzes a server: probes, oracles, reduced findings; then replays each finding three times.
[[nodiscard]] std::expected<FuzzResult, FuzzError> fuzz(const FuzzOptions& options);

}  // namespace corspec::fuzz
