// Header values: get joins lines (HV-2), and decode and split cuts them, as the Standard's text does it. Input: each
// line is the value of one field line of the same name.

#include <string>

#include "fetch/header_values.hpp"
#include "fuzz/grammar/list.hpp"
#include "fuzz/header_text.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference.hpp"

using namespace corspec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  auto headers = fuzz::lines_of_name("x-vAlue", input);
  headers.append("X-Values", "\"");
  const auto ours = headers.ours.get("X-Value");
  const auto reference = reference::get(headers.reference, "X-Value");
  fuzz::agree(!ours, reference.null, "get: absence", input);
  if (!ours) return 0;
  fuzz::agree(*ours, reference.values.front(), "get: the value", input);
  fuzz::require(fetch::decode_and_split(*ours) == reference::decode_and_split(*ours), "get, decode and split", input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_list(text, random);
}
