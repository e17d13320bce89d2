#include "fuzz/live/together.hpp"

#include <algorithm>
#include <vector>

#include "fuzz/live/grant.hpp"
#include "fuzz/live/verdict.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {
namespace {

/// So often it is no chance, and alone as often: who errs now and then errs alone, too.
constexpr int rounds = 3;
constexpr std::size_t of_each = 16;

/// How many answers are not what the policy promises. One that is no success, or none, may have other reasons.
MixUp wrong_answers(Asker& asker, const std::vector<Probe>& probes, const suite::Profile& policy, bool at_once) {
  MixUp wrong{.of = of_each};
  const auto count = [&](std::size_t at, const http::ExchangeResult& result) {
    if (!result || !is_ok(result->response.status)) return;
    const auto origin = probes[at].origin().value_or("");
    const bool granted = !refusal_of(probes[at], origin, result->response, mode_of(policy));
    if (granted == is_listed(policy, origin)) return;
    ++(granted ? wrong.let_in : wrong.kept_out);
  };
  if (at_once) {
    asker.ask_all(probes, Connection::kept, count);
  } else {
    for (std::size_t at = 0; at < probes.size(); ++at) count(at, asker.ask(probes[at]));
  }
  return wrong;
}

}  // namespace

std::optional<MixUp> mix_up_of(Asker& asker, const suite::Profile& policy, const std::string& stranger) {
  if (suite::standing_of(policy, stranger) != suite::OriginStanding::denied || policy.allowed_origins.empty())
    return std::nullopt;
  std::vector<Probe> probes;
  for (std::size_t at = 0; at < of_each; ++at) {
    for (const auto& origin : {policy.allowed_origins.front(), stranger})
      probes.push_back({"GET", "", {{"Accept", "*/*"}, {"Origin", origin}}});
  }
  MixUp found;
  for (int round = 0; round < rounds; ++round) {
    const MixUp together = wrong_answers(asker, probes, policy, true);
    if (together.let_in + together.kept_out == 0 || asker.is_over()) return std::nullopt;
    const MixUp alone = wrong_answers(asker, probes, policy, false);
    if (alone.let_in + alone.kept_out > 0 || asker.is_over()) return std::nullopt;
    // Where the last one decides for all, it is another's turn.
    std::ranges::reverse(probes);
    found = {found.let_in + together.let_in, found.kept_out + together.kept_out, found.of + together.of};
  }
  return found;
}

std::string describe(const MixUp& mix_up) {
  const std::string of = " of " + std::to_string(mix_up.of);
  return "requests on their way at once get each other's answers: " + std::to_string(mix_up.let_in) + of +
         " from a denied origin were let in, " + std::to_string(mix_up.kept_out) + of +
         " from an allowed one were not, and one after another none is wrong (CORS-CHECK-4); no case states that, "
         "since a case sends one request at a time";
}

}  // namespace corspec::fuzz
