#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "browser/main_fetch.hpp"

/// A language for saying what a browser does, one line at a time: vectors.txt explains it and is written in it.
/// For tests only.
namespace corspec::browser {

struct ScriptedAnswer {
  bool reset = false;
  Response response;
};

/// One fetch: what the page asks for, what the server answers, and what must then hold.
struct ScriptStep {
  std::size_t line = 0;
  Request request;
  fetch::Instant at;
  bool preflight_only = false;
  std::vector<ScriptedAnswer> preflights;
  std::vector<ScriptedAnswer> answers;
  /// By engine; "" is for the engines that have none of their own.
  std::map<std::string, std::vector<std::string>, std::less<>> expectations;

  [[nodiscard]] const std::vector<std::string>& expectations_of(std::string_view engine) const;
};

/// Fetches of one session, in order.
struct FetchVector {
  std::string id;
  std::size_t line = 0;
  std::vector<std::string> rules;
  std::vector<ScriptStep> steps;
  /// Why its lines cannot be read, with the place; empty when they can.
  std::string problem;
};

/// What follows `request` in a vector: `PUT credentials=include mode=cors`. Null when it cannot be read.
[[nodiscard]] std::optional<ScriptStep> read_request(std::string_view text);

/// The vectors of a file. What cannot be read is in a vector's `problem`; a file that cannot
/// be opened is one vector with a problem.
[[nodiscard]] std::vector<FetchVector> read_vectors(const std::string& file);

/// What became of a step.
struct Walk {
  std::vector<Send> preflights;
  std::vector<Send> requests;
  Verdict verdict;
  /// Whether more was sent than the script answers.
  bool beyond_script = false;
};

[[nodiscard]] Walk walk(const Engine& engine, PreflightCache& cache, const ScriptStep& step);

/// As expectations have it: `allow`, `block`, `opaque` or `left`.
[[nodiscard]] std::string_view word_of(Verdict::Kind kind);

/// What an expectation speaks of, as it came out: equal to `expectation` when that holds. Unknown expectations give a
/// text that is equal to none.
[[nodiscard]] std::string observed(std::string_view expectation, const Walk& seen);

}  // namespace corspec::browser
