// URLs: parsing what was serialised changes nothing, and an origin never has its scheme's default port (ORI-1, ORI-3).
// Input: a URL, and on a second line its base.

#include "fetch/url.hpp"

#include <algorithm>
#include <string>

#include "fuzz/grammar/origin.hpp"
#include "fuzz/mutator.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"

namespace {

using namespace corspec;

bool is_printable_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte > 0x20 && byte < 0x7f; });
}

void check_origin(const fetch::Url& url, std::string_view input) {
  const auto origin = fetch::serialize_origin(url);
  fuzz::require(!origin.ends_with(url.scheme == "https" ? ":443" : ":80"), "no default port in an origin", input);
  fuzz::agree(origin, url.scheme + "://" + fetch::authority(url), "an origin is scheme and authority", input);
  const auto again = fetch::parse_url(origin);
  fuzz::require(again.has_value(), "an origin is a URL", input);
  fuzz::agree(fetch::serialize_origin(*again), origin, "the origin of an origin is itself", input);
  fuzz::require(!again->includes_credentials() && again->path == "/", "an origin has no more parts", input);
}

void check(const fetch::Url& url, std::string_view input) {
  const auto href = fetch::serialize(url);
  fuzz::require(is_printable_ascii(href), "a serialised URL is printable ASCII", input);
  const auto again = fetch::parse_url(href);
  fuzz::require(again.has_value(), "what was serialised parses", input);
  fuzz::agree(fetch::serialize(*again), href, "serialising is idempotent", input);
  fuzz::require(*again == url, "no part is lost", input);

  const auto sent = fetch::serialize(url, true);
  fuzz::require(sent.find('#') == std::string::npos, "no fragment where it is excluded", input);
  const auto target = fetch::request_target(url);
  fuzz::require(target.starts_with('/') && target.find('#') == std::string::npos, "the target is path and query",
                input);
  fuzz::require(sent.ends_with(target), "the target is the end of the URL", input);
  check_origin(url, input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  auto rest = input;
  const auto reference = fuzz::take_line(rest);
  const auto base = fetch::parse_url(rest);
  if (base) check(*base, input);
  const auto url = fetch::parse_url(reference, base ? &*base : nullptr);
  if (!url) {
    fuzz::require(!fetch::describe(url.error()).empty(), "every error has a text", input);
    return 0;
  }
  check(*url, input);
  // The URL Standard strips C0 controls and spaces around the input, and removes tabs within.
  std::string padded = " \x01" + std::string(reference) + "\t \x1f";
  padded.insert(padded.size() / 2, "\t");
  const auto stripped = fetch::parse_url(padded, base ? &*base : nullptr);
  fuzz::require(stripped.has_value() && *stripped == *url, "space around and tabs within change nothing", input);
  return 0;
}

std::string fuzz::mutate(std::string_view text, fuzz::Random& random) {
  return fuzz::mutate_origin(text, random);
}
