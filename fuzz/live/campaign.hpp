#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/live/asker.hpp"
#include "fuzz/live/finding.hpp"
#include "fuzz/live/generator.hpp"
#include "fuzz/live/growth.hpp"
#include "run/exchanger.hpp"
#include "run/wire.hpp"
#include "suite/profile.hpp"

namespace corspec::fuzz {

struct CampaignOptions {
  std::uint64_t seed = 1;
  std::size_t runs = 20000;                       ///< probes to send
  std::optional<std::chrono::milliseconds> time;  ///< no batch begins later than that
  double rate = 0;                                ///< requests a second at most; 0: no limit
  std::function<bool()> interrupted;
};

struct CampaignResult {
  std::vector<Finding> findings;     ///< one for each oracle and cause, reduced, the gravest first; not yet confirmed
  std::vector<Finding> unrepeated;   ///< what showed once and never again
  std::vector<std::string> remarks;  ///< what cannot be written as a case: time that grows too fast, a target that died
  std::vector<Probe> corpus;         ///< the probes whose answers had shapes of their own
  std::size_t probes = 0;
  std::size_t shapes = 0;
  std::uint64_t exchanges = 0;  ///< probes, and what was sent to reduce them
  bool target_died = false;
  std::vector<Finding> suspects;    ///< what it may have died of (`Death`)
  bool target_is_busy = false;      ///< it was given up: too busy however slowly it was asked, or we are shut out
  std::optional<double> slowed_to;  ///< requests a second, since more were told to come again later
};

/// Sends probes to one server, many at once, and holds every answer against the oracles.
class Campaign {
 public:
  /// `target` is the request target of the profile's resource. All of them must outlive it.
  Campaign(run::Exchanger& exchanger, const suite::Profile& policy, const run::WireContext& wire, std::string target,
           CampaignOptions options);

  void add_known(Probe probe) { generator_.add_known(std::move(probe)); }
  [[nodiscard]] CampaignResult run();

 private:
  /// What one answer of a batch came to.
  struct Observation {
    bool is_answered = false;
    bool is_silent = false;  ///< no answer came in time
    bool is_busy = false;    ///< 429 or 503, which says nothing of the policy
    std::string shape;
    std::vector<Violation> violations;
  };

  [[nodiscard]] Denial way_of_denial();
  [[nodiscard]] bool takes_one_connection(const std::vector<Probe>& probes, const std::vector<Observation>& seen);
  [[nodiscard]] std::vector<Observation> observe(const std::vector<Probe>& probes);
  void learn_from(const std::vector<Probe>& probes, std::vector<Observation> seen);
  void pursue(Violation violation, const std::vector<Probe>& probes, std::size_t at, int reduction_tries);
  [[nodiscard]] bool shows(const Violation& violation, const Probe& probe);
  [[nodiscard]] bool shows_of_itself(const Violation& violation, const Probe& probe);
  [[nodiscard]] std::vector<std::string_view> oracles_beside(const Finding& finding);
  [[nodiscard]] std::optional<Probe> predecessor_of(const Violation& violation, const std::vector<Probe>& probes,
                                                    std::size_t at);
  [[nodiscard]] Finding* known(const Violation& violation);
  void note_death(const std::vector<Probe>& suspects);
  [[nodiscard]] bool slow_down(std::size_t served, std::chrono::duration<double> taken);
  void note_busy(std::size_t busy, std::size_t of);
  [[nodiscard]] std::optional<int> status_of_plain_get();
  [[nodiscard]] bool is_shut_out();
  void note_slowness(const LongInput& input, const Probe& probe, const Slowness& slowness);
  void try_together();
  void try_connections();
  void try_long_input();

  Asker asker_;
  const suite::Profile* policy_;
  std::string target_origin_;
  CampaignOptions options_;
  Generator generator_;
  Denial denial_ = Denial::silent;
  bool was_let_in_ = false;  ///< a plain GET was answered with success before anything else was sent
  CampaignResult result_;
};

}  // namespace corspec::fuzz
