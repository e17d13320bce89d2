#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace corspec::fuzz {

/// A response header of the protocol and the values that decide something.
struct HeaderVocabulary {
  std::string_view name;
  std::span<const std::string_view> values;
};

/// The headers of answers, Access-Control-Allow-Origin first.
[[nodiscard]] std::span<const HeaderVocabulary> response_vocabulary();

/// Names of request headers: safelisted ones, `Authorization`, authors' own, `*`, and some that are none.
[[nodiscard]] std::span<const std::string_view> request_header_names();

/// Values around the limits of the safelist, by the name they are for; other values fit anywhere.
[[nodiscard]] std::span<const std::string_view> request_header_values();

/// Values of Accept as browsers and pages send them, `*/*` first.
[[nodiscard]] std::span<const std::string_view> accept_values();

/// Methods in the spellings that matter, and some that are none.
[[nodiscard]] std::span<const std::string_view> method_names();

/// What may stand behind the path of a request.
[[nodiscard]] std::span<const std::string_view> query_strings();

/// Origins that somebody lets in while developing, and forgets.
[[nodiscard]] std::span<const std::string_view> leftover_origins();

/// Fields, with their values, that somebody takes for a sign of who is asking.
[[nodiscard]] std::span<const std::pair<std::string_view, std::string_view>> evidence_fields();

}  // namespace corspec::fuzz
