#include "testing/fetch_script.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::browser {
namespace {

/// A word of the language and what it stands for.
template <class Value>
struct Word {
  std::string_view word;
  Value value;
};

constexpr Word<Body::Kind> body_words[] = {
    {"text", Body::Kind::text},      {"urlencoded", Body::Kind::url_search_params},
    {"form", Body::Kind::form_data}, {"blob", Body::Kind::blob},
    {"buffer", Body::Kind::buffer},  {"stream", Body::Kind::stream}};
constexpr Word<Mode> mode_words[] = {
    {"no-cors", Mode::no_cors}, {"same-origin", Mode::same_origin}, {"navigate", Mode::navigate}};
constexpr Word<RedirectMode> redirect_words[] = {{"error", RedirectMode::error}, {"manual", RedirectMode::manual}};
constexpr Word<fetch::CredentialsMode> credentials_words[] = {{"omit", fetch::CredentialsMode::omit},
                                                              {"include", fetch::CredentialsMode::include}};
constexpr Word<std::string_view> header_words[] = {{"ACAO", "Access-Control-Allow-Origin"},
                                                   {"ACAC", "Access-Control-Allow-Credentials"},
                                                   {"ACAM", "Access-Control-Allow-Methods"},
                                                   {"ACAH", "Access-Control-Allow-Headers"},
                                                   {"ACEH", "Access-Control-Expose-Headers"},
                                                   {"ACMA", "Access-Control-Max-Age"},
                                                   {"TAO", "Timing-Allow-Origin"},
                                                   {"CORP", "Cross-Origin-Resource-Policy"}};

/// Reads a word into `value`; false when there is no such word.
template <class Words, class Value>
bool read_word(const Words& words, std::string_view word, Value& value) {
  const auto found = std::ranges::find_if(words, [word](const auto& known) { return known.word == word; });
  if (found == std::end(words)) return false;
  value = found->value;
  return true;
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.emplace_back(text);
  return parts;
}

std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::optional<std::int64_t> read_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

/// Seconds with up to three decimals, as milliseconds.
std::optional<fetch::Instant> read_instant(std::string_view text) {
  const auto [seconds, decimals] = cut(text, '.');
  const auto whole = read_number(seconds);
  const auto milliseconds = read_number((std::string(decimals) + "000").substr(0, 3));
  if (!whole || !milliseconds || decimals.size() > 3) return std::nullopt;
  return fetch::Instant{*whole * 1000 + *milliseconds};
}

/// `\t`, `\s` for a space, and `{N*x}` for x N times.
std::optional<std::string> expand(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const auto star = text.find('*');
    if (text.starts_with("\\t") || text.starts_with("\\s")) {
      bytes += text[1] == 't' ? '\t' : ' ';
      text.remove_prefix(2);
    } else if (text.starts_with('{')) {
      const auto count = star == std::string_view::npos ? std::nullopt : read_number(text.substr(1, star - 1));
      if (!count || text.substr(star + 2, 1) != "}") return std::nullopt;
      bytes.append(static_cast<std::size_t>(*count), text[star + 1]);
      text.remove_prefix(star + 3);
    } else {
      bytes += text.front();
      text.remove_prefix(1);
    }
  }
  return bytes;
}

/// Whitespace around a value is no part of it, in a page's hands as on the wire (HV-1).
std::optional<message::Header> read_header(std::string_view line) {
  const auto [word, text] = cut(line, ':');
  const auto value = expand(text);
  std::string_view name = word;
  read_word(header_words, word, name);
  if (!value || !message::is_token(name) || !line.contains(':')) return std::nullopt;
  return message::Header{std::string(name), std::string(message::strip_http_tab_or_space(*value))};
}

std::optional<ScriptedAnswer> read_answer(std::string_view text) {
  if (text == "reset") return ScriptedAnswer{.reset = true, .response = {}};
  const auto parts = split(text, "; ");
  const auto status = read_number(parts.front());
  if (!status || *status < 100 || *status > 999) return std::nullopt;
  ScriptedAnswer answer;
  answer.response.status = static_cast<int>(*status);
  bool has_baseline = true;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    has_baseline = has_baseline && !parts[i].starts_with("ACAO");
    if (parts[i] == "ACAO-") continue;
    auto header = read_header(parts[i]);
    if (!header) return std::nullopt;
    answer.response.headers.append(std::move(header->name), std::move(header->value));
  }
  if (has_baseline) answer.response.headers.append("Access-Control-Allow-Origin", "https://app.example");
  return answer;
}

bool read_url(std::string_view text, fetch::Url& url) {
  auto parsed = fetch::parse_url(text);
  if (!parsed) return false;
  url = *std::move(parsed);
  return true;
}

