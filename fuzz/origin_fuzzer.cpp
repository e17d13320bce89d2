// The origin recogniser accepts exactly the ABNF and keeps the bytes (ORI-5).

#include "fetch/origin.hpp"

#include <string>

#include "fuzz/grammar/origin.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;

void check_parts(const fetch::Origin& origin, std::string_view input) {
  using Host = fetch::Origin::Host;
  const bool is_null = origin.kind == fetch::Origin::Kind::null;
  fuzz::require(is_null == (input == "null"), "null alone is null", input);
  fuzz::require(is_null == (origin.host_kind == Host::none), "a tuple has a host", input);
  fuzz::require((origin.host_kind == Host::ipv6) == origin.host.starts_with('['), "brackets are IPv6", input);
  fuzz::agree(origin.host_kind == Host::ipv4, reference::is_ipv4(origin.host), "four octets are IPv4", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  const auto origin = fetch::parse_origin(input);
  fuzz::agree(origin.has_value(), reference::accepts_origin(std::string(input)), "accepts what the grammar has", input);
  if (!origin) {
    fuzz::require(!fetch::describe(origin.error()).empty(), "every error has a text", input);
    return 0;
  }
  fuzz::agree<std::string_view>(fetch::serialize(*origin), input, "keeps the bytes", input);
  check_parts(*origin, input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_origin(text, random);
}
