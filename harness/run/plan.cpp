#include "run/plan.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <utility>

#include "message/bytes.hpp"
#include "run/author_headers.hpp"
#include "run/free_port.hpp"
#include "run/transport_headers.hpp"
#include "run/version.hpp"
#include "suite/glob.hpp"

namespace corspec::run {
namespace {

constexpr std::string_view port_name = "{port}";

/// Gathers what is wrong, so that everything is said at once.
class Problems {
 public:
  void add(std::string what) { errors_.push_back(std::move(what)); }
  void add(const suite::LoadErrors& errors) {
    for (const suite::LoadError& error : errors) errors_.push_back(suite::describe(error));
  }
  /// The value, or an empty one with the problems noted.
  template <typename Value>
  Value take(suite::Loaded<Value> loaded) {
    if (loaded) return *std::move(loaded);
    add(loaded.error());
    return {};
  }
  [[nodiscard]] bool none() const { return errors_.empty(); }
  [[nodiscard]] ConfigurationErrors& errors() { return errors_; }

 private:
  ConfigurationErrors errors_;
};

void fill_in(std::string& text, std::string_view name, std::string_view value) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
}

void fill_in_port(Plan& plan, Problems& problems) {
  const auto wants_port = [](const std::string& text) { return text.contains(port_name); };
  if (!wants_port(plan.exec) && std::ranges::none_of(plan.targets, wants_port)) return;
  const auto port = free_port();
  if (!port) {
    problems.add(port.error());
    return;
  }
  fill_in(plan.exec, port_name, std::to_string(*port));
  for (std::string& target : plan.targets) fill_in(target, port_name, std::to_string(*port));
}

std::vector<std::string> read_pattern_files(const std::vector<std::string>& patterns, Problems& problems) {
  std::vector<std::string> all;
  for (const std::string& pattern : patterns) {
    if (!pattern.starts_with('@')) {
      all.push_back(pattern);
      continue;
    }
    for (std::string& line : suite::read_patterns(problems.take(read_file(pattern.substr(1)))))
      all.push_back(std::move(line));
  }
  return all;
}

std::vector<suite::Profile> load_all_profiles(const RunOptions& options, Problems& problems) {
  if (options.profiles.empty()) return {suite::unknown_policy()};
  std::vector<suite::Profile> profiles;
  for (const auto& path : options.profiles) {
    const auto text = read_file(path);
    if (!text) {
      problems.add(text.error());
      continue;
    }
    for (suite::Profile& profile : problems.take(suite::load_profiles(path.generic_string(), *text))) {
      const auto same_name = [&profile](const suite::Profile& other) { return other.name == profile.name; };
      if (std::ranges::any_of(profiles, same_name)) {
        problems.add(fmt::format("{}: there is another profile named `{}`", path.generic_string(), profile.name));
      }
      profiles.push_back(std::move(profile));
    }
  }
  return profiles;
}

std::vector<suite::KnownEntry> load_all_known(const std::vector<std::filesystem::path>& paths, Problems& problems) {
  std::vector<suite::KnownEntry> entries;
  for (const auto& path : paths) {
    const auto text = read_file(path);
    if (!text) {
      problems.add(text.error());
      continue;
    }
    for (suite::KnownEntry& entry : problems.take(suite::load_known(path.generic_string(), *text)))
      entries.push_back(std::move(entry));
  }
  return entries;
}

std::optional<std::string> credential_value(const suite::CredentialSource& source, const std::string& profile,
                                            Problems& problems) {
  std::string value;
  if (!source.environment.empty()) {
    const char* const found = std::getenv(source.environment.c_str());
    if (found == nullptr) {
      problems.add(fmt::format("profile `{}` takes {} from the environment variable {}, which is not set", profile,
                               source.header, source.environment));
      return std::nullopt;
    }
    value = found;
  } else {
    value = problems.take(read_file(source.file));
  }
  value = message::strip_http_whitespace(value);
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    problems.add(fmt::format("profile `{}`: the value for {} holds a line break or NUL", profile, source.header));
    return std::nullopt;
  }
  return value;
}

