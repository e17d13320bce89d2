#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "fuzz/grammar/random.hpp"
#include "fuzz/live/probe.hpp"
#include "suite/profile.hpp"

namespace corspec::fuzz {

/// Makes probes: from the policy and the grammars, and from earlier probes whose answers looked like no other. The same
/// seed, policy and answers give the same probes.
class Generator {
 public:
  Generator(const suite::Profile& policy, std::uint64_t seed);

  /// Among them some that ask for what is granted, as browsers do: whatever came before must not have changed that.
  [[nodiscard]] std::vector<Probe> batch(std::size_t size);
  /// A preflight for the first origin that is allowed, and nothing else.
  [[nodiscard]] Probe plainly_granted() const;
  /// What came of a probe, in the order of the batch. True when no answer had that shape before.
  bool learn(const Probe& probe, const std::string& shape);
  /// A probe of an earlier campaign: such are sent before all others, so that nothing new is kept for a shape that one
  /// of them has.
  void add_known(Probe probe) { known_.push_back(std::move(probe)); }
  /// A probe that chance is not to leave out: it is sent as it is in one of the first batches, of which such probes are
  /// half, and kept if its answer has a shape of its own.
  void add_seed(Probe probe) { seeds_.push_back(std::move(probe)); }

  /// The probes whose answers had new shapes.
  [[nodiscard]] const std::vector<Probe>& corpus() const { return corpus_; }
  [[nodiscard]] std::size_t shapes() const { return shapes_.size(); }

 private:
  [[nodiscard]] Probe granted();
  [[nodiscard]] Probe fresh();
  [[nodiscard]] Probe mutated();
  [[nodiscard]] std::string allowed_origin();
  [[nodiscard]] std::string other_origin();
  [[nodiscard]] std::string allowed_method();
  [[nodiscard]] std::vector<std::string> allowed_names();
  [[nodiscard]] Probe preflight(std::string origin, std::string method, const std::vector<std::string>& lists);

  Random random_;
  std::vector<std::string> origins_;  ///< allowed ones, at least one
  std::vector<std::string> denied_;   ///< that the policy names
  std::vector<std::string> methods_;  ///< allowed ones, at least one
  std::vector<std::string> names_;    ///< allowed request headers
  std::deque<Probe> known_;           ///< still to be sent
  std::deque<Probe> seeds_;           ///< still to be sent
  std::vector<Probe> corpus_;
  std::set<std::string> shapes_;
};

}  // namespace corspec::fuzz
