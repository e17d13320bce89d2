#include "fuzz/live/fuzz.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "fuzz/live/campaign.hpp"
#include "fuzz/live/corpus.hpp"
#include "fuzz/live/grant.hpp"
#include "fuzz/live/summary.hpp"
#include "run/case_set.hpp"
#include "run/client_exchanger.hpp"
#include "run/interruption.hpp"
#include "run/readiness.hpp"
#include "run/run.hpp"
#include "run/targets.hpp"
#include "run/transport_headers.hpp"
#include "run/version.hpp"
#include "suite/profile.hpp"

namespace corspec::fuzz {

namespace {

/// How often a finding has to show when its case is replayed.
constexpr int confirmations = 3;

/// What the flags come to.
struct Plan {
  suite::Profile policy;
  run::Target target;
  run::WireContext wire;
  std::string resource;  ///< request target
  std::vector<Probe> seeds;
};

std::unexpected<FuzzError> refuse(std::string what) {
  return std::unexpected(FuzzError{false, std::move(what)});
}

/// Nobody's server is fuzzed by a slip of the keyboard.
std::expected<void, FuzzError> check_host(const run::Target& target, const FuzzOptions& options) {
  if (!target.endpoint.unix_socket.empty()) return {};
  const auto is_foreign = [&](const std::string& host) {
    return !host.empty() && !is_loopback(host) && host != options.allowed_host;
  };
  const auto& endpoint = target.endpoint;
  if (!is_foreign(endpoint.host) && !is_foreign(endpoint.connect_host)) return {};
  const std::string& foreign = is_foreign(endpoint.host) ? endpoint.host : endpoint.connect_host;
  return refuse(foreign + " is not this machine; --allow-host " + foreign + " fuzzes it all the same");
}

std::expected<Plan, FuzzError> plan_of(const FuzzOptions& options) {
  const auto url = run::parse_target(options.target);
  if (!url) return refuse(url.error());
  if (const auto wrong = run::wrong_transport_headers(options.transport_headers); !wrong.empty())
    return refuse(wrong.front());
  if (const auto network = run::check_network(options.network); !network) return refuse(network.error());
  const auto text = run::read_file(options.profile);
  if (!text) return refuse(suite::describe(text.error().front()));
  auto profiles = suite::load_profiles(options.profile.generic_string(), *text);
  if (!profiles) {
    std::string what;
    for (const auto& error : profiles.error()) what += (what.empty() ? "" : "\n") + suite::describe(error);
    return refuse(std::move(what));
  }
  if (profiles->size() != 1)
    return refuse(options.profile.generic_string() + " holds several profiles: fuzz takes one");

  Plan plan;
  plan.policy = std::move(profiles->front());
  plan.target = run::target_of(*url, plan.policy.at, options.network);
  // NEED-1: a page of the target's own origin sends it no CORS requests, so there is nothing to grant to it.
  std::erase(plan.policy.allowed_origins, plan.target.origin());
  if (auto checked = check_host(plan.target, options); !checked) return std::unexpected(checked.error());
  plan.wire.url = plan.target.url;
  plan.wire.user_agent = "corspec/" + std::string(run::version());
  plan.wire.transport_headers = options.transport_headers;
  plan.resource =
      plan.policy.paths.resource.empty() ? fetch::request_target(plan.target.url) : plan.policy.paths.resource;
  if (!options.corpus.empty()) {
    auto seeds = read_corpus(options.corpus);
    if (!seeds) return refuse(seeds.error());
    plan.seeds = *std::move(seeds);
  }
  return plan;
}

std::expected<void, FuzzError> write_cases(const FuzzOptions& options, const Plan& plan,
                                           const std::vector<Finding>& findings) {
  std::ofstream file(options.findings, std::ios::binary);
  file << case_file(findings, {plan.target.authority(), plan.policy.credentials == true, named_origins(plan.policy),
                               plan.wire.user_agent});
  if (!file.flush()) return refuse(options.findings.string() + ": cannot be written");
  return {};
}

/// The findings whose case failed each time, with the last results of these; the others, and why.
struct Confirmed {
  std::vector<Finding> findings;
  run::Report report;
  std::vector<Unrepeated> unrepeated;
};

/// It showed again before it became a case: one that never fails cannot state it.
Unrepeated unrepeated_of(Finding finding, int failed, const run::Report& report) {
  const auto result = std::ranges::find(report.results, finding.id, &run::CaseResult::id);
  std::string why = "it shows again, but its case, which asks as a browser does, passes: no case states it";
  if (failed > 0) {
    why = "its case failed " + std::to_string(failed) + " of " + std::to_string(confirmations) + " times";
  } else if (result != report.results.end() && result->result == run::Result::accepted) {
    why = result->reason;
  } else if (result != report.results.end() && result->result != run::Result::pass) {
    why = "its case could not be judged: " + result->reason;
  }
  return {std::move(finding), std::move(why)};
}

/// Replays the case file of the findings.
std::expected<Confirmed, FuzzError> confirm(const FuzzOptions& options, std::vector<Finding> findings) {
  run::RunOptions replay;
  replay.targets = {options.target};
  replay.profiles = {options.profile};
  replay.cases = {options.findings};
  replay.level = suite::Level::may;
  replay.jobs = 1;
  replay.rate = options.rate;
  replay.transport_headers = options.transport_headers;
  replay.network = options.network;
  run::Observer nobody;
  std::map<std::string, int> failed;
  Confirmed confirmed;
  for (int times = 0; times < confirmations; ++times) {
    auto replayed = run::run(replay, nobody);
    if (!replayed) {
      std::string what = "the findings cannot be replayed:";
      for (const auto& error : replayed.error()) what += "\n" + error;
      return refuse(std::move(what));
    }
    confirmed.report = *std::move(replayed);
    for (const auto& result : confirmed.report.results) failed[result.id] += result.result == run::Result::fail ? 1 : 0;
  }
  for (auto& finding : findings) {
    const int times = failed[finding.id];
    if (times == confirmations) {
      confirmed.findings.push_back(std::move(finding));
    } else {
      confirmed.unrepeated.push_back(unrepeated_of(std::move(finding), times, confirmed.report));
    }
  }
  return confirmed;
}

/// The results of the findings that stand for their groups, each with what it stands for.
void leave_one_for_each_group(run::Report& report, const std::vector<Group>& groups) {
  std::vector<run::CaseResult> results;
  for (const auto& group : groups) {
    const auto found = std::ranges::find(report.results, group.findings.front().id, &run::CaseResult::id);
    if (found == report.results.end()) continue;
    found->reason = note_on(group);
    results.push_back(std::move(*found));
  }
  report.results = std::move(results);
}

}  // namespace

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.ends_with(".localhost") ||
         (host.starts_with("127.") && std::ranges::count(host, '.') == 3 &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::expected<FuzzResult, FuzzError> fuzz(const FuzzOptions& options) {
  auto plan = plan_of(options);
  if (!plan) return std::unexpected(plan.error());
  const run::Interruption interruption;
  run::ClientExchanger exchanger(run::client_options_of(plan->target, options.network, options.jobs));
  const auto ready = run::wait_until_ready(exchanger, run::control_request(plan->resource, plan->wire), {});
  if (!ready) return std::unexpected(FuzzError{true, ready.error()});

  Campaign campaign(exchanger, plan->policy, plan->wire, plan->resource,
                    {.seed = options.seed,
                     .runs = options.runs,
                     .time = options.time,
                     .rate = options.rate,
                     .interrupted = &run::Interruption::requested});
  for (auto& seed : plan->seeds) campaign.add_known(std::move(seed));
  const auto start = exchanger.now();
  auto found = campaign.run();
  FuzzResult result{.report = {},
                    .remarks = std::move(found.remarks),
                    .probes = found.probes,
                    .shapes = found.shapes,
                    .exchanges = found.exchanges,
                    .duration = std::chrono::duration_cast<std::chrono::milliseconds>(exchanger.now() - start),
                    .target_died = found.target_died,
                    .target_is_busy = found.target_is_busy,
                    .slowed_to = found.slowed_to,
                    .interrupted = run::Interruption::requested()};
  if (!options.corpus.empty()) {
    if (const auto written = write_corpus(options.corpus, found.corpus); !written) return refuse(written.error());
  }
  for (auto& finding : found.unrepeated) result.unrepeated.push_back({std::move(finding), "it did not show again"});
  if (found.findings.empty() && found.suspects.empty()) return result;

  auto cases = found.findings;
  std::ranges::copy(found.suspects, std::back_inserter(cases));
  if (const auto written = write_cases(options, *plan, cases); !written) return std::unexpected(written.error());
  if (!found.suspects.empty()) {
    result.remarks.push_back("what the target may have died of is in " + options.findings.string() +
                             ", a case for each request: replayed on a target that lives again, they say which");
  }
  result.findings_kept = false;
  if (result.target_died || result.interrupted) {
    const std::string why = result.target_died ? "the target died before it could be replayed" : "interrupted";
    for (auto& finding : found.findings) result.unrepeated.push_back({std::move(finding), why});
    return result;
  }
  auto confirmed = confirm(options, std::move(found.findings));
  if (!confirmed) return std::unexpected(confirmed.error());
  if (const auto written = write_cases(options, *plan, confirmed->findings); !written)
    return std::unexpected(written.error());
  result.groups = grouped(confirmed->findings);
  result.report = std::move(confirmed->report);
  leave_one_for_each_group(result.report, result.groups);
  std::ranges::move(confirmed->unrepeated, std::back_inserter(result.unrepeated));
  return result;
}

}  // namespace corspec::fuzz