message::HeaderList credentials_of(const suite::Profile& profile, Masker& masker, Problems& problems) {
  message::HeaderList credentials;
  for (const suite::CredentialSource& source : profile.request_credentials) {
    auto value = credential_value(source, profile.name, problems);
    if (!value) continue;
    masker.add({source.header, *value});
    credentials.append(source.header, *std::move(value));
  }
  return credentials;
}

std::vector<const browser::Engine*> find_engines(const std::vector<std::string>& names, Problems& problems) {
  std::vector<const browser::Engine*> engines;
  for (const std::string& name : names) {
    const browser::Engine* const engine = browser::find_engine(name);
    if (engine == nullptr) problems.add(fmt::format("there is no engine named `{}`", name));
    if (std::ranges::find(engines, engine) == engines.end()) engines.push_back(engine);
  }
  if (engines.empty()) problems.add("no engine is chosen");
  return engines;
}

std::vector<fetch::Url> parse_targets(const std::vector<std::string>& texts, Problems& problems) {
  std::vector<fetch::Url> urls;
  for (const std::string& text : texts) {
    if (auto url = parse_target(text)) {
      urls.push_back(*std::move(url));
    } else {
      problems.add(std::move(url.error()));
    }
  }
  if (texts.empty()) problems.add("no target is given");
  return urls;
}

PolicyPlan plan_policy(const fetch::Url& url, const suite::Profile& profile, const Plan& plan,
                       const RunOptions& options, const Selection& selection, const message::HeaderList& credentials) {
  PolicyPlan policy;
  policy.profile = profile.name;
  policy.at = target_of(url, profile.at, options.network);
  const suite::TargetFacts facts = facts_of(policy.at);
  for (const suite::Suite& suite : plan.cases.library.suites)
    policy.expansions.push_back(suite::expand(suite, profile, facts));
  policy.sessions = select_sessions(selection, plan.cases.library.suites, policy.expansions);
  Selection unsharded = selection;
  unsharded.shard = {};
  policy.selected = select(unsharded, plan.cases.library.suites, policy.expansions);
  policy.anything_selected = policy.selected.count_run() > 0;
  policy.places = policy.selected.entries.size();
  keep_shard(selection.shard, policy.selected);
  policy.context.wire = {policy.at.url, fmt::format("corspec/{}", version()), options.author_headers,
                         options.transport_headers, credentials};
  policy.context.error_path = profile.paths.error;
  policy.weights = {options.level, profile.accept, profile.reject};
  policy.control_path = profile.paths.resource.empty() ? facts.path : profile.paths.resource;
  return policy;
}

/// A file that cannot be read would be found at the first handshake, and look like the target's fault.
void check_tls_files(const http::TlsOptions& tls, Problems& problems) {
  const std::pair<std::string_view, const std::string*> files[] = {
      {"--cacert", &tls.ca_file}, {"--cert", &tls.client_cert}, {"--key", &tls.client_key}};
  for (const auto& [flag, path] : files) {
    if (!path->empty() && !read_file(*path)) problems.add(fmt::format("{} {}: cannot be read", flag, *path));
  }
}

void note_vain_choices(Plan& plan, const Selection& selection) {
  std::vector<const std::vector<suite::Expansion>*> expansions;
  expansions.reserve(plan.policies.size());
  for (const PolicyPlan& policy : plan.policies) expansions.push_back(&policy.expansions);
  for (std::string& sentence : vain_choices(selection, plan.cases.library.suites, expansions))
    plan.messages.push_back(std::move(sentence));
}

