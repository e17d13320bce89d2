#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "suite/case.hpp"
#include "suite/load_error.hpp"
#include "suite/profile.hpp"
#include "suite/rules.hpp"

namespace corspec::suite {

struct CaseSource;  ///< the case as written; its names are bound by `expand`

/// A case as its file states it, before names are bound and tables expanded.
struct CaseTemplate {
  std::string id;
  std::string title;
  std::vector<std::string> aliases;
  std::vector<std::string> rules;
  std::vector<std::string> tags;
  std::vector<std::string> requires_;  ///< profile features
  std::vector<std::string> depends_on;
  Level level = Level::must;
  Kind kind = Kind::conformance;
  std::vector<std::string> flags;
  bool disruptive = false;
  std::string file;
  std::size_t line = 0;
  std::shared_ptr<const CaseSource> source;
};

struct Suite {
  std::string file;
  std::string name;
  std::string title;
  std::string about;
  /// Its cases judge nothing: each describes a session of requests, whose preflights are counted.
  bool sessions = false;
  std::vector<CaseTemplate> cases;
};

struct LoadOptions {
  const RuleCatalogue* rules = nullptr;  ///< unknown rules and flags are errors when set
  /// Says what is wrong with a regular expression, or null; given from above, since RE2 is not linked here.
  std::function<std::optional<std::string>(std::string_view pattern)> check_pattern;
};

/// Validates everything that can be said of one file alone. All errors of the file are reported.
[[nodiscard]] Loaded<Suite> load_suite(std::string_view file, std::string_view text, const LoadOptions& options);

/// Whether suites are all there are, or may depend on cases of suites that are not among them.
enum class Completeness : std::uint8_t { whole, part };

/// What can only be said of all suites together: duplicate ids and aliases, `depends_on` an unknown case, cycles. Of a
/// part, a dependency is unknown only when one of the suites would have to hold it.
[[nodiscard]] LoadErrors check_together(const std::vector<Suite>& suites,
                                        Completeness completeness = Completeness::whole);

/// A case that this profile gives nothing to run.
struct Skipped {
  std::string id;
  std::string title;
  std::string suite;
  std::vector<std::string> rules;
  std::string why;
  std::vector<std::string> tags;
  std::vector<std::string> depends_on;  ///< base ids
  Level level = Level::must;
  Kind kind = Kind::conformance;
  std::string reason;  ///< "the profile names no denied origin (origins.denied)"
};

struct Expansion {
  std::vector<Case> cases;
  std::vector<Skipped> skipped;
};

/// What names stand for beyond the profile.
struct TargetFacts {
  std::string authority;   ///< `{{target.authority}}`: host[:port]
  std::string origin;      ///< `{{target.origin}}`: scheme://host[:port]
  std::string path = "/";  ///< path and query of the URL given, the default of `{{path.resource}}`
};

/// Binds names to the profile and expands `for_each`. Never fails: what the profile does not give is skipped, with the
/// reason. Rows are named by role.
[[nodiscard]] Expansion expand(const Suite& suite, const Profile& profile, const TargetFacts& target);

/// Every name a case may use, with one line on what it stands for; for documentation, `lint` and messages.
struct BindingName {
  std::string_view name;
  std::string_view meaning;
};
[[nodiscard]] const std::vector<BindingName>& binding_names();

/// The features `requires` may name.
[[nodiscard]] const std::vector<BindingName>& feature_names();

}  // namespace corspec::suite
