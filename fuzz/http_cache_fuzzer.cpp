// The modelled shared cache: an answer is reused for another request exactly where the reference says that RFC 9111
// lets it (VARY-1, VARY-3), and dates are read as the reference reads them. Input:
//
//     field lines of the first request
//
//     STATUS
//     field lines of its answer
//
//     SECONDS until the second request
//     field lines of that

#include "browser/http_cache.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "browser/http_date.hpp"
#include "fuzz/header_text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference_http_cache.hpp"

namespace {

using namespace corspec;
using browser::SharedCache;

constexpr std::string_view url = "https://api.example/r";
constexpr fetch::Instant begin{5000};
/// Longer than anybody waits; far below what a count of milliseconds holds.
constexpr std::int64_t longest_wait = 1'000'000'000;

std::int64_t take_number(std::string_view& rest) {
  const auto line = fuzz::take_line(rest);
  std::int64_t number = 0;
  std::from_chars(line.data(), line.data() + line.size(), number);
  return number;
}

struct Script {
  fuzz::HeaderPair first;
  int status = 0;
  fuzz::HeaderPair answer;
  std::int64_t seconds = 0;
  fuzz::HeaderPair second;
};

Script script_of(std::string_view input) {
  Script script;
  script.first = fuzz::take_headers(input);
  script.status = static_cast<int>(std::clamp<std::int64_t>(take_number(input), 0, 999));
  script.answer = fuzz::take_headers(input);
  script.seconds = std::clamp<std::int64_t>(take_number(input), 0, longest_wait);
  script.second = fuzz::take_headers(input);
  return script;
}

void check_reuse(const Script& script, SharedCache::Freshness freshness, std::string_view input) {
  const auto& [first, status, answer, seconds, second] = script;
  SharedCache cache(freshness);
  cache.store("GET", url, first.ours, status, answer.ours, "body", begin);
  const auto now = begin + fetch::Seconds{seconds};
  const auto* found = cache.find("GET", url, second.ours, now);
  const bool may = reference::may_reuse({first.reference, status, answer.reference}, second.reference, seconds,
                                        freshness == SharedCache::Freshness::heuristic);
  fuzz::agree(found != nullptr, may, "what a cache may reuse", input);
  fuzz::agree(cache.find("HEAD", url, second.ours, now) != nullptr, may, "HEAD is answered from GET", input);
  fuzz::require(cache.find("POST", url, second.ours, now) == nullptr, "nothing else is", input);
  fuzz::require(cache.find("GET", "https://api.example/", second.ours, now) == nullptr, "nor another resource", input);
  if (found != nullptr) {
    fuzz::require(found->status == status && found->headers == answer.ours && found->body == "body",
                  "what is reused is what was stored", input);
  }
  cache.store("PUT", url, {}, 500, {}, "", begin);
  fuzz::agree(cache.find("GET", url, second.ours, now) != nullptr, may, "a failed PUT changes nothing", input);
  cache.store("PUT", url, {}, 204, {}, "", begin);
  fuzz::require(cache.find("GET", url, second.ours, now) == nullptr, "a successful PUT makes a cache forget", input);
}

/// RFC 9111 section 4.1: the last of several that match, but one with Vary before one without.
void check_selection(const Script& script, std::string_view input) {
  const auto& [first, status, answer, seconds, second] = script;
  const reference::StoredAnswer stored{first.reference, status, answer.reference};
  const reference::StoredAnswer plain{{}, 200, {{"Cache-Control", "max-age=60"}}};
  SharedCache cache(SharedCache::Freshness::explicit_only);
  cache.store("GET", url, first.ours, status, answer.ours, "body", begin);
  cache.store("GET", url, {}, 200, message::HeaderList{{"Cache-Control", "max-age=60"}}, "plain", begin);
  cache.store("OPTIONS", url, {}, 200, message::HeaderList{{"Cache-Control", "max-age=60"}}, "options", begin);
  const bool hides = answer.ours.contains("vary") && reference::is_selected(stored, second.reference);
  const bool may = reference::may_reuse(hides ? stored : plain, second.reference, seconds, false);
  const auto* found = cache.find("GET", url, second.ours, begin + fetch::Seconds{seconds});
  fuzz::agree(found != nullptr, may, "what may be reused of two", input);
  if (found != nullptr) fuzz::agree<std::string_view>(found->body, hides ? "body" : "plain", "which of two", input);
}

void check_dates(const Script& script, std::string_view input) {
  for (const auto* const name : {"date", "expires", "last-modified"}) {
    const auto value = script.answer.ours.get(name);
    if (value) fuzz::require(browser::parse_http_date(*value) == reference::http_date(*value), "a date", input);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto script = script_of(input);
  check_dates(script, input);
  check_reuse(script, SharedCache::Freshness::explicit_only, input);
  check_reuse(script, SharedCache::Freshness::heuristic, input);
  check_selection(script, input);
  return 0;
}
