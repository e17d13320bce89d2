#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corspec::suite {

/// How much an expectation binds; cumulative from `must` down.
enum class Level : std::uint8_t { must, should, may };
enum class Kind : std::uint8_t { conformance, security, interop, efficiency };

[[nodiscard]] std::string_view name(Level level);
[[nodiscard]] std::string_view name(Kind kind);
[[nodiscard]] std::optional<Level> find_level(std::string_view name);
[[nodiscard]] std::optional<Kind> find_kind(std::string_view name);

struct IntegerRange {
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;

  [[nodiscard]] bool contains(std::int64_t value) const { return (!min || value >= *min) && (!max || value <= *max); }
  friend bool operator==(const IntegerRange&, const IntegerRange&) = default;
};

/// What a comma-separated list must hold. Elements are compared as the header compares them: methods by bytes, field
/// names case-insensitively.
struct ListMatcher {
  std::vector<std::string> contains;
  std::vector<std::string> excludes;
  std::optional<std::vector<std::string>> equals_as_set;
  std::optional<std::vector<std::string>> within;  ///< nothing else stands there; any of it may be missing

  friend bool operator==(const ListMatcher&, const ListMatcher&) = default;
};

/// A predicate on the field lines of one header as received; everything that is set must hold.
struct HeaderMatcher {
  std::optional<bool> present;
  std::vector<std::string> any_of;      ///< the one line's bytes; one element is "exactly this"
  std::optional<ListMatcher> list;      ///< over all lines
  std::optional<IntegerRange> integer;  ///< the one line is 1*DIGIT and in that range
  std::optional<IntegerRange> count;    ///< number of field lines
  std::optional<std::string> matches;   ///< RE2, the whole value of every line

  friend bool operator==(const HeaderMatcher&, const HeaderMatcher&) = default;
};

struct NamedHeaderMatcher {
  std::string header;
  HeaderMatcher matcher;

  friend bool operator==(const NamedHeaderMatcher&, const NamedHeaderMatcher&) = default;
};

/// Conditions on one response of a step.
struct ResponseMatcher {
  std::vector<IntegerRange> status;  ///< any of; empty: any status
  std::vector<NamedHeaderMatcher> headers;
  std::vector<std::string> body_excludes;  ///< bytes that do not stand in the body's beginning, as far as recorded

  [[nodiscard]] bool empty() const { return status.empty() && headers.empty() && body_excludes.empty(); }
  friend bool operator==(const ResponseMatcher&, const ResponseMatcher&) = default;
};

/// Whether a raw step's target must answer.
enum class AnswerWanted : std::uint8_t { any, response, none };

/// What is expected of one step, at one level.
struct Expectation {
  enum class Verdict : std::uint8_t { allow, block };
  enum class Preflight : std::uint8_t { sent, cached, not_needed };

  Level level = Level::must;
  Kind kind = Kind::conformance;
  std::vector<std::string> flags;
  std::vector<std::string> rules;  ///< the rules this expectation checks; never empty after loading

  /// Fetch and preflight steps: what the browser concludes.
  std::optional<Verdict> verdict;
  std::vector<std::string> refused_by;  ///< with `verdict: block`: any of these rules must be the one that refused
  std::optional<Preflight> preflight;
  std::optional<IntegerRange> max_age;    ///< effective seconds of the preflight just evaluated (PF-8, PF-9)
  std::optional<ListMatcher> exposes;     ///< header names script may read
  std::optional<bool> timing_allowed;     ///< TAO-1
  std::optional<bool> served_from_cache;  ///< step through a modelled shared cache: whether a stored answer was reused
  ResponseMatcher preflight_response;     ///< the preflight's answer, as received
  /// The answer to the request itself (fetch, request, raw), or to the preflight in a preflight step, as received.
  ResponseMatcher response;
  std::optional<AnswerWanted> answer;      ///< raw and request steps
  std::vector<std::string> head_excludes;  ///< the same: bytes that do not stand in the head, one that is no HTTP too
  /// Judged only when the answer that `response` looks at is like this, so that a demand on some answers alone ("a 405
  /// carries Allow") accuses no other. Empty: always judged. Without an answer a conditional expectation holds.
  ResponseMatcher when;
  /// `when` looks at the answer of that step of the case, counted from 0, instead of this step's: what changed since
  /// then is judged only where something was there to change.
  std::optional<std::size_t> when_step;

  friend bool operator==(const Expectation&, const Expectation&) = default;
};

}  // namespace corspec::suite
