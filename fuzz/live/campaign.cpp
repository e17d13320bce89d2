#include "fuzz/live/campaign.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "fuzz/live/death.hpp"
#include "fuzz/live/grant.hpp"
#include "fuzz/live/group.hpp"
#include "fuzz/live/opening.hpp"
#include "fuzz/live/reduce.hpp"
#include "fuzz/live/shape.hpp"
#include "fuzz/live/together.hpp"
#include "fuzz/live/verdict.hpp"

namespace corspec::fuzz {

namespace {

/// Before more is sent, something has to be known of the target: whether it answers so many at once at all.
constexpr std::size_t first_batch_size = 64;
/// Large enough that waiting for the slowest of a batch costs little.
constexpr std::size_t batch_size = 512;
/// How often a request is sent again that showed something once and then did not.
constexpr std::size_t most_repeats = 64;
/// How many requests a reduction may cost; fewer where each is waited for in vain.
constexpr int most_tries = 120;
constexpr int tries_in_silence = 8;
/// How often somebody tries in vain to see the same thing again.
constexpr std::size_t most_pursuits = 4;
/// A report with more findings than that is read by nobody.
constexpr std::size_t most_findings = 40;
/// Requests a second: who cannot be asked even that is not worth the time.
constexpr double lowest_rate = 20;
/// So often nobody is refused by chance what everybody may ask.
constexpr int most_refusals = 3;
/// One in so many may be told 429 or 503 for what it asks, rather than for how many ask.
constexpr std::size_t few_busy = 16;
/// One that is denied, if any is.
constexpr std::string_view plain_stranger = "https://corspec-denied.example";

bool is_same(const Violation& left, const Violation& right) {
  return left.oracle == right.oracle && left.cause == right.cause;
}

}  // namespace

Campaign::Campaign(run::Exchanger& exchanger, const suite::Profile& policy, const run::WireContext& wire,
                   std::string target, CampaignOptions options)
    : asker_(exchanger, wire, std::move(target), options.rate, options.interrupted),
      policy_(&policy),
      target_origin_(fetch::serialize_origin(wire.url)),
      options_(std::move(options)),
      generator_(policy, options_.seed) {
  for (auto& probe : opening_probes(policy, target_origin_)) generator_.add_seed(std::move(probe));
}

/// Each answer is looked at while others are on their way, so that neither side waits for the other.
std::vector<Campaign::Observation> Campaign::observe(const std::vector<Probe>& probes) {
  std::vector<Observation> seen(probes.size());
  asker_.ask_all(probes, Connection::kept, [&](std::size_t at, const http::ExchangeResult& result) {
    if (!result && result.error().kind == http::TransportError::Kind::cancelled) return;
    const bool is_busy = result && run::is_busy(result->response.status);
    seen[at] = {result.has_value(), is_silence(result), is_busy, shape_of(probes[at], result),
                judge(probes[at], result, *policy_, target_origin_, denial_)};
  });
  return seen;
}

/// Who hangs up on a stranger of no sort may hang up on others; whoever tells him no, tells others too.
Denial Campaign::way_of_denial() {
  const auto is_answered = [this](const Probe& probe) { return asker_.ask(probe).has_value(); };
  const std::string stranger(policy_->denied_origins.empty() ? plain_stranger : policy_->denied_origins.front());
  const bool answered =
      is_answered({"GET", "", {{"Accept", "*/*"}, {"Origin", stranger}}}) &&
      is_answered({"OPTIONS", "", {{"Accept", "*/*"}, {"Access-Control-Request-Method", "GET"}, {"Origin", stranger}}});
  return answered ? Denial::answered : Denial::silent;
}

/// Who serves one connection at a time lets all others wait: what is granted gets no answer among others, and gets one
/// alone.
bool Campaign::takes_one_connection(const std::vector<Probe>& probes, const std::vector<Observation>& seen) {
  for (std::size_t at = 0; at < probes.size(); ++at) {
    if (!seen[at].is_silent || weight_of_grant(probes[at], *policy_) != &weight("plain")) continue;
    asker_.close_idle();
    return asker_.ask(probes[at]).has_value();
  }
  return false;
}

bool Campaign::shows(const Violation& violation, const Probe& probe) {
  const auto found = judge(probe, asker_.ask(probe), *policy_, target_origin_, denial_);
  return std::ranges::any_of(
      found, [&](const auto& one) { return is_same(one, violation) && one.weight == violation.weight; });
}

/// What came before may be at work for a while still: it has to show after as many plain requests, too.
bool Campaign::shows_of_itself(const Violation& violation, const Probe& probe) {
  if (!shows(violation, probe)) return false;
  for (std::size_t times = 0; times < most_repeats; ++times) {
    if (is_silence(asker_.ask(plain_get()))) break;
  }
  return shows(violation, probe);
}

std::vector<std::string_view> Campaign::oracles_beside(const Finding& finding) {
  std::vector<std::string_view> ids;
  for (const auto& other : judge(finding.probe, asker_.ask(finding.probe), *policy_, target_origin_, denial_)) {
    const auto id = other.oracle->id;
    if (other.oracle != finding.violation.oracle && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

/// The probe of the batch that, sent right before, makes the other one show what it showed in the batch. With many in
/// flight it may have been taken up first although it was sent later.
std::optional<Probe> Campaign::predecessor_of(const Violation& violation, const std::vector<Probe>& probes,
                                              std::size_t at) {
  for (std::size_t distance = 1; distance <= most_repeats; ++distance) {
    // What wraps around is beyond the end.
    for (const std::size_t other : {at - distance, at + distance}) {
      if (other >= probes.size()) continue;
      (void)asker_.ask(probes[other]);
      if (shows(violation, probes[at])) return probes[other];
    }
  }
  return std::nullopt;
}

/// The finding that this is another example of; null when it is new.
Finding* Campaign::known(const Violation& violation) {
  const auto is_it = [&](const Finding& finding) { return is_same(finding.violation, violation); };
  const auto found = std::ranges::find_if(result_.findings, is_it);
  return found == result_.findings.end() ? nullptr : &*found;
}

/// Finds out what it takes to see the violation again: the request alone, as little of it as will do; the request many
/// times; or the request after another.
void Campaign::pursue(Violation violation, const std::vector<Probe>& probes, std::size_t at, int reduction_tries) {
  const auto is_it = [&](const Finding& other) { return is_same(other.violation, violation); };
  const auto seen_before = std::ranges::find_if(result_.unrepeated, is_it);
  if (seen_before != result_.unrepeated.end() && ++seen_before->shown > most_pursuits) return;
  Finding finding{.violation = std::move(violation), .probe = probes[at], .before = {}, .id = {}};
  // Who is interrupted keeps what was found as it is.
  if (shows_of_itself(finding.violation, finding.probe) || asker_.is_interrupted()) {
    finding.probe =
        reduce(finding.probe, [&](const Probe& probe) { return shows(finding.violation, probe); }, reduction_tries);
    finding.beside = oracles_beside(finding);
    result_.findings.push_back(std::move(finding));
    return;
  }
  for (std::size_t tries = 1; tries < most_repeats; ++tries) {
    if (!shows(finding.violation, finding.probe)) continue;
    finding.repeats = static_cast<int>(most_repeats);
    result_.findings.push_back(std::move(finding));
    return;
  }
  if (auto before = predecessor_of(finding.violation, probes, at)) {
    finding.before.push_back({*std::move(before), Preceding::Role::prepares});
    result_.findings.push_back(std::move(finding));
    return;
  }
  if (seen_before == result_.unrepeated.end()) result_.unrepeated.push_back(std::move(finding));
}

/// In the order of the requests, whatever order the answers came in: the same seed learns the same.
void Campaign::learn_from(const std::vector<Probe>& probes, std::vector<Observation> seen) {
  for (std::size_t at = 0; at < probes.size(); ++at) {
    // Nobody waited for it.
    if (seen[at].shape.empty()) continue;
    generator_.learn(probes[at], seen[at].shape);
    for (auto& violation : seen[at].violations) {
      if (Finding* finding = known(violation)) {
        ++finding->shown;
      } else if (result_.findings.size() < most_findings) {
        pursue(std::move(violation), probes, at, seen[at].is_silent ? tries_in_silence : most_tries);
      }
    }
  }
}

void Campaign::note_death(const std::vector<Probe>& suspects) {
  Death death = look_into_death(asker_, suspects);
  result_.target_died = true;
  result_.remarks.push_back(std::move(death.remark));
  result_.suspects = std::move(death.suspects);
}

/// Asks for less than what was served, in that time, of too much. False when that is already slower than anybody means.
bool Campaign::slow_down(std::size_t served, std::chrono::duration<double> taken) {
  const double rate = static_cast<double>(served) / std::max(taken.count(), 0.001) / 2;
  if (result_.slowed_to == lowest_rate || (options_.rate > 0 && options_.rate <= lowest_rate)) return false;
  result_.slowed_to = std::max(lowest_rate, std::min(rate, result_.slowed_to.value_or(rate)));
  asker_.set_rate(options_.rate > 0 ? std::min(options_.rate, *result_.slowed_to) : *result_.slowed_to);
  return true;
}

/// RFC 6585 section 4: who is told 429 asks less; what so many would have been answered is not known.
void Campaign::note_busy(std::size_t busy, std::size_t of) {
  result_.target_is_busy = true;
  result_.remarks.push_back("the target answered 429 or 503 to " + std::to_string(busy) + " of " + std::to_string(of) +
                            " requests, asked as slowly as " +
                            std::to_string(std::lround(result_.slowed_to.value_or(options_.rate))) +
                            " a second: too busy to be judged; --rate stays below a limit");
}

std::optional<int> Campaign::status_of_plain_get() {
  const auto answer = asker_.ask(plain_get());
  return answer ? std::optional(answer->response.status) : std::nullopt;
}

/// Firewalls refuse everything to whoever sent them something odd: that says nothing of the policy.
bool Campaign::is_shut_out() {
  if (!was_let_in_) return false;
  std::optional<int> status;
  for (int times = 0; times < most_refusals; ++times) {
    status = status_of_plain_get();
    if (!status || *status < 400 || *status > 499 || run::is_busy(*status)) return false;
  }
  result_.target_is_busy = true;
  result_.remarks.push_back(
      "the target answers a plain GET with " + std::to_string(*status) +
      " now, and did with success before: it seems to shut out whoever sends odd or many requests, so that nothing "
      "more can be judged; have it let this machine in, or keep below its limit with --rate");
  return true;
}

void Campaign::try_together() {
  const std::string stranger(policy_->denied_origins.empty() ? plain_stranger : policy_->denied_origins.front());
  if (const auto mix_up = mix_up_of(asker_, *policy_, stranger)) result_.remarks.push_back(describe(*mix_up));
}

/// What one request leaves behind on its connection must decide nothing for the next.
void Campaign::try_connections() {
  const auto answer_to = [this](const Probe& probe, Connection connection) { return asker_.ask(probe, connection); };
  for (const auto& pair : connection_pairs(*policy_, target_origin_)) {
    if (asker_.is_over()) return;
    auto leak = state_leak_of(pair, *policy_, answer_to);
    if (!leak) continue;
    auto violation = violation_of(*leak);
    if (Finding* finding = known(violation)) {
      ++finding->shown;
      continue;
    }
    Finding finding{.violation = std::move(violation), .probe = std::move(leak->probe), .before = {}, .id = {}};
    finding.before.push_back({leak->before.front(), Preceding::Role::closes});
    for (auto& probe : leak->before) finding.before.push_back({std::move(probe), Preceding::Role::prepares});
    result_.findings.push_back(std::move(finding));
  }
}

/// Silence is a case; time is none, since a case cannot say how long an answer may take.
void Campaign::note_slowness(const LongInput& input, const Probe& probe, const Slowness& slowness) {
  const std::string what = describe(input, slowness);
  if (slowness.kind == Slowness::Kind::growing) {
    result_.remarks.push_back(what + "; no case states that, since cases know no time, but `" +
                              timing_command(input, probe, slowness.longer, asker_.url()) + "` shows it");
    return;
  }
  Violation violation{&oracle("unanswered"), &weight("silence"), "timeout, with a long " + std::string(input.name)};
  if (Finding* finding = known(violation)) {
    ++finding->shown;
    return;
  }
  Finding finding{.violation = std::move(violation),
                  .probe = with_length(probe, input, slowness.longer),
                  .before = {{with_length(probe, input, shortest_input), Preceding::Role::controls}},
                  .id = {}};
  result_.findings.push_back(std::move(finding));
}

/// Long input, last since it is heavy: it is answered, in a time that grows no faster than the input, and what is
/// granted stays granted.
void Campaign::try_long_input() {
  const auto answer_to = [this](const Probe& probe) { return asker_.ask(probe); };
  const Probe granted = generator_.plainly_granted();
  std::vector<SlowInput> slow;
  for (const auto& input : long_inputs()) {
    if (asker_.is_over()) break;
    // What is amiss already is not this input's doing.
    const auto before = judge(granted, asker_.ask(granted), *policy_, target_origin_, denial_);
    const auto was_there = [&](const Violation& violation) {
      return std::ranges::any_of(before, [&](const auto& one) { return is_same(one, violation); });
    };
    if (const auto slowness = slowness_of(input, granted, answer_to)) {
      slow.push_back({input, *slowness});
      if (slowness->kind == Slowness::Kind::unanswered) note_slowness(input, granted, *slowness);
    }
    const auto answer = asker_.ask(granted);
    if (!answer && !asker_.is_alive()) {
      note_death({with_length(granted, input, longest_input)});
      break;
    }
    for (auto& violation : judge(granted, answer, *policy_, target_origin_, denial_)) {
      if (known(violation) != nullptr || was_there(violation)) continue;
      Finding finding{.violation = std::move(violation),
                      .probe = granted,
                      .before = {{with_length(granted, input, longest_input), Preceding::Role::prepares}},
                      .id = {}};
      result_.findings.push_back(std::move(finding));
    }
  }
  for (const auto& [input, slowness] : slowest_of_each_header(slow)) {
    if (slowness.kind == Slowness::Kind::growing) note_slowness(input, granted, slowness);
  }
}

CampaignResult Campaign::run() {
  constexpr auto never = Asker::Clock::time_point::max();
  const auto end = options_.time ? asker_.now() + *options_.time : never;
  was_let_in_ = is_ok(status_of_plain_get().value_or(0));
  denial_ = way_of_denial();
  while (result_.probes < options_.runs && asker_.now() < end && !asker_.is_interrupted()) {
    const std::size_t most = result_.probes == 0 ? first_batch_size : batch_size;
    const auto probes = generator_.batch(std::min(most, options_.runs - result_.probes));
    asker_.wait_until(end);
    const auto start = asker_.now();
    auto seen = observe(probes);
    const auto taken = asker_.now() - start;
    if (!asker_.uses_one_connection() && takes_one_connection(probes, seen)) {
      asker_.use_one_connection();
      seen = observe(probes);
    }
    // What was found takes the time that it takes.
    asker_.wait_until(never);
    result_.probes += probes.size();
    if (is_shut_out()) break;
    std::vector<bool> answered;
    answered.reserve(seen.size());
    for (const Observation& each : seen) answered.push_back(each.is_answered);
    const bool unanswered = std::ranges::find(answered, false) != answered.end();
    const auto busy = static_cast<std::size_t>(std::ranges::count_if(seen, &Observation::is_busy));
    learn_from(probes, std::move(seen));
    if (unanswered && !asker_.is_alive()) {
      note_death(suspects_of(probes, answered));
      break;
    }
    const bool is_asked_too_much = few_busy * busy > probes.size();
    if (is_asked_too_much && !slow_down(probes.size() - busy, taken) && 2 * busy > probes.size()) {
      note_busy(busy, probes.size());
      break;
    }
  }
  if (!result_.target_died && !result_.target_is_busy && !asker_.is_interrupted()) {
    // These take a second, and minutes where each answer takes seconds: then as long as all before was to take.
    if (options_.time) asker_.wait_until(asker_.now() + *options_.time);
    if (!asker_.uses_one_connection()) try_together();
    try_connections();
    try_long_input();
    asker_.wait_until(never);
  }
  // What showed again after all, with another probe, is a finding.
  std::erase_if(result_.unrepeated, [this](const Finding& finding) { return known(finding.violation) != nullptr; });
  result_.findings = settled(result_.findings);
  result_.corpus = generator_.corpus();
  result_.shapes = generator_.shapes();
  result_.exchanges = asker_.exchanges();
  return std::move(result_);
}

}  // namespace corspec::fuzz
