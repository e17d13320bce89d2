// List headers: extract as the Standard's text does it, and the laws of RFC 9110 on lists (HV-3, HV-4, HV-6, HV-7).
// Input: each line is the value of one field line of the same name.

#include <string>

#include "fetch/header_values.hpp"
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

void check_lines(const fetch::ExtractedValues& ours, const message::HeaderList& headers, std::string_view input) {
  const auto joined = fetch::extract_token_list({{std::string(name), *headers.get(name)}}, name);
  fuzz::require(joined.outcome == ours.outcome && joined.items == ours.items, "several lines are one with commas",
                input);
}

void check_items(const std::vector<std::string>& items, std::string_view input) {
  std::string spaced = "\t,";
  for (const auto& item : items) spaced.append(" \t").append(item).append("\t ,, ");
  const auto again = fetch::parse_token_list(spaced);
  fuzz::require(again && *again == items, "whitespace and empty elements mean nothing", input);
  const fetch::ListedNames listed(items);
  // One of them: all in turn take the square of their number, and other inputs ask about the others.
  if (!items.empty()) {
    const auto asked = message::byte_uppercase(items[input.size() % items.size()]);
    fuzz::require(listed.contains(asked), "a list contains its elements in any case", input);
  }
  fuzz::require(!listed.contains("not in it,"), "a list contains nothing else", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  auto headers = fuzz::lines_of_name("x-lISt", input);
  const auto lines = headers.ours.size();
  headers.append("X-Lists", "a b");
  const auto ours = fetch::extract_token_list(headers.ours, name);
  const auto reference = reference::extract_token_list(headers.reference, std::string(name));
  fuzz::agree(ours.outcome == Outcome::absent, reference.null, "extract: absence", input);
  fuzz::agree(ours.outcome == Outcome::failure, reference.failure, "extract: failure", input);
  fuzz::require(!ours.is_list() || ours.items == reference.values, "extract: the items", input);
  if (lines > 1) check_lines(ours, headers.ours, input);
  if (ours.is_list()) check_items(ours.items, input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  if (random.one_in(8)) return std::string(text) + "\n" + fuzz::generate_list(fuzz::request_header_names(), random);
  return fuzz::mutate_list(text, random);
}
