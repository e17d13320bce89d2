#pragma once

#include <map>
#include <string>
#include <tuple>

#include "run/report.hpp"

namespace corspec::run {

/// A saved report that later ones are held against: what failed in it already, and in the same way, fails no run.
class Baseline {
 public:
  /// With one target the baseline speaks of whatever target there is, since ports change; with several, of those of the
  /// same URL.
  explicit Baseline(Report report);
  Baseline(const Baseline&) = delete;
  Baseline& operator=(const Baseline&) = delete;
  Baseline(Baseline&&) = default;
  Baseline& operator=(Baseline&&) = default;
  ~Baseline() = default;

  /// The result as it counts beside the baseline. It says what it was before (`CaseResult::before`); a failure that was
  /// there before becomes `known`. A failure by other rules, in another field or step or at another level than before
  /// is a new one, and so is that of a case which the baseline does not have.
  [[nodiscard]] CaseResult against(CaseResult result) const;

  /// The same for all results, and for what the report says of the run.
  [[nodiscard]] Report against(Report report) const;

  /// When the baseline's run began, RFC 3339.
  [[nodiscard]] const std::string& started() const { return report_.info.started; }

 private:
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  [[nodiscard]] Key key_of(const CaseResult& result) const;

  Report report_;
  std::map<Key, const CaseResult*> by_key_;  ///< into `report_`
};

/// Held against a baseline: the case fails or could not be judged there, and passes now.
[[nodiscard]] bool got_better(const CaseResult& result);
/// Held against a baseline: the case was judged there, and is not any more.
[[nodiscard]] bool is_judged_no_more(const CaseResult& result);

}  // namespace corspec::run
