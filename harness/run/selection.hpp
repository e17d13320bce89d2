#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "run/options.hpp"
#include "run/outcome.hpp"
#include "suite/case.hpp"
#include "suite/known.hpp"
#include "suite/suite.hpp"

namespace corspec::run {

/// What a pattern can name a case by.
struct CaseNames {
  std::string_view id;  ///< with the row
  std::string_view base_id;
  std::span<const std::string> aliases;
  /// The id with what the row is about, see `id_by_values`.
  std::string by_values = {};  // NOLINT(readability-redundant-member-init): so that it may be left out
};

[[nodiscard]] CaseNames names_of(const suite::Case& subject);

/// Whether any of the patterns (globs, `suite::glob_covers`) covers one of the names.
[[nodiscard]] bool any_covers(std::span<const std::string> patterns, const CaseNames& names);

/// Whether the selection's patterns, tags and shard take the case; `disruptive` is not looked at.
[[nodiscard]] bool selects(const Selection& selection, const CaseNames& names, std::span<const std::string> tags);

/// What of an expansion is to be run, and what is reported as skipped, with the reason.
struct SelectedCases {
  struct Entry {
    const suite::Case* subject = nullptr;     ///< null: the profile gives nothing to run
    const suite::Skipped* skipped = nullptr;  ///< then this
    std::string reason;                       ///< why it is not run; empty: it is
    std::size_t place = 0;                    ///< among all that were selected, in whatever shard

    [[nodiscard]] std::string_view id() const { return subject != nullptr ? subject->id : skipped->id; }
    [[nodiscard]] bool runs() const { return reason.empty(); }
  };
  std::vector<Entry> entries;  ///< in the order of the suites' cases

  [[nodiscard]] std::size_t count_run() const;
};

/// `expansions` are of `suites`, in the same order, and must outlive what is returned. Sessions are not among them.
[[nodiscard]] SelectedCases select(const Selection& selection, const std::vector<suite::Suite>& suites,
                                   const std::vector<suite::Expansion>& expansions);

/// Leaves what belongs to the shard, in its place.
void keep_shard(const Shard& shard, SelectedCases& selected);

/// The sessions among the suites that the selection takes. They are few, and all of them in the first shard.
[[nodiscard]] std::vector<const suite::Case*> select_sessions(const Selection& selection,
                                                              const std::vector<suite::Suite>& suites,
                                                              const std::vector<suite::Expansion>& expansions);

/// The entry of a list that speaks for the case: the first that covers one of its names and still excuses on that day,
/// else the first that covers one. Null when none does.
[[nodiscard]] const suite::KnownEntry* find_known(std::span<const suite::KnownEntry> entries, const CaseNames& names,
                                                  std::string_view today);

/// One sentence for each pattern and tag that no case of `suites` goes by, with a guess at what was meant.
[[nodiscard]] std::vector<std::string> vain_choices(const Selection& selection, const std::vector<suite::Suite>& suites,
                                                    std::span<const std::vector<suite::Expansion>* const> expansions);

}  // namespace corspec::run
