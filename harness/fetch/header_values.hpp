#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"

namespace corspec::fetch {

/// The three outcomes of *extract header list values* (HV-3): absent is not failure, and neither is an empty list.
struct ExtractedValues {
  enum class Outcome : std::uint8_t { absent, failure, list };

  Outcome outcome = Outcome::absent;
  /// The items when `outcome` is `list`; possibly none.
  std::vector<std::string> items;
  /// When `outcome` is `failure`: the line that does not match the ABNF.
  std::string malformed;

  [[nodiscard]] bool is_list() const { return outcome == Outcome::list; }
  friend bool operator==(const ExtractedValues&, const ExtractedValues&) = default;
};

/// https://fetch.spec.whatwg.org/#extract-header-list-values for the list headers Access-Control-Allow-Methods,
/// -Allow-Headers and -Expose-Headers, whose elements are tokens (HV-3, HV-4): each line is parsed separately.
[[nodiscard]] ExtractedValues extract_token_list(const message::HeaderList& headers, std::string_view name);

/// The header names that a list header allows or exposes, to be asked about many times: by byte-case-insensitive match
/// and without comparing each with each. The list has to outlive this.
class ListedNames {
 public:
  explicit ListedNames(const std::vector<std::string>& names);

  [[nodiscard]] bool contains(std::string_view name) const;

 private:
  const std::vector<std::string>* names_;
  /// Lower-case; empty while the list is so short that reading through it is faster.
  std::vector<std::string> sorted_;
};

/// One line of RFC 9110 `#token` as a recipient reads it (HV-6, HV-7): empty elements dropped, OWS around commas;
/// null when an element is not a token.
[[nodiscard]] std::optional<std::vector<std::string>> parse_token_list(std::string_view line);

/// https://fetch.spec.whatwg.org/#header-value-get-decode-and-split: split on commas outside quoted strings, without
/// the HTTP tab or space around each value. Quotes stay; bytes are not decoded, since isomorphic decoding keeps them
/// apart anyway. At least one value, which may be empty.
[[nodiscard]] std::vector<std::string> decode_and_split(std::string_view value);

/// https://fetch.spec.whatwg.org/#concept-header-list-get-decode-split: what *get* reads, split so.
/// Null when the header is absent.
[[nodiscard]] std::optional<std::vector<std::string>> get_decode_and_split(const message::HeaderList& headers,
                                                                           std::string_view name);

}  // namespace corspec::fetch