/// Entries of a list that no case of any policy goes by: a leftover, or a slip of the pen. Only a whole run can tell.
void note_stale_entries(Plan& plan, const RunOptions& options) {
  const Selection& selection = options.selection;
  if (!selection.run.empty() || !selection.tags.empty() || !selection.skip.empty() || !selection.shard.whole()) return;
  if (plan.known_failing.empty() && plan.known_flaky.empty()) return;
  std::vector<CaseNames> names;
  for (const PolicyPlan& policy : plan.policies) {
    for (const SelectedCases::Entry& each : policy.selected.entries)
      names.push_back(each.subject == nullptr ? CaseNames{each.skipped->id, {}, {}} : names_of(*each.subject));
  }
  const auto is_used = [&names](const suite::KnownEntry& entry) {
    return std::ranges::any_of(
        names, [&entry](const CaseNames& one) { return any_covers(std::span(&entry.pattern, 1), one); });
  };
  for (const auto* list : {&plan.known_failing, &plan.known_flaky}) {
    for (const suite::KnownEntry& entry : *list) {
      if (is_used(entry)) continue;
      plan.messages.push_back(fmt::format("{}:{}: no case goes by {}", entry.file, entry.line, entry.pattern));
    }
  }
}

std::string today_utc() {
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

std::size_t Plan::expected_results() const {
  std::size_t count = 0;
  for (const PolicyPlan& policy : policies) count += policy.selected.entries.size() * engines.size();
  return count;
}

std::size_t Plan::places() const {
  std::size_t count = 0;
  for (const PolicyPlan& policy : policies) count += policy.places * engines.size();
  return count;
}

std::expected<Plan, ConfigurationErrors> make_plan(const RunOptions& options) {
  Plan plan;
  Problems problems;
  plan.targets = options.targets;
  plan.exec = options.exec;
  plan.today = options.today.empty() ? today_utc() : options.today;
  fill_in_port(plan, problems);
  const std::vector<fetch::Url> urls = parse_targets(plan.targets, problems);
  if (auto network = check_network(options.network); !network) problems.add(std::move(network.error()));
  check_tls_files(options.network.tls, problems);
  plan.engines = find_engines(options.engines, problems);
  if (options.jobs < 1) problems.add("--jobs has to be 1 at least");
  if (options.retry < 0) problems.add("--retry must not be negative");
  if (options.rate < 0) problems.add("--rate must not be negative");

  Selection selection = options.selection;
  selection.run = read_pattern_files(options.selection.run, problems);
  selection.skip = read_pattern_files(options.selection.skip, problems);
  // A list of patterns that turns out empty selects nothing, not everything.
  if (selection.run.empty() && !options.selection.run.empty()) problems.add("--run names no pattern");
  plan.cases = problems.take(load_case_set(options.cases));
  plan.known_failing = load_all_known(options.known_failing, problems);
  plan.known_flaky = load_all_known(options.known_flaky, problems);
  const std::vector<suite::Profile> profiles = load_all_profiles(options, problems);
  for (const suite::Profile& profile : profiles) {
    for (std::string& sentence : unpromised_author_headers(options.author_headers, profile))
      problems.add(std::move(sentence));
  }
  for (auto& what : wrong_transport_headers(options.transport_headers)) problems.add(std::move(what));
  plan.masker.add_secrets_of(options.author_headers);
  plan.masker.add_secrets_of(options.transport_headers);
  std::vector<message::HeaderList> credentials;
  credentials.reserve(profiles.size());
  for (const suite::Profile& profile : profiles) credentials.push_back(credentials_of(profile, plan.masker, problems));
  if (!problems.none()) return std::unexpected(std::move(problems.errors()));

  for (std::size_t target = 0; target < urls.size(); ++target) {
    for (std::size_t profile = 0; profile < profiles.size(); ++profile) {
      plan.policies.push_back(
          plan_policy(urls[target], profiles[profile], plan, options, selection, credentials[profile]));
      plan.policies.back().target = target;
    }
  }
  plan.messages = author_header_messages(options.author_headers);
  note_vain_choices(plan, selection);
  note_stale_entries(plan, options);
  return plan;
}

}  // namespace corspec::run
