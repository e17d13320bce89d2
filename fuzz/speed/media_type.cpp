// The parser of MIME types, without an oracle.

#include "fetch/mime_type.hpp"
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)corspec::fetch::mime_type_essence(corspec::fuzz::text(data, size));
  return 0;
}
