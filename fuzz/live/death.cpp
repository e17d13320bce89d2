#include "fuzz/live/death.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace corspec::fuzz {
namespace {

/// How many are named that were on their way, and that were answered right before.
constexpr std::size_t most_suspects = 64;
constexpr std::size_t just_answered = 4;
/// How long somebody waits for the target to come back.
constexpr std::chrono::milliseconds most_absence{3000};
constexpr std::chrono::milliseconds absence_step{250};

bool comes_back(Asker& asker) {
  for (const auto end = asker.now() + most_absence; asker.now() < end && !asker.is_interrupted();) {
    asker.pause(absence_step);
    if (asker.ask(plain_get())) return true;
  }
  return false;
}

/// The suspect after which the target, back again, answers nothing once more.
std::optional<Probe> killer_among(Asker& asker, const std::vector<Probe>& suspects) {
  for (const auto& suspect : suspects) {
    (void)asker.ask(suspect, Connection::own);
    if (!asker.is_alive()) return suspect;
  }
  return std::nullopt;
}

Finding finding_of(Probe suspect, std::size_t number) {
  return {.violation = {&oracle("unanswered"), &weight("silence"), "nothing any more"},
          .probe = plain_get(),
          .before = {{std::move(suspect), Preceding::Role::prepares}},
          .id = "fuzz/unanswered/suspect-" + std::to_string(number)};
}

}  // namespace

std::vector<Probe> suspects_of(const std::vector<Probe>& probes, const std::vector<bool>& answered) {
  const auto first = static_cast<std::size_t>(std::ranges::find(answered, false) - answered.begin());
  std::vector<Probe> suspects;
  for (std::size_t at = first - std::min(first, just_answered); at < first; ++at) suspects.push_back(probes[at]);
  for (std::size_t at = first; at < probes.size() && suspects.size() < most_suspects; ++at) {
    if (!answered[at]) suspects.push_back(probes[at]);
  }
  return suspects;
}

Death look_into_death(Asker& asker, const std::vector<Probe>& suspects) {
  Death death{.remark = "the target answers nothing any more, not even a plain GET", .suspects = {}};
  std::vector<Probe> left = suspects;
  if (comes_back(asker)) {
    if (auto killer = killer_among(asker, suspects)) {
      death.remark += "; it came back, and did the same again after: " + in_one_line(*killer);
      left = {*std::move(killer)};
    } else {
      death.remark += "; it came back, and no request that was on its way did it alone";
    }
  } else if (left.size() == 1) {
    death.remark += "; the last request was: " + in_one_line(left.front());
  } else {
    death.remark += "; " + std::to_string(left.size()) +
                    " requests were on their way or just answered, the first unanswered: " +
                    in_one_line(suspects[std::min(suspects.size() - 1, just_answered)]);
  }
  for (auto& suspect : left) death.suspects.push_back(finding_of(std::move(suspect), death.suspects.size() + 1));
  return death;
}

}  // namespace corspec::fuzz
