// The response reader, without an oracle.

#include "fuzz/target.hpp"
#include "http/response_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  corspec::http::ResponseReader reader("GET", {});
  (void)reader.feed(corspec::fuzz::text(data, size));
  return 0;
}
