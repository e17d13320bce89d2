#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/header_values.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "reports/escape.hpp"
#include "reports/explanation.hpp"
#include "reports/recorded_failure.hpp"
#include "run/console_message.hpp"

namespace corspec::reports {
namespace {

using browser::Send;
using browser::Verdict;
using run::ExplainedExchange;

std::string seconds(fetch::Instant instant) {
  const auto whole = instant.milliseconds / 1000;
  const auto rest = instant.milliseconds % 1000;
  return rest == 0 ? fmt::format("{} s", whole) : fmt::format("{}.{:03} s", whole, rest);
}

std::string_view word(fetch::CredentialsMode mode) {
  switch (mode) {
    case fetch::CredentialsMode::omit:
      return "omit";
    case fetch::CredentialsMode::same_origin:
      return "same-origin";
    case fetch::CredentialsMode::include:
      return "include";
  }
  std::unreachable();
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + printable(item);
  return text;
}

/// Why the browser sends a preflight: facts about the request.
std::string preflight_reasons(const browser::Hop& hop) {
  std::vector<std::string> reasons;
  if (hop.preflight.method_not_safelisted)
    reasons.push_back(fmt::format("{} is not a safelisted method", printable(hop.method)));
  if (!hop.preflight.unsafe_names.empty())
    reasons.push_back(fmt::format("not safelisted as sent: {}", joined(hop.preflight.unsafe_names)));
  if (hop.preflight.use_cors_preflight_flag) reasons.emplace_back("an upload is observed or streamed");
  if (reasons.empty()) reasons.emplace_back("it was needed before the redirect (GREY-36)");
  return fmt::format("{}", fmt::join(reasons, "; "));
}

std::string preflight_line(const browser::Hop& hop) {
  const auto& need = hop.preflight;
  switch (need.answer) {
    case browser::PreflightNeed::Answer::not_cors:
      return fmt::format("no preflight ({}): not a CORS request", need.rule);
    case browser::PreflightNeed::Answer::not_needed:
      return fmt::format("no preflight ({}): method and headers are safelisted", need.rule);
    case browser::PreflightNeed::Answer::cached:
      return fmt::format("no preflight ({}): the preflight cache covers it", need.rule);
    case browser::PreflightNeed::Answer::sent:
      return fmt::format("preflight ({}): {}", need.rule, preflight_reasons(hop));
  }
  std::unreachable();
}

void write_request(std::string& out, const Send& sent) {
  out += fmt::format("    > {} {} HTTP/1.1\n", printable(sent.method), printable(fetch::request_target(sent.url)));
  out += fmt::format("    > Host: {}\n", printable(fetch::authority(sent.url)));
  for (const auto& header : sent.headers)
    out += fmt::format("    > {}: {}\n", printable(header.name), printable(header.value));
}

void write_answer(std::string& out, const suite::ScriptedAnswer& answer) {
  if (answer.failure) {
    out += fmt::format("    < no answer: {}\n", printable(answer.failure_detail));
    return;
  }
  out += fmt::format("    < {}\n", answer.response.status);
  for (const auto& header : answer.response.headers)
    out += fmt::format("    < {}: {}\n", printable(header.name), printable(header.value));
}

std::string outcome_line(const run::ExplainedStep& step, const ExplainedExchange& exchange) {
  const bool preflight = exchange.sent.purpose == Send::Purpose::preflight;
  switch (exchange.outcome) {
    case ExplainedExchange::Outcome::allowed: {
      if (!preflight) return "passes";
      const auto& evaluation = step.hops[exchange.hop].evaluation;
      return evaluation ? fmt::format("the preflight succeeds; max-age {} s", evaluation->max_age.seconds.count)
                        : "the preflight succeeds";
    }
    case ExplainedExchange::Outcome::refused:
      return exchange.refusal ? fmt::format("refused by {}", exchange.refusal->rule) : "refused";
    case ExplainedExchange::Outcome::retried:
      return "421: the browser asks again on a new connection";
    case ExplainedExchange::Outcome::redirected:
      return "the redirect is followed";
    case ExplainedExchange::Outcome::ended:
      return "ends here";
    case ExplainedExchange::Outcome::assumed:
      return "there is no answer for this: taken as granted, to judge the answer to the request";
    case ExplainedExchange::Outcome::unanswered:
      return "there is no answer for this";
  }
  std::unreachable();
}

void write_exchanges(std::string& out, const run::ExplainedStep& step) {
  for (std::size_t hop = 0; hop < step.hops.size(); ++hop) {
    if (hop > 0)
      out += fmt::format("  then {} {}, as {}\n", printable(step.hops[hop].method),
                         printable(fetch::serialize(step.hops[hop].url)), printable(step.hops[hop].origin));
    out += fmt::format("  {}\n", preflight_line(step.hops[hop]));
    for (const auto& exchange : step.exchanges) {
      if (exchange.hop != hop) continue;
      write_request(out, exchange.sent);
      if (exchange.answer) write_answer(out, *exchange.answer);
      out += fmt::format("    {}\n", outcome_line(step, exchange));
    }
  }
}

std::string change_text(const run::ResponseChange& change) {
  if (change.field == "status") return fmt::format("answer with status {}", printable(*change.value));
  if (!change.value) return fmt::format("leave {} out", change.field);
  return fmt::format("send `{}: {}`, once", change.field, printable(*change.value));
}

/// The method as the answer lists it, where only its case differs and a page can send it so (METH-2): then the page is
/// what should change.
std::optional<std::string> listed_in_another_case(const run::ExplainedStep& step) {
  if (step.hops.empty() || step.exchanges.empty()) return std::nullopt;
  const auto& evaluation = step.hops.back().evaluation;
  if (!evaluation || !evaluation->refusal || evaluation->refusal->rule != "PF-5") return std::nullopt;
  const auto& answer = step.exchanges.back().answer;
  if (!answer) return std::nullopt;
  for (const auto& listed : fetch::extract_token_list(answer->response.headers, "Access-Control-Allow-Methods").items) {
    const bool can_be_sent = message::normalize_method(listed) == listed;
    if (can_be_sent && message::byte_case_insensitive_match(listed, step.hops.back().method)) return listed;
  }
  return std::nullopt;
}

void write_comparison(std::string& out, const fetch::Refusal& refusal) {
  out += fmt::format("    {:<9} {}: {}\n", "expected", refusal.field, printable(refusal.expected));
  out += fmt::format("    {:<9} {}: {}\n", "seen", refusal.field, refusal.seen ? printable(*refusal.seen) : "(absent)");
}

void write_refusal(std::string& out, const run::ExplainedStep& step, const fetch::Refusal& refusal,
                   const suite::RuleCatalogue* rules) {
  const auto* rule = rules == nullptr ? nullptr : rules->find(refusal.rule);
  if (rule != nullptr) out += fmt::format("    {:<9} {}\n    {:<9} {}\n", "rule", rule->statement, "see", rule->link);
  write_comparison(out, refusal);
  for (std::size_t i = 0; i < step.changes.size(); ++i) {
    const auto gives = run::what_it_gives(step.changes[i], step.hops.back().origin, step.request.credentials);
    out += fmt::format("    {:<9} {}{}\n", i == 0 ? "to allow" : "and", change_text(step.changes[i]),
                       gives.empty() ? "" : ": " + printable(gives));
  }
  if (const auto listed = listed_in_another_case(step)) {
    out +=
        fmt::format("    {:<9} let the page say `{}`: methods are case-sensitive (METH-2)\n", "or", printable(*listed));
  }
}

/// How the browsers call it, for somebody who has their message.
void write_console(std::string& out, const Verdict& verdict, const run::ExplainedStep& step) {
  const auto message = run::console_message(verdict, step.last_answer());
  if (!message.chromium.empty())
    out += fmt::format("    {:<9} Chromium: {} ({})\n", "console", message.chromium_speaks, message.chromium);
  if (!message.firefox.empty())
    out += fmt::format("    {:<9} Firefox: {}\n", message.chromium.empty() ? "console" : "", message.firefox);
}

std::string_view place(Verdict::Stage stage) {
  switch (stage) {
    case Verdict::Stage::before_sending:
      return "before anything is sent";
    case Verdict::Stage::preflight:
      return "at the preflight";
    case Verdict::Stage::request:
      return "at the answer to the request";
  }
  std::unreachable();
}

std::string_view reason(run::Doubt::Kind kind) {
  switch (kind) {
    case run::Doubt::Kind::not_cors:
      return "the request failed by something that is not CORS";
    case run::Doubt::Kind::no_answer:
      return "browsers say so of a refusal by CORS and of failures that are none, and there is no answer to judge";
    case run::Doubt::Kind::stored_response:
      return "the 304 answers a question of the browser's own cache: what is judged are the headers of the stored "
             "response, which the recording does not show, as the 304 updates them";
    case run::Doubt::Kind::was_sent:
      return "the recording contradicts the refusal: the browser sent the request. Some answer is not the one that the "
             "browser had (its cache, a proxy, an extension)";
    case run::Doubt::Kind::was_shown:
      return "the recording contradicts the refusal: the browser gave the response to script. Some answer is not the "
             "one "
             "that the browser had (its HTTP cache, a service worker, an extension), or the request was none of CORS "
             "(mode `no-cors`)";
  }
  std::unreachable();
}

void write_doubt(std::string& out, const run::ExplainedStep& step) {
  const auto& verdict = step.doubt->by_answers_alone;
  if (step.doubt->kind == run::Doubt::Kind::not_cors) {
    const auto meaning = meaning_of_failure(step.unexplained_failure);
    out += fmt::format("  NOT CORS: the request failed by something else ({})\n", printable(step.unexplained_failure));
    if (!meaning.empty()) out += fmt::format("    {:<9} {}\n", "that is", meaning);
    if (verdict) write_console(out, *verdict, step);
    return;
  }
  if (step.doubt->kind == run::Doubt::Kind::no_answer) {
    out += fmt::format("  NOT DECIDABLE from the recording: the request failed ({})\n",
                       printable(step.unexplained_failure));
    out += fmt::format("    {:<9} {}\n", "but", reason(step.doubt->kind));
    return;
  }
  out += fmt::format("  NOT DECIDABLE from the recording: by its answers alone, {} would refuse\n",
                     verdict->refusal->rule);
  out += fmt::format("    {:<9} {}\n", "but", reason(step.doubt->kind));
  write_comparison(out, *verdict->refusal);
}

void write_verdict(std::string& out, const run::ExplainedStep& step, const suite::RuleCatalogue* rules) {
  if (step.doubt) {
    write_doubt(out, step);
    return;
  }
  if (!step.verdict) {
    const bool preflight = step.exchanges.back().sent.purpose == Send::Purpose::preflight;
    const bool granted = step.hops.back().evaluation && step.hops.back().evaluation->allowed();
    out += fmt::format("  NO VERDICT: {}there is no answer to this {} (`{}` in a scenario)\n",
                       granted ? "the preflight is granted, and " : "", preflight ? "preflight" : "request",
                       preflight ? "preflight" : "answer");
    return;
  }
  const auto& verdict = *step.verdict;
  switch (verdict.kind) {
    case Verdict::Kind::allow:
      out += fmt::format("  ALLOW: script may read the response; readable headers: {}\n",
                         verdict.exposed.empty() ? "none" : joined(verdict.exposed));
      if (step.reads_stored_response)
        out += "    and those of the stored response that the 304 updates, which the recording does not show\n";
      return;
    case Verdict::Kind::opaque:
      out += "  OPAQUE: script can read nothing, and nothing is refused\n";
      return;
    case Verdict::Kind::left_target:
      out += fmt::format("  NO VERDICT: redirected to {}, which is not followed\n", printable(verdict.location));
      return;
    case Verdict::Kind::block:
      out += fmt::format("  BLOCK {}{}\n", place(verdict.stage),
                         verdict.refusal ? fmt::format(", by {}", verdict.refusal->rule) : "");
      if (verdict.refusal) write_refusal(out, step, *verdict.refusal, rules);
      write_console(out, verdict, step);
      if (!step.passed_in.empty())
        out += fmt::format("    {:<9} {}, which recorded it, let it pass: --engine {} judges as it does\n", "but",
                           step.passed_in, step.passed_in);
      return;
  }
  std::unreachable();
}

/// One line for all entries that one preflight left.
void write_cache(std::string& out, const std::vector<browser::CacheEntry>& entries) {
  std::vector<const browser::CacheEntry*> left;
  left.reserve(entries.size());
  for (const auto& entry : entries) left.push_back(&entry);
  while (!left.empty()) {
    const auto& first = *left.front();
    std::vector<std::string> items;
    const auto alike = [&](const browser::CacheEntry* entry) {
      if (entry->scope != first.scope || entry->credentials != first.credentials || entry->max_age != first.max_age ||
          entry->stored != first.stored)
        return false;
      items.push_back(entry->method.empty() ? "header " + entry->header_name : "method " + entry->method);
      return true;
    };
    std::erase_if(left, alike);
    out += fmt::format("  cached for {} s, until {}{}: {} (for {} from {})\n", first.max_age.count,
                       seconds(first.stored + first.max_age), first.credentials ? ", with credentials too" : "",
                       joined(items), printable(first.scope.url), printable(first.scope.origin));
  }
}

std::string credentials(const run::ExplainedStep& step) {
  using Source = run::ExplainedStep::CredentialsMode;
  switch (step.credentials_source) {
    case Source::known:
      return std::string(word(step.request.credentials));
    case Source::assumed:
      return fmt::format("{} (assumed: name another with --credentials)", word(step.request.credentials));
    case Source::inferred:
      return fmt::format("{} (inferred: without them the browser would not have refused)",
                         word(step.request.credentials));
  }
  std::unreachable();
}

/// What one engine makes of a step.
std::string step_text(const run::ExplainedStep& step, const suite::RuleCatalogue* rules) {
  std::string out =
      fmt::format("\nAt {}, {} asks for {} {}, credentials {}\n", seconds(step.at), printable(step.request.origin),
                  printable(step.request.method), printable(fetch::serialize(step.request.url)), credentials(step));
  write_exchanges(out, step);
  write_verdict(out, step, rules);
  if (!step.unexplained_failure.empty() && !step.doubt) {
    out +=
        fmt::format("  the recording says that it failed ({}): {}\n", printable(step.unexplained_failure),
                    step.verdict ? "not by CORS, as far as these answers tell (an extension, a policy of the page, the "
                                   "network)"
                                 : "whether by CORS, the missing answer would tell");
  }
  write_cache(out, step.cache);
  return out;
}

std::string engine_names(std::span<const run::Explanation> explanations) {
  std::vector<std::string> names;
  for (const auto& explanation : explanations) names.emplace_back(explanation.engine);
  return joined(names);
}

/// The engines that make the same of a step, together.
struct View {
  std::vector<std::string> engines;
  std::string text;
};

std::vector<View> views(std::span<const run::Explanation> explanations, std::size_t step,
                        const suite::RuleCatalogue* rules) {
  std::vector<View> found;
  for (const auto& explanation : explanations) {
    auto text = step_text(explanation.steps[step], rules);
    const auto same = std::ranges::find(found, text, &View::text);
    if (same != found.end()) {
      same->engines.emplace_back(explanation.engine);
    } else {
      found.push_back({{std::string(explanation.engine)}, std::move(text)});
    }
  }
  return found;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// Where two texts differ, between what they begin and end with alike: the lines of the one, then those of the other.
std::string differing_lines(std::string_view one, std::string_view other) {
  const auto ours = lines_of(one);
  const auto theirs = lines_of(other);
  const auto first = std::ranges::mismatch(ours, theirs).in1 - ours.begin();
  const auto most = std::min(std::ssize(ours), std::ssize(theirs)) - first;
  std::ptrdiff_t last = 0;
  while (last < most && ours[ours.size() - 1 - static_cast<std::size_t>(last)] ==
                            theirs[theirs.size() - 1 - static_cast<std::size_t>(last)]) {
    ++last;
  }
  std::string out;
  for (const auto line : std::span(ours).subspan(static_cast<std::size_t>(first),
                                                 static_cast<std::size_t>(std::ssize(ours) - first - last)))
    out += fmt::format("- {}", line);
  for (const auto line : std::span(theirs).subspan(static_cast<std::size_t>(first),
                                                   static_cast<std::size_t>(std::ssize(theirs) - first - last)))
    out += fmt::format("+ {}", line);
  return out;
}

}  // namespace

std::string explanation_text(std::span<const run::Explanation> explanations, const suite::RuleCatalogue* rules) {
  const auto& first = explanations.front();
  std::string out = fmt::format("{}{}{} {}\n", printable(first.scenario), first.scenario.empty() ? "" : ", ",
                                explanations.size() == 1 ? "engine" : "engines", engine_names(explanations));
  for (std::size_t step = 0; step < first.steps.size(); ++step) {
    const auto found = views(explanations, step, rules);
    const View& shown = found.front();
    if (found.size() > 1) out += fmt::format("\n--- {}", joined(shown.engines));
    out += shown.text;
    for (const auto& view : std::span(found).subspan(1)) {
      const std::string differing = differing_lines(shown.text, view.text);
      // What has little in common is easier to read whole.
      if (differing.size() < view.text.size()) {
        out += fmt::format("\n--- {}: as {}, but\n{}", joined(view.engines), joined(shown.engines), differing);
      } else {
        out += fmt::format("\n--- {}{}", joined(view.engines), view.text);
      }
    }
  }
  return out;
}

}  // namespace corspec::reports
