#include "reports/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "fetch/url.hpp"
#include "run/dependencies.hpp"
#include "run/left_waiting.hpp"

namespace corspec::reports {
namespace {

using Error = std::unexpected<std::string>;

/// The URL without its port: with `--exec` each shard has a server of its own, which may listen elsewhere.
std::string without_port(const std::string& text) {
  auto url = fetch::parse_url(text);
  if (!url) return text;
  url->port.reset();
  return fetch::serialize(*url);
}

bool started_its_target(const run::Report& report) {
  return std::ranges::any_of(report.info.command_line,
                             [](const auto& word) { return word == "--exec" || word.starts_with("--exec="); });
}

std::vector<std::pair<std::string, std::vector<std::string>>> places_of(const run::Report& report) {
  std::vector<std::pair<std::string, std::vector<std::string>>> places;
  places.reserve(report.targets.size());
  const bool any_port = started_its_target(report);
  for (const auto& target : report.targets)
    places.emplace_back(any_port ? without_port(target.url) : target.url, target.profiles);
  return places;
}

/// The parts by the index of their shard, all of them there.
std::expected<void, std::string> check_shards(const std::vector<Part>& parts) {
  const Part& first = parts.front();
  std::map<int, const Part*> by_index;
  for (const Part& part : parts) {
    const run::Report& report = part.report;
    if (!report.shard) return Error(fmt::format("{} is no shard, unlike {}", part.name, first.name));
    if (report.shard_count != first.report.shard_count) {
      return Error(fmt::format("{} is one of {} shards, {} one of {}", part.name, report.shard_count, first.name,
                               first.report.shard_count));
    }
    if (places_of(report) != places_of(first.report))
      return Error(fmt::format("{} is about other targets or profiles than {}", part.name, first.name));
    const auto [before, is_new] = by_index.emplace(report.shard_index, &part);
    if (!is_new)
      return Error(
          fmt::format("{} and {} are the same shard, {}", before->second->name, part.name, report.shard_index));
  }
  for (int index = 1; index <= first.report.shard_count; ++index) {
    if (!by_index.contains(index))
      return Error(fmt::format("shard {} of {} is missing", index, first.report.shard_count));
  }
  return {};
}

/// Without the flag that made it a part.
std::vector<std::string> without_shard(const std::vector<std::string>& arguments) {
  std::vector<std::string> kept;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == "--shard") {
      ++at;
    } else if (!arguments[at].starts_with("--shard=")) {
      kept.push_back(arguments[at]);
    }
  }
  return kept;
}

void add_info(run::RunInfo& sum, const run::RunInfo& part) {
  sum.started = std::min(sum.started, part.started);
  sum.duration += part.duration;
  if (sum.complete && !part.complete) {
    sum.complete = false;
    sum.broken_off = part.broken_off;
  }
}

/// What is known of one target in another shard.
void add_target(run::TargetInfo& sum, const run::TargetInfo& part) {
  if (sum.server.empty()) sum.server = part.server;
  if (sum.reachable && !part.reachable) {
    sum.reachable = false;
    sum.unreachable_reason = part.unreachable_reason;
  }
}

template <typename Items>
void append(Items& sum, Items& part) {
  sum.insert(sum.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
}

/// The results of a shard, as if they were of the first one's targets.
void rename_targets(run::Report& report, const run::Report& first) {
  std::map<std::string, std::string> names;
  for (std::size_t at = 0; at < first.targets.size(); ++at)
    names.emplace(report.targets[at].url, first.targets[at].url);
  for (auto& result : report.results) {
    if (const auto found = names.find(result.target); found != names.end()) result.target = found->second;
  }
  for (auto& session : report.sessions) {
    if (const auto found = names.find(session.target); found != names.end()) session.target = found->second;
  }
}

/// Those that the results cite, as a run has them.
std::vector<run::RuleInfo> cited(const std::vector<run::RuleInfo>& rules, const std::vector<run::CaseResult>& results) {
  std::vector<run::RuleInfo> kept;
  for (const auto& id : run::cited_rules(results)) {
    const auto found = std::ranges::find(rules, id, &run::RuleInfo::id);
    if (found != rules.end()) kept.push_back(*found);
  }
  return kept;
}

run::Report join_shards(std::vector<Part> parts) {
  std::ranges::sort(parts, {}, [](const Part& part) { return part.report.shard_index; });
  run::Report whole = std::move(parts.front().report);
  for (Part& part : std::ranges::subrange(parts.begin() + 1, parts.end())) {
    rename_targets(part.report, whole);
    add_info(whole.info, part.report.info);
    for (std::size_t at = 0; at < whole.targets.size(); ++at) add_target(whole.targets[at], part.report.targets[at]);
    append(whole.results, part.report.results);
    append(whole.rules, part.report.rules);
    append(whole.sessions, part.report.sessions);
  }
  std::ranges::sort(whole.results, {}, &run::CaseResult::place);
  for (auto& result : whole.results) result.place.reset();
  whole.info.command_line = without_shard(whole.info.command_line);
  whole.shard = false;
  whole.shard_index = whole.shard_count = 0;
  run::resolve_dependencies(whole);
  run::settle_sessions(whole);
  return whole;
}

std::expected<run::Report, std::string> join_targets(std::vector<Part> parts) {
  std::map<std::pair<std::string, std::string>, std::string> seen;
  for (const Part& part : parts) {
    if (part.report.shard) return Error(fmt::format("{} is a shard, unlike {}", part.name, parts.front().name));
    for (const auto& target : part.report.targets) {
      for (const auto& profile : target.profiles) {
        const auto [before, is_new] = seen.emplace(std::pair(target.url, profile), part.name);
        if (is_new) continue;
        return Error(
            fmt::format("{} and {} are both about {} under `{}`", before->second, part.name, target.url, profile));
      }
    }
  }
  run::Report all = std::move(parts.front().report);
  for (Part& part : std::ranges::subrange(parts.begin() + 1, parts.end())) {
    add_info(all.info, part.report.info);
    for (auto& target : part.report.targets) {
      const auto known = std::ranges::find(all.targets, target.url, &run::TargetInfo::url);
      if (known == all.targets.end()) {
        all.targets.push_back(std::move(target));
      } else {
        known->profiles.insert(known->profiles.end(), target.profiles.begin(), target.profiles.end());
        add_target(*known, target);
      }
    }
    append(all.results, part.report.results);
    append(all.rules, part.report.rules);
    append(all.sessions, part.report.sessions);
  }
  return all;
}

}  // namespace

std::expected<run::Report, std::string> merge(std::vector<Part> parts) {
  if (parts.size() == 1) return std::move(parts.front().report);
  const run::Claim claim = parts.front().report.claim;
  const bool same_claim = std::ranges::all_of(parts, [&](const Part& part) { return part.report.claim == claim; });
  using enum Common;
  if (const auto checked = check_common(parts, {version, case_set, level, engine, baseline}); !checked)
    return Error(checked.error());
  std::expected<run::Report, std::string> merged;
  if (parts.front().report.shard) {
    if (const auto checked = check_shards(parts); !checked) return Error(checked.error());
    merged = join_shards(std::move(parts));
  } else {
    merged = join_targets(std::move(parts));
  }
  if (!merged) return merged;
  merged->rules = cited(merged->rules, merged->results);
  if (!same_claim) merged->claim = {};
  return merged;
}

}  // namespace corspec::reports
