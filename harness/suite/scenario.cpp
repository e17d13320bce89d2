#include "suite/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <expected>
#include <optional>
#include <utility>

#include "fetch/url.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/json_reader.hpp"
#include "suite/json_texts.hpp"
#include "suite/literal.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::suite {
namespace {

using browser::Body;

/// Milliseconds.
constexpr Vocabulary<std::int64_t, 4> units = {{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};

/// Milliseconds: far beyond any cache, far below what a sum of two overflows.
constexpr std::int64_t latest_instant = 1'000'000'000'000;

/// Fills `target` when the member is there and is one of the words.
template <typename Meaning, std::size_t size>
void read_word(const ObjectReader& object, std::string_view key, const Vocabulary<Meaning, size>& words,
               Meaning& target, Problems& problems) {
  const auto* node = object.find(key);
  if (node == nullptr) return;
  if (const auto meaning = read_choice<Meaning>(*node, words, problems)) target = *meaning;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || text.front() == '-') return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const auto milliseconds = meaning_of(units, unit);
  if (!milliseconds || count > latest_instant / *milliseconds) return std::nullopt;
  return count * *milliseconds;
}

fetch::Instant read_at(const Node& node, Problems& problems) {
  if (node.kind == Node::Kind::integer) {
    const auto seconds = read_integer(node, {.min = 0, .max = latest_instant / 1000}, problems);
    return {seconds.value_or(0) * 1000};
  }
  const auto text = read_string(node, problems);
  if (!text) return {};
  const auto milliseconds = parse_duration(*text);
  if (!milliseconds) problems.at(node, "must be a time like \"500ms\", \"3s\", \"2m\" or \"1h\", not " + quote(*text));
  return {milliseconds.value_or(0)};
}

/// A header's value as fetch() and a response parser hold it: without whitespace around it. NUL, CR and LF cannot
/// occur.
std::optional<std::string> read_header_value(const Node& node, LiteralReader& literals) {
  auto& problems = literals.problems();
  const auto bytes = literals.read(node, LiteralUse::field);
  if (!bytes) return std::nullopt;
  const auto stripped = message::strip_http_whitespace(*bytes);
  if (stripped.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos) {
    problems.at(node, "a header's value holds no NUL, CR or LF");
    return std::nullopt;
  }
  return std::string(stripped);
}

message::HeaderList read_headers(const Node* node, LiteralReader& literals) {
  auto& problems = literals.problems();
  message::HeaderList headers;
  if (node == nullptr) return headers;
  for (const auto* line : read_array(*node, problems)) {
    if (line->kind != Node::Kind::array || line->children.size() != 2) {
      problems.at(*line, "must be a pair `[name, value]`");
      continue;
    }
    auto name = read_string(*line->children[0], problems);
    auto value = read_header_value(*line->children[1], literals);
    if (name && !message::is_token(*name)) {
      problems.at(*line->children[0], quote(*name) + " is no header name");
    } else if (name && value) {
      headers.append(*std::move(name), *std::move(value));
    }
  }
  return headers;
}

Body read_body(const Node& node, LiteralReader& literals) {
  auto& problems = literals.problems();
  if (node.kind != Node::Kind::object || node.find("kind") == nullptr)
    return {.kind = Body::Kind::text, .bytes = literals.read(node, LiteralUse::body).value_or("")};
  const ObjectReader object(node, {"kind", "bytes", "type"}, problems);
  Body body;
  read_word(object, "kind", body_kind_names, body.kind, problems);
  if (const auto* bytes = object.find("bytes")) body.bytes = literals.read(*bytes, LiteralUse::body).value_or("");
  if (const auto* type = object.find("type")) {
    if (body.kind != Body::Kind::blob) problems.at_key(*type, "only a blob has a type");
    body.blob_type = read_string(*type, problems).value_or("");
  }
  return body;
}

browser::Request read_request(const Node& node, LiteralReader& literals) {
  auto& problems = literals.problems();
  const ObjectReader object(node,
                            {"origin", "url", "method", "headers", "credentials", "mode", "redirect", "api", "body",
                             "upload_listener", "top_level_site"},
                            problems);
  browser::Request request;
  if (const auto* origin = object.require("origin")) request.origin = read_header_value(*origin, literals).value_or("");
  if (const auto* url = object.require("url")) {
    const auto text = read_string(*url, problems);
    auto parsed = text ? fetch::parse_url(*text) : std::unexpected(fetch::UrlError::relative);
    if (parsed) {
      request.url = *std::move(parsed);
    } else if (text) {
      problems.at(*url, std::string(describe(parsed.error())));
    }
  }
  request.headers = read_headers(object.find("headers"), literals);
  read_word(object, "credentials", credentials_names, request.credentials, problems);
  read_word(object, "mode", mode_names, request.mode, problems);
  read_word(object, "redirect", redirect_names, request.redirect, problems);
  read_word(object, "api", api_names, request.api, problems);
  if (const auto* method = object.find("method")) {
    // What a browser refuses to send (METH-4, METH-5) is a verdict, no mistake in the file.
    request.method = read_string(*method, problems).value_or("GET");
    if (!message::is_method(request.method)) problems.at(*method, quote(request.method) + " is no method");
  }
  if (const auto* body = object.find("body")) request.body = read_body(*body, literals);
  if (const auto* listener = object.find("upload_listener"))
    request.upload_listener = read_boolean(*listener, problems).value_or(false);
  if (const auto* site = object.find("top_level_site"))
    request.top_level_site = read_string(*site, problems).value_or("");
  return request;
}

ScriptedAnswer read_answer(const Node& node, LiteralReader& literals) {
  auto& problems = literals.problems();
  const ObjectReader object(node, {"status", "headers", "failure"}, problems);
  ScriptedAnswer answer;
  if (const auto* failure = object.find("failure")) {
    answer.failure = true;
    answer.failure_detail = read_string(*failure, problems).value_or("");
    if (object.find("status") != nullptr || object.find("headers") != nullptr)
      problems.at_key(*failure, "an answer has either `status` and `headers` or `failure`");
    return answer;
  }
  if (const auto* status = object.require("status"))
    answer.response.status = static_cast<int>(read_integer(*status, {.min = 200, .max = 999}, problems).value_or(0));
  answer.response.headers = read_headers(object.find("headers"), literals);
  return answer;
}

std::vector<ScriptedAnswer> read_answers(const Node* node, LiteralReader& literals) {
  if (node == nullptr) return {};
  if (node->kind != Node::Kind::array) return {read_answer(*node, literals)};
  std::vector<ScriptedAnswer> answers;
  answers.reserve(node->children.size());
  for (const auto* element : node->children) answers.push_back(read_answer(*element, literals));
  return answers;
}

ScenarioStep read_step(const Node& node, LiteralReader& literals) {
  auto& problems = literals.problems();
  const ObjectReader object(node, {"at", "request", "preflight", "answer"}, problems);
  ScenarioStep step;
  if (const auto* at = object.find("at")) step.at = read_at(*at, problems);
  if (const auto* request = object.require("request")) step.request = read_request(*request, literals);
  step.preflight_answers = read_answers(object.find("preflight"), literals);
  step.answers = read_answers(object.find("answer"), literals);
  return step;
}

Scenario read_scenario(const Node& node, LiteralReader& literals) {
  auto& problems = literals.problems();
  const ObjectReader object(node, {"$schema", "name", "steps"}, problems);
  Scenario scenario;
  if (const auto* name = object.find("name")) scenario.name = read_string(*name, problems).value_or("");
  const auto* steps = object.require("steps");
  if (steps == nullptr) return scenario;
  const auto elements = read_array(*steps, problems);
  if (elements.empty() && steps->kind == Node::Kind::array) problems.at(*steps, "a scenario has at least one step");
  for (const auto* element : elements) {
    auto step = read_step(*element, literals);
    if (!scenario.steps.empty() && step.at < scenario.steps.back().at) {
      const auto* at = element->find("at");
      problems.at(at == nullptr ? *element : *at, "the steps are in order of time: this one is earlier than the last");
    }
    scenario.steps.push_back(std::move(step));
  }
  return scenario;
}

/// The scenarios of one JSON text, appended; its errors likewise.
void read_document(const Document& document, std::size_t& generated, std::vector<Scenario>& scenarios,
                   LoadErrors& errors) {
  Problems problems(document);
  LiteralReader literals(problems, generated);
  const auto& root = document.root();
  if (root.kind == Node::Kind::array) {
    if (root.children.empty()) problems.at(root, "there is no scenario in the file");
    for (const auto* element : root.children) scenarios.push_back(read_scenario(*element, literals));
  } else {
    scenarios.push_back(read_scenario(root, literals));
  }
  const auto found = problems.in_order();
  errors.insert(errors.end(), found.begin(), found.end());
}

}  // namespace

Loaded<std::vector<Scenario>> read_scenarios(std::span<const Loaded<Document>> documents) {
  std::vector<Scenario> scenarios;
  LoadErrors errors;
  std::size_t generated = 0;
  for (const auto& document : documents) {
    if (document) {
      read_document(*document, generated, scenarios, errors);
    } else {
      errors.insert(errors.end(), document.error().begin(), document.error().end());
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return scenarios;
}

Loaded<std::vector<Scenario>> load_scenarios(std::string_view file, std::string_view text) {
  const auto documents = parse_documents(file, text);
  if (documents.empty())
    return std::unexpected(LoadErrors{{.file = std::string(file), .what = "there is no scenario in the file"}});
  return read_scenarios(documents);
}

}  // namespace corspec::suite
