// Which request headers are unsafe, and the Access-Control-Request-Headers made of them (SAFE-1 to UNSAFE-4, PFQ-5).
// Input: field lines of an author.

#include "fetch/request_headers.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "browser/engine.hpp"
#include "fetch/preflight.hpp"
#include "fuzz/grammar/lines.hpp"
#include "fuzz/header_text.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/reference.hpp"

namespace {

using namespace corspec;
using Names = std::vector<std::string>;

bool has_upper_case(std::string_view bytes) {
  return std::ranges::any_of(bytes, [](char byte) { return byte >= 'A' && byte <= 'Z'; });
}

bool is_strictly_sorted(const Names& names) {
  return std::ranges::adjacent_find(names, std::ranges::greater_equal()) == names.end();
}

void check_each(const fuzz::HeaderPair& headers, std::string_view input) {
  for (const auto& [name, value] : headers.reference) {
    fuzz::agree(fetch::is_cors_safelisted_request_header(name, value),
                reference::is_cors_safelisted_request_header(name, value), "safelisted", input);
    fuzz::agree(fetch::is_forbidden_request_header(name, value), reference::is_forbidden_request_header(name, value),
                "forbidden", input);
  }
}

/// What the model sends, as a parser that forgives nothing reads it: names, with a comma and nothing else between them.
Names parse_strictly(std::string_view value, std::string_view input) {
  Names names(1);
  for (const char byte : value) {
    if (byte == ',') {
      names.emplace_back();
    } else {
      names.back() += byte;
    }
  }
  for (const auto& name : names) fuzz::require(reference::is_token(name), "only tokens are sent", input);
  return names;
}

void check_preflight(const message::HeaderList& headers, const Names& unsafe, std::string_view input) {
  const auto subject = fetch::preflight_subject("https://app.example", "PUT", headers, fetch::CredentialsMode::omit);
  fuzz::require(subject.unsafe_names == unsafe, "the subject has the unsafe names", input);
  const auto sent = fetch::preflight_request_headers(subject);
  const auto value = sent.get("Access-Control-Request-Headers");
  fuzz::agree(value.has_value(), !unsafe.empty(), "a list is sent when there is something in it", input);
  const bool sendable = std::ranges::all_of(unsafe, [](const auto& name) { return reference::is_token(name); });
  if (value && sendable) fuzz::require(parse_strictly(*value, input) == unsafe, "what is sent is read back", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  auto rest = input;
  const auto headers = fuzz::take_headers(rest);
  check_each(headers, input);

  const auto unsafe = fetch::cors_unsafe_request_header_names(headers.ours);
  fuzz::require(unsafe == reference::cors_unsafe_request_header_names(headers.reference), "the unsafe names", input);
  fuzz::require(is_strictly_sorted(unsafe), "sorted, each once", input);
  fuzz::require(std::ranges::none_of(unsafe, has_upper_case), "in lower case", input);

  message::HeaderList reversed;
  for (auto pair = headers.reference.rbegin(); pair != headers.reference.rend(); ++pair) {
    reversed.append(pair->first, pair->second);
  }
  fuzz::require(fetch::cors_unsafe_request_header_names(reversed) == unsafe, "their order does not matter", input);
  for (const auto& engine : browser::engines()) {
    auto names = fetch::cors_unsafe_request_header_names(headers.ours, engine.deviations);
    fuzz::require(std::ranges::is_sorted(names), "sorted in every engine", input);
  }
  check_preflight(headers.ours, unsafe, input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_lines(text, fuzz::LineKind::request, random);
}
