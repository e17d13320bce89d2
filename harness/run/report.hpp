#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recorded/timestamp.hpp"
#include "suite/expectation.hpp"

/// The result document: plain data, the one source of every report format. JSON is its written form.
namespace corspec::run {

/// The outcome of a case.
enum class Result : std::uint8_t {
  pass,
  fail,
  skip,      ///< the profile has not what it needs; with the reason
  error,     ///< set-up failed, or the target is not alive
  blocked,   ///< a case it depends on failed
  accepted,  ///< fails only in flags the profile accepts
  known,     ///< fails, and is listed as known
  fixed,     ///< listed as known, but passes
  flaky,     ///< passed only on a retry
};
inline constexpr int result_count = 9;
[[nodiscard]] std::string_view name(Result result);
[[nodiscard]] std::optional<Result> find_result(std::string_view name);

/// One expectation that did not hold.
struct CheckFailure {
  suite::Level level = suite::Level::must;
  suite::Kind kind = suite::Kind::conformance;
  std::vector<std::string> flags;
  std::vector<std::string> rules;  ///< what the expectation checks
  std::string refused_by;          ///< the rule by which the browser refused, when the verdict is what differs
  std::string what;                ///< one sentence a server developer can act on
  std::string field;               ///< header or other part of the message looked at
  std::string expected;
  std::string seen;  ///< bytes; "(absent)" is a note, not bytes: see `absent`
  bool absent = false;
  int step = 0;           ///< index into the case's steps
  bool gating = true;     ///< its level is within the run's `--level`
  bool accepted = false;  ///< every flag of it is accepted by the profile
};

/// One exchange of a case, as bytes.
struct RecordedExchange {
  int step = 0;
  std::string purpose;  ///< "preflight", "request", "raw", "control"
  std::string method;
  std::string url;
  bool secure = false;
  std::string sent;  ///< request bytes, secrets masked
  std::string head;  ///< raw head of the answer; empty when none came
  std::string body;  ///< beginning of the body, for the record
  bool body_truncated = false;
  int status = 0;
  std::string error;                  ///< why no answer came: "timed out: no byte for 10 s"; empty otherwise
  std::vector<std::string> findings;  ///< odd framing, and that the answer comes out of a cache
  /// Nothing was sent: the case's modelled shared cache gave the answer that it had kept of that exchange of the
  /// attempt.
  std::optional<std::size_t> stored_answer;
  std::optional<recorded::Timestamp> started;  ///< null when nothing was sent
  std::chrono::microseconds duration{0};
  /// A command that shows the exchange; empty for raw bytes that curl cannot send (then `printf … | nc`).
  std::string reproduce;
};

/// One try at a case.
struct Attempt {
  /// pass, fail, error; accepted; skip when a redirect led away before anything could be judged.
  Result result = Result::pass;
  std::vector<CheckFailure> failures;
  std::vector<RecordedExchange> exchanges;
  int exchange_count = 0;          ///< with the target; those of an attempt that passed are not kept
  std::vector<std::string> notes;  ///< framing findings, redirects that were not followed
  /// Rules of the case that nothing was judged by: no answer came to which an expectation of theirs applies (`when`),
  /// or a redirect led away before. That the case passed says nothing of them. In the order of the case's rules.
  std::vector<std::string> unjudged;
  std::chrono::microseconds duration{0};
};

struct CaseResult {
  // The key of a result.
  std::string target;
  std::string profile;
  std::string id;  ///< with the row
  std::string engine;

  std::vector<std::string> aliases;          ///< former ids of the case, without the row
  std::map<std::string, std::string> bound;  ///< what the policy gave for the names of the case: `method` -> `PUT`
  std::string suite;
  std::string title;
  std::string why;
  suite::Level level = suite::Level::must;
  suite::Kind kind = suite::Kind::conformance;
  std::vector<std::string> rules;
  std::vector<std::string> tags;
  std::vector<std::string> depends_on;  ///< ids without rows; what `resolve_dependencies` needs after a merge
  /// `pass` also when only expectations below the run's level failed: they stand in the attempts, not gating.
  Result result = Result::pass;
  std::string reason;       ///< of skip, error, blocked, accepted, known
  std::string known_issue;  ///< link given in the known-failing entry
  /// What it was in the report that this one is held against; null when that does not have the case.
  std::optional<Result> before;
  std::vector<Attempt> attempts;
  /// In a shard only: where the whole run has it, counted from 0.
  std::optional<std::size_t> place;
};

/// The rules that results cite, each once, in the order of the results.
[[nodiscard]] std::vector<std::string> cited_rules(const std::vector<CaseResult>& results);

/// What `RunInfo::broken_off` says when somebody pressed Ctrl-C: the one incomplete run that is nobody's fault.
inline constexpr std::string_view interrupted_by_user = "interrupted";

/// What every report names.
struct RunInfo {
  std::string tool_version;
  std::string case_set_hash;              ///< SHA-256 over all case files, hex
  std::string standard_date;              ///< of the Fetch Standard
  std::string started;                    ///< RFC 3339, UTC
  std::vector<std::string> command_line;  ///< secrets masked
  /// The names of `--transport-header`: what went out is not what a browser sends, preflights included.
  std::vector<std::string> transport_headers;
  suite::Level gate_level = suite::Level::must;
  std::string engine;
  std::string baseline;    ///< when the run began that this one is held against; empty without one
  bool complete = true;    ///< false: interrupted, or broken off
  std::string broken_off;  ///< why, when not complete
  std::chrono::microseconds duration{0};
};

struct TargetInfo {
  std::string url;
  std::vector<std::string> profiles;
  std::string server;  ///< the `Server` header, as far as known
  bool reachable = true;
  std::string unreachable_reason;
  bool anything_selected = true;  ///< something is to be run there, in this shard or in another
};

/// What a session of requests costs with one engine's preflight cache.
struct SessionCost {
  std::string engine;
  int preflights = 0;
  std::optional<int> if_kept;  ///< as many would do if every answer to a preflight were kept for a day; empty: unknown
  int exchange_count = 0;      ///< with the target
  std::string unmeasured;      ///< why there is no figure; empty when there is
};

struct SessionResult {
  std::string target;
  std::string profile;
  std::string id;
  std::string title;
  std::string why;
  int requests = 0;  ///< without preflights
  std::vector<SessionCost> costs;
};

/// A link to the standard for a rule that occurs in the results.
struct RuleInfo {
  std::string id;
  std::string statement;
  std::string link;
};

/// What somebody says whose server the target is; each may be empty. Text for people: UTF-8 without control characters.
struct Claim {
  std::string implementation;
  std::string version;
  std::string organisation;
  std::string url;  ///< http or https
  std::string contact;

  friend bool operator==(const Claim&, const Claim&) = default;
};

struct Report {
  RunInfo info;
  Claim claim;
  std::vector<TargetInfo> targets;
  std::vector<RuleInfo> rules;
  std::vector<CaseResult> results;
  std::vector<SessionResult> sessions;
  bool shard = false;  ///< part of a sharded run: `depends_on` is resolved at the merge
  int shard_index = 0;
  int shard_count = 0;
};

/// Exchanges with the target for the sake of cases and sessions: not those that only asked whether it lives, nor what
/// was sent again because it was busy, for these depend on the moment.
[[nodiscard]] std::uint64_t count_exchanges(const Report& report);

/// How many of them went out to the target; the modelled shared cache answers others.
[[nodiscard]] int count_sent(const std::vector<RecordedExchange>& exchanges);

}  // namespace corspec::run
