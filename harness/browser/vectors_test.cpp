// Every row of vectors.txt, in the eyes of every engine.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "browser/main_fetch.hpp"

namespace corspec::browser {
namespace {

// More rows than this must stay readable, or the file was cut.
constexpr std::size_t expected_vectors = 133;

struct Answer {
  bool reset = false;
  Response response;
};

struct Step {
  Request request;
  fetch::Instant at;
  std::vector<Answer> preflights;
  std::vector<Answer> answers;
  std::map<std::string, std::vector<std::string>> expectations;  ///< by engine; "" is everybody else
};

struct Vector {
  std::string id;
  std::vector<Step> steps;
};

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t at = text.find(separator); at != std::string::npos; at = text.find(separator, start)) {
    parts.push_back(text.substr(start, at - start));
    start = at + separator.size();
  }
  parts.push_back(text.substr(start));
  return parts;
}

/// \t and {N*x}.
std::string expand(const std::string& value) {
  if (value.starts_with('{')) {
    const auto star = value.find('*');
    return std::string(static_cast<std::size_t>(std::stoi(value.substr(1, star - 1))), value.at(star + 1));
  }
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == 't') {
      out += '\t';
      ++i;
    } else {
      out += value[i];
    }
  }
  return out;
}

message::Header parse_header(const std::string& line) {
  static const std::map<std::string, std::string> names = {
      {"ACAO", "Access-Control-Allow-Origin"},   {"ACAC", "Access-Control-Allow-Credentials"},
      {"ACAM", "Access-Control-Allow-Methods"},  {"ACAH", "Access-Control-Allow-Headers"},
      {"ACEH", "Access-Control-Expose-Headers"}, {"ACMA", "Access-Control-Max-Age"}};
  const auto colon = line.find(':');
  if (colon == std::string::npos) throw std::runtime_error("no colon: " + line);
  const std::string name = line.substr(0, colon);
  const std::string value = colon + 2 <= line.size() ? line.substr(colon + 2) : std::string{};
  const auto full = names.find(name);
  return {full == names.end() ? name : full->second, expand(value)};
}

Answer parse_answer(const std::string& text) {
  if (text == "reset") return {.reset = true, .response = {}};
  const auto parts = split(text, "; ");
  Answer answer;
  answer.response.status = std::stoi(parts.front());
  bool names_origin = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    names_origin = names_origin || parts[i].starts_with("ACAO");
    if (parts[i] == "ACAO-") continue;
    auto header = parse_header(parts[i]);
    answer.response.headers.append(std::move(header.name), std::move(header.value));
  }
  if (!names_origin) answer.response.headers.append("Access-Control-Allow-Origin", "https://app.example");
  return answer;
}

Step parse_request(const std::string& text) {
  static const std::map<std::string, Body::Kind> kinds = {{"blob", Body::Kind::blob}, {"stream", Body::Kind::stream}};
  const auto words = split(text, " ");
  Step step;
  Request& request = step.request;
  request.origin = "https://app.example";
  request.method = words.front();
  std::string url = "https://api.example/r";
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    const std::string key = words[i].substr(0, equals);
    const std::string value = equals == std::string::npos ? std::string{} : words[i].substr(equals + 1);
    if (key == "at")
      step.at = {std::stoll(value) * 1000};
    else if (key == "credentials")
      request.credentials = fetch::CredentialsMode::include;
    else if (key == "origin")
      request.origin = value;
    else if (key == "url")
      url = value;
    else if (key == "site")
      request.top_level_site = value;
    else if (key == "body")
      request.body.kind = kinds.at(value);
    else if (key == "type")
      request.body.blob_type = value;
    else if (key == "language")
      request.user_agent_accept_language = value;
    else if (key == "xhr")
      request.api = Api::xhr;
    else if (key == "upload")
      request.upload_listener = true;
    else
      throw std::runtime_error("unknown option " + key);
  }
  request.url = fetch::parse_url(url).value();
  return step;
}

std::vector<Vector> read_vectors() {
  std::ifstream file(std::string(CORSPEC_SOURCE_DIR) + "/harness/browser/vectors.txt");
  if (!file) throw std::runtime_error("vectors.txt cannot be read");
  std::vector<Vector> vectors;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const auto space = line.find(' ');
    const std::string word = line.substr(0, space);
    const std::string rest = line.substr(space + 1);
    if (word == "vector") {
      vectors.push_back({.id = split(rest, " ").front(), .steps = {}});
      continue;
    }
    auto& steps = vectors.at(vectors.size() - 1).steps;
    if (word == "request") {
      steps.push_back(parse_request(rest));
      continue;
    }
    Step& step = steps.at(steps.size() - 1);
    if (word == "header") {
      auto header = parse_header(rest);
      step.request.headers.append(std::move(header.name), std::move(header.value));
    } else if (word == "preflight") {
      step.preflights.push_back(parse_answer(rest));
    } else if (word == "answer") {
      step.answers.push_back(parse_answer(rest));
    } else if (word.starts_with("expect")) {
      step.expectations[word == "expect" ? "" : word.substr(7)] = split(rest, " ");
    } else {
      throw std::runtime_error("unreadable line: " + line);
    }
  }
  return vectors;
}

