#pragma once

#include <expected>
#include <string>
#include <vector>

#include "browser/engine.hpp"
#include "http/client.hpp"
#include "run/case_set.hpp"
#include "run/curl.hpp"
#include "run/mask.hpp"
#include "run/options.hpp"
#include "run/outcome.hpp"
#include "run/replay.hpp"
#include "run/run.hpp"
#include "run/selection.hpp"
#include "run/targets.hpp"
#include "suite/known.hpp"
#include "suite/profile.hpp"

namespace corspec::run {

/// One target under one profile: what is replayed there, and how.
struct PolicyPlan {
  std::size_t target = 0;  ///< index into `Plan::targets`
  std::string profile;
  Target at;
  std::vector<suite::Expansion> expansions;
  SelectedCases selected;  ///< points into `expansions`
  std::size_t places = 0;  ///< as many would be selected without a shard
  std::vector<const suite::Case*> sessions;
  bool anything_selected = true;  ///< something is to be run, in this shard or in another
  ReplayContext context;          ///< without the engine
  Weights weights;
  std::string control_path;
};

/// A run, ready to begin: everything is loaded and checked, nothing was sent.
struct Plan {
  std::vector<std::string> targets;  ///< URLs as given, `{port}` filled in
  std::string exec;                  ///< the same
  std::vector<const browser::Engine*> engines;
  CaseSet cases;
  std::vector<suite::KnownEntry> known_failing;
  std::vector<suite::KnownEntry> known_flaky;
  std::vector<PolicyPlan> policies;  ///< by target, then by profile
  Masker masker;
  std::string today;
  std::vector<std::string> messages;  ///< what the operator should know

  /// How many results there will be, and how many there would be without a shard.
  [[nodiscard]] std::size_t expected_results() const;
  [[nodiscard]] std::size_t places() const;
};

[[nodiscard]] std::expected<Plan, ConfigurationErrors> make_plan(const RunOptions& options);

}  // namespace corspec::run
