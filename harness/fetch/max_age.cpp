#include "fetch/max_age.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "message/bytes.hpp"

namespace corspec::fetch {

namespace {

bool is_delta_seconds(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char byte) {
    return message::is_ascii_digit(static_cast<unsigned char>(byte));
  });
}

MaxAge parse_max_age(std::string_view value, const Deviations& deviations) {
  if (value.starts_with('-') && is_delta_seconds(value.substr(1))) {
    return {{deviations.max_age_negative}, MaxAge::Source::negative};
  }
  if (value.empty()) return {{deviations.max_age_empty}, MaxAge::Source::malformed};
  if (deviations.max_age_accepts_plus && value.starts_with('+')) value.remove_prefix(1);
  if (!is_delta_seconds(value)) return {{deviations.max_age_malformed}, MaxAge::Source::malformed};

  std::int64_t seconds = 0;
  if (std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc::result_out_of_range) {
    return {{deviations.max_age_overflow.value_or(Seconds::max().count)}, MaxAge::Source::overflow};
  }
  return {{seconds}, MaxAge::Source::value};
}

}  // namespace

MaxAge preflight_max_age(const message::HeaderList& response, const Deviations& deviations) {
  std::optional<std::string_view> line;
  for (const message::Header& header : response) {
    if (!message::byte_case_insensitive_match(header.name, "Access-Control-Max-Age")) continue;
    // The ABNF allows one header: a second line is failure, even one that says the same (HV-3).
    if (line) return {{deviations.max_age_malformed}, MaxAge::Source::malformed};
    line = header.value;
  }
  if (!line) return {};
  return parse_max_age(*line, deviations);
}

}  // namespace corspec::fetch