struct Walk {
  std::vector<Send> preflights;
  std::vector<Send> requests;
  Verdict verdict;
};

Walk walk(const Engine& engine, PreflightCache& cache, const Step& step) {
  const Answer plain_preflight = parse_answer("204");
  const Answer plain = parse_answer("200");
  Walk seen;
  MainFetch fetching(engine, cache, step.request);
  Action action = fetching.start(step.at);
  while (auto* send = std::get_if<Send>(&action)) {
    const bool preflight = send->purpose == Send::Purpose::preflight;
    auto& sends = preflight ? seen.preflights : seen.requests;
    const auto& scripted = preflight ? step.preflights : step.answers;
    const Answer& fallback = preflight ? plain_preflight : plain;
    const Answer& answer = sends.size() < scripted.size() ? scripted[sends.size()] : fallback;
    sends.push_back(*send);
    action = answer.reset ? fetching.on_failure("connection reset", step.at)
                          : fetching.on_response(answer.response, step.at);
  }
  seen.verdict = std::get<Verdict>(std::move(action));
  return seen;
}

std::string last_header(const std::vector<Send>& sends, std::string_view name) {
  return sends.empty() ? "(nothing sent)" : sends.back().headers.get(name).value_or("-");
}

/// What `word` speaks of, as it came out; equal to what the word claims when the claim holds.
std::string observed(const std::string& word, const Walk& seen) {
  using Need = PreflightNeed::Answer;
  static const std::map<Need, std::string> answers = {
      {Need::not_cors, "not-cors"}, {Need::not_needed, "none"}, {Need::cached, "cached"}, {Need::sent, "sent"}};
  const auto equals = word.find('=');
  const std::string key = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? std::string{} : word.substr(equals + 1);
  const Verdict& verdict = seen.verdict;
  const auto is_exposed = [&](const std::string& name) {
    return std::find(verdict.exposed.begin(), verdict.exposed.end(), name) != verdict.exposed.end();
  };
  if (key == "none" || key == "not-cors" || key == "cached" || key == "sent")
    return answers.at(verdict.hops.front().preflight.answer);
  if (key == "allow" || key == "block") return verdict.allowed() ? "allow" : "block";
  if (key == "blocked-by") return "blocked-by=" + (verdict.refusal ? std::string(verdict.refusal->rule) : "nothing");
  if (key == "preflights") return "preflights=" + std::to_string(seen.preflights.size());
  if (key == "acrm") return "acrm=" + last_header(seen.preflights, "Access-Control-Request-Method");
  if (key == "acrh") return "acrh=" + last_header(seen.preflights, "Access-Control-Request-Headers");
  if (key == "origin")
    return "origin=" + last_header(seen.preflights.empty() ? seen.requests : seen.preflights, "Origin");
  if (key == "sends") return "sends=" + (seen.requests.empty() ? "nothing" : seen.requests.back().method);
  if (key == "without") return (last_header(seen.requests, value) == "-" ? "without=" : "with=") + value;
  if (key == "exposes" || key == "hides") return (is_exposed(value) ? "exposes=" : "hides=") + value;
  throw std::runtime_error("unknown expectation " + word);
}

using Row = std::pair<std::string, Vector>;  ///< engine and vector

class Vectors : public testing::TestWithParam<Row> {};

TEST_P(Vectors, Holds) {
  const auto& [engine_name, vector] = GetParam();
  const Engine& engine = *find_engine(engine_name);
  PreflightCache cache(engine);
  int number = 0;
  ASSERT_FALSE(vector.steps.empty());
  for (const Step& step : vector.steps) {
    SCOPED_TRACE("step " + std::to_string(++number));
    const Walk seen = walk(engine, cache, step);
    ASSERT_TRUE(step.expectations.contains(""));
    // An engine's own line says what differs; the line for everybody is then not its.
    const auto own = step.expectations.find(engine_name);
    for (const auto& word : own == step.expectations.end() ? step.expectations.at("") : own->second) {
      EXPECT_EQ(observed(word, seen), word);
    }
  }
}

std::vector<Row> rows() {
  std::vector<Row> all;
  for (const Vector& vector : read_vectors()) {
    for (const Engine& engine : engines()) all.emplace_back(std::string(engine.name), vector);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Section9, Vectors, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.second.id + "_" + row.param.first; });

TEST(VectorFile, HasAllItsRows) {
  EXPECT_EQ(read_vectors().size(), expected_vectors);
}

}  // namespace
}  // namespace corspec::browser
