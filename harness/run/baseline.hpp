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
  /// is a new one, and so is that of a case which the baseline does not have. Rows are told apart by what they are
  /// about (`CaseResult::bound`), not by their place in a list of the profile; a case may have its former id there.
  [[nodiscard]] CaseResult against(CaseResult result) const;

  /// The same for all results, and for what the report says of the run.
  [[nodiscard]] Report against(Report report) const;

  /// When the baseline's run began, RFC 3339.
  [[nodiscard]] const std::string& started() const { return report_.info.started; }

 private:
  /// Target, profile, engine and case, with the roles of its row.
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string>;
  /// The rows of one case by what each is about.
  using Rows = std::map<std::map<std::string, std::string>, const CaseResult*>;
  [[nodiscard]] Key key_of(const CaseResult& result, std::string_view base_id) const;
  [[nodiscard]] const Rows* rows_of(const CaseResult& result) const;

  Report report_;
  std::map<Key, Rows> cases_;  ///< into `report_`
};

/// Held against a baseline: the case fails or could not be judged there, and passes now.
[[nodiscard]] bool got_better(const CaseResult& result);
/// Held against a baseline: the case was judged there, and is not any more.
[[nodiscard]] bool is_judged_no_more(const CaseResult& result);

}  // namespace corspec::run