/// One option of a `request` line; false when it is unknown or its value is.
bool read_option(std::string_view option, ScriptStep& step) {
  Request& request = step.request;
  const auto [key, value] = cut(option, '=');
  if (key == "at") {
    const auto at = read_instant(value);
    step.at = at.value_or(fetch::Instant{});
    return at.has_value();
  }
  if (key == "credentials") return read_word(credentials_words, value, request.credentials);
  if (key == "mode") return read_word(mode_words, value, request.mode);
  if (key == "redirect") return read_word(redirect_words, value, request.redirect);
  if (key == "body") {
    request.body.bytes = "bytes";
    return read_word(body_words, value, request.body.kind);
  }
  if (key == "url") return read_url(value, request.url);
  if (key == "type") return request.body.blob_type = value, true;
  if (key == "origin") return request.origin = value, true;
  if (key == "site") return request.top_level_site = value, true;
  if (key == "language") return request.user_agent_accept_language = value, true;
  if (key == "only") return request.only_authority = value, true;
  if (option == "xhr") return request.api = Api::xhr, true;
  if (option == "markup") return request.api = Api::markup, true;
  if (option == "upload") return request.upload_listener = true;
  if (option == "guarded") return request.block_bad_ports = request.block_mixed_content = true;
  if (option == "streams") return request.connection_streams_bodies = true;
  if (option == "preflight-only") return step.preflight_only = true;
  return false;
}

/// Any line but `vector`; false when it cannot be read.
bool read_line(std::string_view word, std::string_view rest, std::size_t line, FetchVector& vector) {
  if (word == "request") {
    auto step = read_request(rest);
    if (!step) return false;
    step->line = line;
    vector.steps.push_back(*std::move(step));
    return true;
  }
  if (vector.steps.empty()) return false;
  ScriptStep& step = vector.steps.back();
  if (word == "header") {
    auto header = read_header(rest);
    if (header) step.request.headers.append(std::move(header->name), std::move(header->value));
    return header.has_value();
  }
  if (word == "preflight" || word == "answer") {
    auto answer = read_answer(rest);
    if (answer) (word == "preflight" ? step.preflights : step.answers).push_back(*std::move(answer));
    return answer.has_value();
  }
  const auto [expect, engine] = cut(word, '@');
  if (expect != "expect" || rest.empty() || (word.contains('@') && find_engine(engine) == nullptr)) return false;
  return step.expectations.try_emplace(std::string(engine), split(rest, " ")).second;
}

/// What is wrong with a vector as a whole; empty: nothing.
std::string problem_of(const FetchVector& vector) {
  if (vector.rules.empty()) return "names no rule";
  if (vector.steps.empty()) return "has no request";
  const auto expects = [](const ScriptStep& step) { return step.expectations.contains(std::string_view{}); };
  if (!std::ranges::all_of(vector.steps, expects)) return "has a request without `expect`";
  return {};
}

const std::vector<std::string>& none() {
  static const std::vector<std::string> empty;
  return empty;
}

/// The script's answer to the `index`th question; the default, once, where the script has none at all.
std::optional<ScriptedAnswer> scripted_answer(const std::vector<ScriptedAnswer>& script, std::size_t index,
                                              std::string_view otherwise) {
  if (index < script.size()) return script[index];
  if (script.empty() && index == 0) return read_answer(otherwise);
  return std::nullopt;
}

std::string header_of_last(const std::vector<Send>& sends, std::string_view name) {
  return sends.empty() ? "nothing-sent" : sends.back().headers.get(name).value_or("-");
}

std::string_view word_of(PreflightNeed::Answer answer) {
  switch (answer) {
    case PreflightNeed::Answer::not_cors:
      return "not-cors";
    case PreflightNeed::Answer::not_needed:
      return "none";
    case PreflightNeed::Answer::cached:
      return "cached";
    case PreflightNeed::Answer::sent:
      return "sent";
  }
  return {};
}

std::string_view word_of(Verdict::Stage stage) {
  switch (stage) {
    case Verdict::Stage::before_sending:
      return "before";
    case Verdict::Stage::preflight:
      return "preflight";
    case Verdict::Stage::request:
      return "request";
  }
  return {};
}

/// The value of `KEY=VALUE` as it came out; null when there is no such key.
std::optional<std::string> observed_value(std::string_view key, const Walk& seen) {
  const Verdict& verdict = seen.verdict;
  if (key == "blocked-by") return std::string(verdict.refusal ? verdict.refusal->rule : "nothing");
  if (key == "stage") return std::string(word_of(verdict.stage));
  if (key == "preflights") return std::to_string(seen.preflights.size());
  if (key == "requests") return std::to_string(seen.requests.size());
  if (key == "acrm") return header_of_last(seen.preflights, "Access-Control-Request-Method");
  if (key == "acrh") return header_of_last(seen.preflights, "Access-Control-Request-Headers");
  if (key == "agent") return header_of_last(seen.preflights, "User-Agent");
  if (key == "origin") return header_of_last(seen.preflights.empty() ? seen.requests : seen.preflights, "Origin");
  if (key == "request-origin") return header_of_last(seen.requests, "Origin");
  if (key == "sends") return seen.requests.empty() ? "nothing" : seen.requests.back().method;
  if (key == "to") return seen.requests.empty() ? "nowhere" : fetch::serialize(seen.requests.back().url);
  if (key == "body") return std::string(!seen.requests.empty() && !seen.requests.back().body.empty() ? "yes" : "no");
  if (key == "left") return verdict.location;
  if (key == "timing") return std::string(verdict.timing ? "fails" : "passes");
  if (key == "by") return std::string(verdict.hops.empty() ? "nothing" : verdict.hops.front().preflight.rule);
  return std::nullopt;
}

}  // namespace

