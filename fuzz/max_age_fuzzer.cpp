// Access-Control-Max-Age: one line of digits, however long, or the default (HV-9, PF-8). Input: each line is the value
// of one field line of that name.

#include "fetch/max_age.hpp"

#include "fuzz/header_text.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference.hpp"

using namespace corspec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto headers = fuzz::lines_of_name("access-control-max-age", input);
  const auto age = fetch::preflight_max_age(headers.ours).seconds.count;
  fuzz::agree(age, reference::preflight_max_age(headers.reference), "max-age", input);
  fuzz::require(age >= 0, "max-age is never negative", input);
  return 0;
}
