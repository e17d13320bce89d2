#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "run/options.hpp"
#include "run/report.hpp"

namespace corspec::run {

/// Hears of a run while it goes on; every call comes from the thread that called `run`.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// Once, before the first request: what the run is (`results` is empty) and how many results will come.
  virtual void on_start(const Report& report, int expected_results);
  /// In order of completion.
  virtual void on_result(const CaseResult& result);
  /// Something the operator should know that is no result: "-H Cookie is dropped by browsers". One sentence.
  virtual void on_message(std::string_view message);
};

/// Bad usage, configuration or case files: one line each. Nothing was sent.
using ConfigurationErrors = std::vector<std::string>;

/// `corspec run`: replays the selected cases against every target under every profile and engine. The results are
/// sorted by target, profile, engine and the order of the cases. SIGINT and SIGTERM end the run: what is finished is
/// kept, and `info.broken_off` is `interrupted_by_user`. A child started for `exec` is stopped whatever happens.
[[nodiscard]] std::expected<Report, ConfigurationErrors> run(const RunOptions& options, Observer& observer);

}  // namespace corspec::run
