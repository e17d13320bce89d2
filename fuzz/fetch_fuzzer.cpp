// A whole fetch in the modelled browser, redirects and all: by the letter of the Standard it sends and concludes what
// the reference does; in every engine it ends, sends nothing that is no HTTP, and lets script have a response only if
// the CORS check of the reference passes. Input:
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
#include "testing/reference_fetch.hpp"

namespace {

using namespace corspec;
using browser::Send;
using browser::Verdict;

/// As many requests as the redirects of a fetch can cost, each with a preflight and one repetition of either.
constexpr std::size_t most_sends = 84;

/// The answers as both sides see them.
struct Script {
  browser::ScriptStep step;
  std::vector<browser::Response> answers;
  std::vector<reference::Answer> reference;
};

Script script_of(std::string_view input) {
  Script script;
  const auto step = browser::read_request(fuzz::take_line(input));
  script.step = step ? *step : browser::read_request("GET").value();
  // An origin is what a browser serialised: a field value, whatever else it may be.
  if (!fuzz::can_be_field_value(script.step.request.origin)) script.step.request.origin = "null";
  // And what a browser adds of its own is one too.
  auto& language = script.step.request.user_agent_accept_language;
  if (!fuzz::can_be_field_value(language)) language.clear();
  script.step.request.headers = fuzz::take_headers(input).ours;
  while (!input.empty()) {
    const auto status = fuzz::take_line(input);
    int number = 0;
    std::from_chars(status.data(), status.data() + status.size(), number);
    auto headers = fuzz::take_headers(input);
    script.answers.push_back({number, std::move(headers.ours)});
    script.reference.push_back({number, std::move(headers.reference)});
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

void check_allowed(const browser::Request& request, const Verdict& verdict, const reference::Answer* last,
                   std::string_view input) {
  fuzz::require(last != nullptr, "what is allowed was answered", input);
  if (last == nullptr) return;
  const bool include = request.credentials == fetch::CredentialsMode::include;
  const auto& hop = verdict.hops.back();
  if (request.mode == browser::Mode::cors && is_cross_origin(hop, request.origin)) {
    fuzz::agree<std::string>(reference::cors_check(last->headers, include, hop.origin), "",
                             "what is allowed passes the CORS check", input);
    for (const auto& name : verdict.exposed) {
      fuzz::require(!reference::get(last->headers, name).null, "only headers that came are exposed", input);
    }
  }
  fuzz::require(!std::ranges::binary_search(verdict.exposed, "set-cookie"), "Set-Cookie is never exposed", input);
  fuzz::require(std::ranges::is_sorted(verdict.exposed), "exposed names are sorted", input);
}

reference::Sent in_the_references_words(const Send& send) {
  reference::Sent sent{send.purpose == Send::Purpose::preflight,
                       send.new_connection,
                       send.credentials,
                       !send.body.empty(),
                       send.method,
                       fetch::serialize(send.url),
                       {}};
  for (const auto& [name, value] : send.headers) sent.headers.emplace_back(name, value);
  return sent;
}

/// By the letter of the Standard, which is all that the reference knows.
void check_agreement(const Script& script, const std::vector<reference::Sent>& sent, const Verdict& verdict,
                     std::string_view input) {
  const auto reference = reference::fetch(script.step.request, script.step.preflight_only, script.reference);
  for (std::size_t at = 0; at < std::min(sent.size(), reference.sent.size()); ++at) {
    fuzz::agree(sent[at].method, reference.sent[at].method, "the method that is sent", input);
    fuzz::agree(sent[at].url, reference.sent[at].url, "where it is sent", input);
    fuzz::require(sent[at].headers == reference.sent[at].headers, "the fields that are sent", input);
    fuzz::require(sent[at] == reference.sent[at], "what is sent, and how", input);
  }
  fuzz::agree(std::to_string(sent.size()), std::to_string(reference.sent.size()), "how much is sent", input);
  const bool throws = reference.kind == "throws";
  fuzz::agree(browser::word_of(verdict.kind), throws ? "block" : std::string_view(reference.kind), "what becomes of it",
              input);
  // Which of several reasons an API throws for does not show.
  if (throws) return;
  fuzz::agree(verdict.refusal ? verdict.refusal->rule : "", std::string_view(reference.rule), "the rule that blocks",
              input);
  fuzz::require(verdict.exposed == reference.exposed, "what script may read", input);
  fuzz::agree(!verdict.timing, reference.timing, "the TAO check of the whole chain", input);
}

void run(const Script& script, const browser::Engine& engine, std::string_view input) {
  browser::PreflightCache cache(engine);
  browser::MainFetch fetching(engine, cache, script.step.request);
  constexpr fetch::Instant now;
  auto action = script.step.preflight_only ? fetching.start_preflight_only(now) : fetching.start(now);
  const bool is_spec = &engine == &browser::spec_engine();
  std::vector<reference::Sent> sent;
  std::size_t sends = 0;
  while (const auto* send = std::get_if<Send>(&action)) {
    check_sent(*send, input);
    if (is_spec) sent.push_back(in_the_references_words(*send));
    action = sends < script.answers.size() ? fetching.on_response(script.answers[sends], now)
                                           : fetching.on_failure("connection reset", now);
    fuzz::require(++sends <= most_sends, "a fetch ends", input);
  }
  const auto& verdict = std::get<Verdict>(action);
  const bool answered = sends > 0 && sends <= script.answers.size();
  fuzz::agree(verdict.kind == Verdict::Kind::block, verdict.refusal.has_value(), "what blocks names its rule", input);
  if (verdict.allowed())
    check_allowed(script.step.request, verdict, answered ? &script.reference[sends - 1] : nullptr, input);
  if (!verdict.allowed()) fuzz::require(verdict.exposed.empty(), "nothing is exposed of what is blocked", input);
  if (is_spec) check_agreement(script, sent, verdict, input);
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
