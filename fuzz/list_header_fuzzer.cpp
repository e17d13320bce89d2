// List headers: get, extract and split as the Standard's text does it, and the laws of RFC 9110 on lists (HV-2 to
// HV-8). Input: each line is the value of one field line of the same name.

#include <string>
#include <vector>

#include "fetch/header_values.hpp"
#include "fetch/max_age.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/grammar/list.hpp"
#include "fuzz/grammar/vocabulary.hpp"
#include "fuzz/header_text.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "message/bytes.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;
using Outcome = fetch::ExtractedValues::Outcome;

constexpr std::string_view name = "X-List";

/// More lines show nothing that these do not.
constexpr std::size_t most_lines = 6;

/// Lines of one name, and one of another.
fuzz::HeaderPair headers_of(std::string_view input) {
  fuzz::HeaderPair headers;
  while (!input.empty() && headers.ours.size() < most_lines) {
    const std::string value(message::strip_http_tab_or_space(fuzz::take_line(input)));
    headers.append(headers.ours.size() % 2 == 0 ? "X-List" : "x-lISt", value);
  }
  headers.append("X-Lists", "a b");
  return headers;
}

void check_get(const fuzz::HeaderPair& headers, std::string_view input) {
  const auto ours = headers.ours.get(name);
  const auto reference = reference::get(headers.reference, std::string(name));
  fuzz::agree(!ours, reference.null, "get: absence", input);
  if (!ours) return;
  fuzz::agree(*ours, reference.values.front(), "get: the value", input);
  fuzz::require(fetch::decode_and_split(*ours) == reference::decode_and_split(*ours), "get, decode and split", input);
}

void check_extract(const fuzz::HeaderPair& headers, std::string_view input) {
  const auto ours = fetch::extract_token_list(headers.ours, name);
  const auto reference = reference::extract_token_list(headers.reference, std::string(name));
  fuzz::agree(ours.outcome == Outcome::absent, reference.null, "extract: absence", input);
  fuzz::agree(ours.outcome == Outcome::failure, reference.failure, "extract: failure", input);
  fuzz::require(!ours.is_list() || ours.items == reference.values, "extract: the items", input);

  const auto value = headers.ours.get(name);
  if (!value) return;
  const auto joined = fetch::extract_token_list({{std::string(name), *value}}, name);
  fuzz::require(joined.outcome == ours.outcome && joined.items == ours.items, "several lines are one with commas",
                input);
  if (!ours.is_list()) return;
  std::string spaced = "\t,";
  for (const auto& item : ours.items) spaced += " \t" + item + "\t ,, ";
  const auto again = fetch::parse_token_list(spaced);
  fuzz::require(again && *again == ours.items, "whitespace and empty elements mean nothing", input);
  const fetch::ListedNames listed(ours.items);
  for (const auto& item : ours.items) {
    fuzz::require(listed.contains(message::byte_uppercase(item)), "a list contains its elements in any case", input);
  }
  fuzz::require(!listed.contains("not in it,"), "a list contains nothing else", input);
}

void check_max_age(std::string_view input) {
  fuzz::HeaderPair headers;
  while (!input.empty() && headers.ours.size() < most_lines) {
    headers.append("access-control-max-age", std::string(message::strip_http_tab_or_space(fuzz::take_line(input))));
  }
  const auto age = fetch::preflight_max_age(headers.ours).seconds.count;
  fuzz::agree(age, reference::preflight_max_age(headers.reference), "max-age", input);
  fuzz::require(age >= 0, "max-age is never negative", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto headers = headers_of(input);
  check_get(headers, input);
  check_extract(headers, input);
  check_max_age(input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  if (random.one_in(8)) return std::string(text) + "\n" + fuzz::generate_list(fuzz::request_header_names(), random);
  return fuzz::mutate_list(text, random);
}
