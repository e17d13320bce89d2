#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "suite/names.hpp"

namespace corspec::suite {

/// What every name stands for under one profile and in one row of a case. Profile and target must outlive it.
class Scope {
 public:
  Scope(const Profile& profile, const TargetFacts& target);

  [[nodiscard]] const Facts& facts() const { return facts_; }
  /// Null when there is no such name.
  [[nodiscard]] const Resolved* find(std::string_view name) const;
  /// For messages: every name that `find` knows.
  [[nodiscard]] std::vector<std::string_view> known_names() const;

  /// Forgets the axes and starts the row of that name; the empty one without `for_each`.
  void begin_row(std::string row);
  /// `name` is an axis, or `axis.field`.
  void bind(std::string name, Resolved value);
  [[nodiscard]] const std::string& row() const { return row_; }

 private:
  Facts facts_;
  /// Names that were asked for: a file uses few of them, and the policy's answer to some takes long to find.
  mutable std::map<std::string_view, Resolved> resolved_;
  std::string row_;
  std::vector<std::pair<std::string, Resolved>> axes_;
};

}  // namespace corspec::suite
