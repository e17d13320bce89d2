// The URL parser, without an oracle.

#include "fetch/url.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)corspec::fetch::parse_url(corspec::fuzz::text(data, size));
  return 0;
}
