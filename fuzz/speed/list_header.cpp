// The parser of token lists, without an oracle.

#include "fetch/header_values.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)corspec::fetch::parse_token_list(corspec::fuzz::text(data, size));
  return 0;
}
