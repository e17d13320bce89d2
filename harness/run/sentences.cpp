#include "run/sentences.hpp"

#include <fmt/format.h>

#include <array>

#include "message/bytes.hpp"
#include "message/method.hpp"

namespace corspec::run {
namespace {

constexpr std::size_t longest_quoted = 160;

/// The wording of a refusal by rule. `{item}` is the list member that the rule missed, `{seen}` the value in backticks.
struct Wording {
  std::string_view rule;
  std::string_view absent;
  std::string_view present;
};

constexpr std::array wordings{
    Wording{"CORS-CHECK-2", "{field} is missing; it has to be {origin}{or_star}",
            "{field} is {seen}; it has to be {origin}{or_star}"},
    Wording{"CORS-CHECK-4", "{field} is missing; it has to be {origin}{or_star}",
            "{field} is {seen}, which is not byte for byte the page's origin {origin}"},
    Wording{"CORS-CHECK-7", "{field} is missing; a request with credentials needs `true`",
            "{field} is {seen}; a request with credentials needs exactly `true`, in lower case"},
    Wording{"PF-1", "its answer has no status",
            "its answer has status {seen_plain}; a browser accepts 200 to 299 only"},
    Wording{"PF-3", "{field} is malformed",
            "{field} is malformed ({seen}): it has to be a list of names separated by commas"},
    Wording{"PF-5", "{field} is missing; it has to list {item}",
            "{field} does not list {item} (methods are compared byte for byte)"},
    Wording{"PF-6", "{field} is missing; it has to list {item}, which `*` does not cover",
            "{field} does not list {item}, which `*` does not cover"},
    Wording{"PF-7", "{field} is missing; it has to list {item}", "{field} does not list {item}"},
    Wording{"PF-17", "no answer came", "no answer came ({seen_plain})"},
    Wording{"REDIR-7", "it was redirected too often", "it was redirected too often"},
    Wording{"TAO-1", "{field} is missing; it has to hold {origin} or `*`",
            "{field} is {seen}; it has to hold {origin} or `*`"},
};

constexpr Wording other_wording{"", "{field} is missing; expected {expected}",
                                "{field} is {seen}; expected {expected}"};

const Wording& wording_for(std::string_view rule) {
  for (const Wording& wording : wordings) {
    if (wording.rule == rule) return wording;
  }
  return other_wording;
}

/// `expected` of a list refusal reads "a list with `PUT`, or `*`".
std::string_view item_in(std::string_view expected) {
  const std::size_t start = expected.find('`');
  if (start == std::string_view::npos) return expected;
  expected.remove_prefix(start + 1);
  return expected.substr(0, expected.find('`'));
}

/// What deserves a word beyond the rule's own.
std::string hint(const fetch::Refusal& refusal, const StepSubject& subject) {
  if (!refusal.seen) return {};
  const bool star = refusal.seen->contains('*');
  if (refusal.rule == "CORS-CHECK-4") {
    if (*refusal.seen == "*") return " (`*` does not count when credentials are included)";
    if (refusal.seen->contains(',')) return " (there must be one value in one line)";
    if (refusal.seen->empty()) return " (it is empty)";
  }
  const bool is_list = refusal.rule == "PF-5" || refusal.rule == "PF-7";
  if (is_list && star && subject.credentials) return " (`*` does not count when credentials are included)";
  return {};
}

void append_field(std::string& text, const message::HeaderList& headers, std::string_view name) {
  const auto value = headers.get(name);
  if (!value) return;
  if (!text.empty()) text += ", ";
  text += fmt::format("{}: {}", name, quoted_value(*value));
}

}  // namespace

std::string quoted_value(std::string_view bytes) {
  if (bytes.size() <= longest_quoted) return fmt::format("`{}`", bytes);
  return fmt::format("`{}...` ({} bytes)", bytes.substr(0, longest_quoted), bytes.size());
}

std::string enumerate(const std::vector<std::string>& items, std::string_view last_joint) {
  std::string text;
  for (std::size_t index = 0; index < items.size(); ++index) {
    if (index > 0) text += index + 1 == items.size() ? fmt::format(" {} ", last_joint) : ", ";
    text += quoted_value(items[index]);
  }
  return text;
}

std::string describe(const suite::IntegerRange& range) {
  if (range.min && range.max) {
    return *range.min == *range.max ? fmt::format("{}", *range.min)
                                    : fmt::format("from {} to {}", *range.min, *range.max);
  }
  if (range.min) return fmt::format("at least {}", *range.min);
  if (range.max) return fmt::format("at most {}", *range.max);
  return "any number";
}

std::string describe(const StepSubject& subject) {
  const std::string_view credentials = subject.credentials ? " with credentials" : "";
  switch (subject.kind) {
    case StepSubject::Kind::preflight:
      return fmt::format("the preflight for {} from {}{}", subject.method, subject.origin, credentials);
    case StepSubject::Kind::fetch:
      return fmt::format("the {} request from {}{}", subject.method, subject.origin, credentials);
    case StepSubject::Kind::request:
      return fmt::format("{} {}", subject.method, subject.target);
    case StepSubject::Kind::raw:
      return "the raw request";
    case StepSubject::Kind::follow_up:
      return "the second request on the connection";
  }
  return {};
}

std::string describe(const fetch::Refusal& refusal, const StepSubject& subject, std::string_view origin) {
  const Wording& wording = wording_for(refusal.rule);
  const std::string_view seen = refusal.seen ? std::string_view(*refusal.seen) : std::string_view();
  const std::string text =
      fmt::format(fmt::runtime(refusal.seen ? wording.present : wording.absent), fmt::arg("field", refusal.field),
                  fmt::arg("seen", quoted_value(seen)), fmt::arg("seen_plain", seen.substr(0, longest_quoted)),
                  fmt::arg("origin", quoted_value(origin)), fmt::arg("or_star", subject.credentials ? "" : " or `*`"),
                  fmt::arg("item", item_in(refusal.expected)), fmt::arg("expected", refusal.expected));
  return text + hint(refusal, subject);
}

std::string describe_grant(const Observation& observation) {
  std::string grant;
  const bool credentials = observation.subject.credentials;
  const auto append_cors_check = [&grant, credentials](const message::HeaderList& headers) {
    append_field(grant, headers, "Access-Control-Allow-Origin");
    if (credentials) append_field(grant, headers, "Access-Control-Allow-Credentials");
  };
  const bool preflight_alone = observation.subject.kind == StepSubject::Kind::preflight;
  if (observation.answer && !preflight_alone) append_cors_check(observation.answer->headers);
  if (observation.preflight) {
    if (preflight_alone) append_cors_check(observation.preflight->headers);
    if (!message::is_cors_safelisted_method(observation.subject.method)) {
      append_field(grant, observation.preflight->headers, "Access-Control-Allow-Methods");
    }
    append_field(grant, observation.preflight->headers, "Access-Control-Allow-Headers");
  }
  return grant;
}

std::string sentence(std::string clause) {
  if (!clause.empty() && message::is_ascii_lower_alpha(static_cast<unsigned char>(clause.front()))) {
    clause.front() = message::byte_uppercase(clause.substr(0, 1)).front();
  }
  if (!clause.ends_with('.')) clause += '.';
  return clause;
}

}  // namespace corspec::run
