// Prints what the URL parser makes of the URLs in files, in order, for url_against_node.mjs: the serialised URL, a tab
// and its origin; or the error. Each file is an input of url_fuzzer.cpp.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "fetch/url.hpp"
#include "fuzz/target.hpp"

int main(int argc, char** argv) {
  using namespace corspec;
  for (int at = 1; at < argc; ++at) {
    std::ifstream file(argv[at], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!file) return 1;
    std::string_view base_text = bytes;
    const auto reference = fuzz::take_line(base_text);
    const auto base = fetch::parse_url(base_text);
    const auto url = fetch::parse_url(reference, base ? &*base : nullptr);
    const std::string line = url ? fetch::serialize(*url) + "\t" + fetch::serialize_origin(*url)
                                 : "failure: " + std::string(fetch::describe(url.error()));
    std::puts(line.c_str());
  }
  return 0;
}
