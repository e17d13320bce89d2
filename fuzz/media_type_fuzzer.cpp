// What makes a Content-Type or Range value safelisted: the MIME essence and the single range (SAFE-6 to SAFE-10).
// Input: one value.

#include <algorithm>
#include <array>
#include <string>

#include "fetch/mime_type.hpp"
#include "fetch/range.hpp"
#include "fetch/request_headers.hpp"
#include "fuzz/grammar/list.hpp"
#include "fuzz/grammar/vocabulary.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;

constexpr std::array<const char*, 5> names{"Accept", "accept-language", "Content-Language", "content-type", "Range"};

void check_essence(std::string_view input) {
  const auto essence = fetch::mime_type_essence(input);
  fuzz::agree(essence.value_or(""), reference::mime_type_essence(std::string(input)), "the essence", input);
  if (!essence) return;
  fuzz::require(fetch::mime_type_essence(*essence) == essence, "an essence is its own essence", input);
  fuzz::require(fetch::mime_type_essence(*essence + ";a=\"b;c\"") == essence, "parameters change nothing", input);
  fuzz::require(std::ranges::count(*essence, '/') == 1, "type and subtype", input);
}

void check_range(std::string_view input) {
  const auto range = fetch::parse_single_range(input);
  const auto reference = reference::parse_single_range(std::string(input));
  fuzz::agree(!range, reference.failure, "a single range", input);
  if (!range) return;
  fuzz::agree<std::string_view>(range->start, reference.start, "its start", input);
  fuzz::agree<std::string_view>(range->end, reference.end, "its end", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  check_essence(input);
  check_range(input);
  const std::string value(input);
  for (const char* name : names) {
    const bool safelisted = fetch::is_cors_safelisted_request_header(name, value);
    fuzz::agree(safelisted, reference::is_cors_safelisted_request_header(name, value), name, input);
    fuzz::require(!safelisted || value.size() <= fetch::max_safelisted_value_length, "a long value is unsafe", input);
  }
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  if (random.one_in(16)) return std::string(random.pick(fuzz::request_header_values()));
  // Around the limit of 128 bytes.
  if (random.one_in(16)) return std::string(text) + std::string(128 - std::min<std::size_t>(text.size(), 126), 'a');
  return fuzz::mutate_list(text, random);
}
