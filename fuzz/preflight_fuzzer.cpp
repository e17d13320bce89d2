// The CORS check and the preflight's evaluation end to end, against the reference and against laws (CORS-CHECK-1 to
// EXPOSE-5). Input:
//
//     METHOD ORIGIN [include] [flag]
//     field lines of the author
//
//     STATUS
//     field lines of the answer

#include "fetch/preflight.hpp"

#include <array>
#include <charconv>
#include <string>

#include "fetch/cors_check.hpp"
#include "fetch/exposed_headers.hpp"
#include "fetch/timing_allow_origin.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/header_text.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "message/method.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;
using std::string_view_literals::operator""sv;
using fetch::CredentialsMode;

/// The request and its answer, as both sides see them.
struct Dialogue {
  fetch::PreflightSubject subject;
  reference::Request request;
  int status = 0;
  fuzz::HeaderPair answer;
};

std::string_view take_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

Dialogue dialogue_of(std::string_view input) {
  auto first = fuzz::take_line(input);
  const std::string written(take_word(first));
  const std::string method = message::normalize_method(written);
  fuzz::agree(method, reference::normalize_method(written), "the normalised method", written);
  fuzz::agree(message::is_method(written), reference::is_token(written), "a method is a token", written);
  const std::string origin(take_word(first));
  const bool include = first.find("include") != std::string_view::npos;
  const bool flag = first.find("flag") != std::string_view::npos;
  const auto headers = fuzz::take_headers(input);
  Dialogue dialogue;
  const auto mode = include ? CredentialsMode::include : CredentialsMode::same_origin;
  dialogue.subject = fetch::preflight_subject(origin, method, headers.ours, mode, flag);
  dialogue.request = {origin, method, headers.reference, include, flag};
  const auto status = fuzz::take_line(input);
  std::from_chars(status.data(), status.data() + status.size(), dialogue.status);
  dialogue.answer = fuzz::take_headers(input);
  return dialogue;
}

std::string rule_of(const std::optional<fetch::Refusal>& refusal) {
  return refusal ? std::string(refusal->rule) : "";
}

bool allows(const fetch::PreflightSubject& subject, int status, const message::HeaderList& answer) {
  return fetch::evaluate_preflight(subject, status, answer).allowed();
}

void check_agreement(const Dialogue& dialogue, std::string_view input) {
  const auto& [subject, request, status, answer] = dialogue;
  const auto ours = fetch::evaluate_preflight(subject, status, answer.ours);
  const auto reference = reference::evaluate_preflight(request, status, answer.reference);
  fuzz::agree(rule_of(ours.refusal), reference.rule, "the step that refuses a preflight", input);
  fuzz::require(ours.methods == reference.methods, "the methods to cache", input);
  fuzz::require(ours.header_names == reference.header_names, "the header names to cache", input);
  fuzz::require(!ours.allowed() || ours.max_age.seconds.count == reference.max_age, "the max-age to cache", input);

  const auto refusal = fetch::cors_check(answer.ours, subject.credentials, subject.origin);
  fuzz::agree(rule_of(refusal), reference::cors_check(answer.reference, request.credentials_included, request.origin),
              "the step of the CORS check that refuses", input);
  fuzz::require(fetch::exposed_header_names(answer.ours, subject.credentials) ==
                    reference::exposed_header_names(answer.reference, request.credentials_included),
                "the header names exposed", input);
  fuzz::agree(!fetch::tao_check(answer.ours, subject.origin), reference::tao_check(answer.reference, request.origin),
              "the TAO check", input);
}

/// Adds `value` to the list header `name`, when that is there and a list.
message::HeaderList with_listed(const message::HeaderList& answer, std::string_view name, const std::string& value) {
  auto extended = answer;
  if (fetch::extract_token_list(answer, name).is_list()) extended.append(std::string(name), value);
  return extended;
}

/// What holds of every preflight, whatever the algorithm.
void check_laws(const Dialogue& dialogue, std::string_view input) {
  const auto& subject = dialogue.subject;
  const auto& answer = dialogue.answer.ours;
  const bool allowed = allows(subject, dialogue.status, answer);
  if (!allowed) return;
  fuzz::require(dialogue.status >= 200 && dialogue.status <= 299, "only an ok status allows", input);

  auto other = subject;
  other.credentials = CredentialsMode::omit;
  fuzz::require(allows(other, dialogue.status, answer), "what credentials may, may be done without", input);

  auto more = answer;
  more.append("X-Unrelated", "1");
  fuzz::require(allows(subject, dialogue.status, more), "an unrelated header changes nothing", input);
  more = with_listed(answer, "Access-Control-Allow-Methods", "OTHER");
  fuzz::require(allows(subject, dialogue.status, more), "one more method takes nothing away", input);
  more = with_listed(answer, "Access-Control-Allow-Headers", "x-other");
  fuzz::require(allows(subject, dialogue.status, more), "one more header name takes nothing away", input);
  more = answer;
  more.append("access-control-allow-origin", "*");
  fuzz::require(!allows(subject, dialogue.status, more), "a second Allow-Origin refuses", input);

  // An origin that is written `*` could be granted as itself.
  if (subject.credentials != CredentialsMode::include || subject.origin == "*") return;
  more = answer;
  more.set("Access-Control-Allow-Origin", "*");
  fuzz::require(!allows(subject, dialogue.status, more), "`*` is no origin with credentials", input);
  more = answer;
  more.remove("Access-Control-Allow-Credentials");
  fuzz::require(!allows(subject, dialogue.status, more), "credentials have to be allowed", input);
}

constexpr std::array first_lines{"PUT https://app.example\n"sv,      "PUT https://app.example include\n"sv,
                                 "GET https://app.example flag\n"sv, "patch null\n"sv,
                                 "* https://app.example\n"sv,        "HEAD https://app.example include flag\n"sv,
                                 "get https://app.example flag\n"sv};
constexpr std::array statuses{"204\n"sv, "200\n"sv, "299\n"sv, "300\n"sv, "199\n"sv, "0\n"sv, "404\n"sv};

std::string with_first_line(std::string_view text, std::string_view line) {
  fuzz::take_line(text);
  return std::string(line) + std::string(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto dialogue = dialogue_of(input);
  check_agreement(dialogue, input);
  check_laws(dialogue, input);
  return 0;
}

/// Changes one thing of the request or of the answer; what lacks either gets it.
std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  const std::size_t end = text.find("\n\n");
  if (end == std::string_view::npos) {
    return "PUT https://app.example\n\n204\nAccess-Control-Allow-Origin: https://app.example\n" + std::string(text);
  }
  std::string request(text.substr(0, end + 1));
  std::string answer(text.substr(end + 2));
  switch (random.below(8)) {
    case 0:
      request = with_first_line(request, random.pick(first_lines));
      break;
    case 1:
      answer = with_first_line(answer, random.pick(statuses));
      break;
    case 2:
      request = fuzz::mutate_lines(request, fuzz::LineKind::request, random);
      break;
    default:
      answer = fuzz::mutate_lines(answer, fuzz::LineKind::response, random);
      break;
  }
  return request + "\n" + answer;
}
