// A whole fetch in the modelled browser, redirects and all: it always ends, sends nothing that is no HTTP, and lets
// script have a response only if the CORS check of the reference passes. Input:
//
//     METHOD OPTIONS..., as in harness/browser/vectors.txt; what cannot be read is a plain GET
//     field lines of the author
//
//     STATUS
//     field lines of the first answer
//
//     and so on; once the answers are used up, the connection fails.

#include <algorithm>
#include <charconv>
#include <string>
#include <variant>
#include <vector>

#include "browser/main_fetch.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/header_text.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/fetch_script.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;
using browser::Send;
using browser::Verdict;

/// As many requests as the redirects of a fetch can cost, each with a preflight and one repetition of either.
constexpr std::size_t most_sends = 84;

struct Answer {
  browser::Response ours;
  reference::Headers reference;
};

struct Script {
  browser::ScriptStep step;
  std::vector<Answer> answers;
};

Script script_of(std::string_view input) {
  Script script;
  const auto step = browser::read_request(fuzz::take_line(input));
  script.step = step ? *step : browser::read_request("GET").value();
  // An origin is what a browser serialised: a field value, whatever else it may be.
  if (!fuzz::can_be_field_value(script.step.request.origin)) script.step.request.origin = "null";
  script.step.request.headers = fuzz::take_headers(input).ours;
  while (!input.empty()) {
    const auto status = fuzz::take_line(input);
    Answer answer;
    std::from_chars(status.data(), status.data() + status.size(), answer.ours.status);
    auto headers = fuzz::take_headers(input);
    answer.ours.headers = std::move(headers.ours);
    answer.reference = std::move(headers.reference);
    script.answers.push_back(std::move(answer));
  }
  return script;
}

void check_sent(const Send& sent, std::string_view input) {
  fuzz::require(reference::is_token(sent.method), "a method is a token", input);
  for (const auto& header : sent.headers) {
    fuzz::require(reference::is_token(header.name), "a field name is a token", input);
    fuzz::require(fuzz::can_be_field_value(header.value), "a field value is one", input);
  }
  if (sent.purpose != Send::Purpose::preflight) return;
  fuzz::agree<std::string_view>(sent.method, "OPTIONS", "a preflight is OPTIONS", input);
  fuzz::require(!sent.credentials && sent.body.empty(), "a preflight has neither credentials nor content", input);
  fuzz::require(sent.headers.count("Origin") == 1, "a preflight has one Origin", input);
  fuzz::require(sent.headers.count("Access-Control-Request-Method") == 1, "and one method to ask for", input);
  fuzz::require(!sent.headers.contains("Authorization"), "a preflight has none of the author's headers", input);
}

bool is_cross_origin(const browser::Hop& hop, std::string_view origin) {
  return fetch::serialize_origin(hop.url) != origin;
}

void check_allowed(const browser::Request& request, const Verdict& verdict, const Answer* last,
                   std::string_view input) {
  fuzz::require(last != nullptr, "what is allowed was answered", input);
  if (last == nullptr) return;
  const bool include = request.credentials == fetch::CredentialsMode::include;
  const auto& hop = verdict.hops.back();
  if (request.mode == browser::Mode::cors && is_cross_origin(hop, request.origin)) {
    fuzz::agree<std::string>(reference::cors_check(last->reference, include, hop.origin), "",
                             "what is allowed passes the CORS check", input);
    for (const auto& name : verdict.exposed) {
      fuzz::require(last->ours.headers.contains(name), "only headers that came are exposed", input);
    }
  }
  fuzz::require(!std::ranges::binary_search(verdict.exposed, "set-cookie"), "Set-Cookie is never exposed", input);
  fuzz::require(std::ranges::is_sorted(verdict.exposed), "exposed names are sorted", input);
}

void run(const Script& script, const browser::Engine& engine, std::string_view input) {
  browser::PreflightCache cache(engine);
  browser::MainFetch fetching(engine, cache, script.step.request);
  constexpr fetch::Instant now;
  auto action = script.step.preflight_only ? fetching.start_preflight_only(now) : fetching.start(now);
  std::size_t sends = 0;
  while (const auto* send = std::get_if<Send>(&action)) {
    check_sent(*send, input);
    action = sends < script.answers.size() ? fetching.on_response(script.answers[sends].ours, now)
                                           : fetching.on_failure("connection reset", now);
    fuzz::require(++sends <= most_sends, "a fetch ends", input);
  }
  const auto& verdict = std::get<Verdict>(action);
  const bool answered = sends > 0 && sends <= script.answers.size();
  fuzz::agree(verdict.kind == Verdict::Kind::block, verdict.refusal.has_value(), "what blocks names its rule", input);
  if (verdict.allowed())
    check_allowed(script.step.request, verdict, answered ? &script.answers[sends - 1] : nullptr, input);
  if (!verdict.allowed()) fuzz::require(verdict.exposed.empty(), "nothing is exposed of what is blocked", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto script = script_of(input);
  for (const auto& engine : browser::engines()) run(script, engine, input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  if (random.one_in(8))
    return std::string(text) + "\n302\nLocation: https://api.example/\nAccess-Control-Allow-Origin: *\n";
  return fuzz::mutate_lines(text, random.one_in(3) ? fuzz::LineKind::request : fuzz::LineKind::response, random);
}
