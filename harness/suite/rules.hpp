#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "suite/load_error.hpp"

namespace corspec::suite {

/// One statement of a standard, from `cases/rules.json`.
struct Rule {
  std::string id;         ///< "CORS-CHECK-4"
  std::string statement;  ///< one sentence of our own
  std::string link;       ///< section of the standard
  std::string binds;      ///< "server", "browser", "both", "note"
  std::string unchecked;  ///< why no case checks it, where that does not follow from `binds`
};

/// A named reason behind an expectation, from `cases/flags.json`.
struct Flag {
  std::string name;  ///< "reflects-any-origin"
  std::string effect;
  std::vector<std::string> links;
  std::string cwe;  ///< "CWE-942", empty when none fits
};

class RuleCatalogue {
 public:
  RuleCatalogue() = default;
  RuleCatalogue(std::vector<Rule> rules, std::vector<Flag> flags, std::string standard_date);

  /// Null when there is none of that id or name.
  [[nodiscard]] const Rule* find(std::string_view id) const;
  [[nodiscard]] const Flag* find_flag(std::string_view name) const;
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  [[nodiscard]] const std::vector<Flag>& flags() const { return flags_; }
  /// Date of the Fetch Standard that the rules follow: "2026-07-02".
  [[nodiscard]] const std::string& standard_date() const { return standard_date_; }

 private:
  std::vector<Rule> rules_;
  std::vector<Flag> flags_;
  std::map<std::string, std::size_t, std::less<>> rule_index_;
  std::map<std::string, std::size_t, std::less<>> flag_index_;
  std::string standard_date_;
};

/// `cases/rules.json` and `cases/flags.json`. All errors of both files are reported.
[[nodiscard]] Loaded<RuleCatalogue> load_rules(std::string_view rules_file, std::string_view rules_text,
                                               std::string_view flags_file, std::string_view flags_text);

}  // namespace corspec::suite