std::string_view word_of(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::allow:
      return "allow";
    case Verdict::Kind::block:
      return "block";
    case Verdict::Kind::opaque:
      return "opaque";
    case Verdict::Kind::left_target:
      return "left";
  }
  return {};
}

const std::vector<std::string>& ScriptStep::expectations_of(std::string_view engine) const {
  auto own = expectations.find(engine);
  if (own == expectations.end()) own = expectations.find(std::string_view{});
  return own == expectations.end() ? none() : own->second;
}

std::optional<ScriptStep> read_request(std::string_view text) {
  ScriptStep step;
  step.request.origin = "https://app.example";
  const auto words = split(text, " ");
  step.request.method = words.front();
  if (!read_url("https://api.example/r", step.request.url)) return std::nullopt;
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (!read_option(words[at], step)) return std::nullopt;
  }
  return step;
}

std::vector<FetchVector> read_vectors(const std::string& file) {
  std::vector<FetchVector> vectors;
  std::ifstream input(file);
  const auto unreadable = [&](std::size_t line, const std::string& what) {
    if (vectors.empty()) vectors.push_back({.id = "unreadable", .line = line});
    if (vectors.back().problem.empty()) vectors.back().problem = file + ":" + std::to_string(line) + ": " + what;
  };
  const auto finish = [&] {
    if (vectors.empty()) return;
    const std::string problem = problem_of(vectors.back());
    if (!problem.empty()) unreadable(vectors.back().line, problem);
  };
  if (!input) unreadable(0, "cannot be opened");
  std::string text;
  for (std::size_t line = 1; std::getline(input, text); ++line) {
    if (text.empty() || text.starts_with('#')) continue;
    const auto [word, rest] = cut(text, ' ');
    if (word == "vector") {
      finish();
      auto words = split(rest, " ");
      vectors.push_back({.id = words.front(), .line = line, .rules = {words.begin() + 1, words.end()}});
    } else if (vectors.empty() || !read_line(word, rest, line, vectors.back())) {
      unreadable(line, text);
    }
  }
  finish();
  return vectors;
}

Walk walk(const Engine& engine, PreflightCache& cache, const ScriptStep& step) {
  Walk seen;
  MainFetch fetching(engine, cache, step.request);
  Action action = step.preflight_only ? fetching.start_preflight_only(step.at) : fetching.start(step.at);
  // Interim answers end in the network layer (PFQ-22).
  const auto is_interim = [](const ScriptedAnswer& answer) { return !answer.reset && answer.response.status < 200; };
  auto preflights = step.preflights;
  auto answers = step.answers;
  std::erase_if(preflights, is_interim);
  std::erase_if(answers, is_interim);
  while (auto* send = std::get_if<Send>(&action)) {
    const bool preflight = send->purpose == Send::Purpose::preflight;
    auto& sends = preflight ? seen.preflights : seen.requests;
    const auto answer =
        preflight ? scripted_answer(preflights, sends.size(), "204") : scripted_answer(answers, sends.size(), "200");
    sends.push_back(*send);
    seen.beyond_script = seen.beyond_script || !answer;
    action = !answer || answer->reset ? fetching.on_failure("connection reset", step.at)
                                      : fetching.on_response(answer->response, step.at);
  }
  seen.verdict = std::get<Verdict>(std::move(action));
  return seen;
}

std::string observed(std::string_view expectation, const Walk& seen) {
  const Verdict& verdict = seen.verdict;
  for (const std::string_view word : {"none", "not-cors", "cached", "sent"}) {
    if (expectation == word)
      return verdict.hops.empty() ? "no-hop" : std::string(word_of(verdict.hops[0].preflight.answer));
  }
  for (const std::string_view word : {"allow", "block", "opaque", "left"}) {
    if (expectation == word) return std::string(word_of(verdict.kind));
  }
  const auto [key, value] = cut(expectation, '=');
  const std::string name(value);
  if (key == "exposes" || key == "hides") {
    const bool exposed = std::ranges::find(verdict.exposed, name) != verdict.exposed.end();
    return (exposed ? "exposes=" : "hides=") + name;
  }
  if (key == "with" || key == "without") {
    const bool sent = !seen.requests.empty() && seen.requests.back().headers.contains(name);
    return (sent ? "with=" : "without=") + name;
  }
  const auto came_out = observed_value(key, seen);
  return came_out ? std::string(key) + "=" + *came_out : "no expectation: " + std::string(expectation);
}

}  // namespace corspec::browser
