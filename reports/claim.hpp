#pragma once

#include <span>
#include <string>
#include <string_view>

#include "run/report.hpp"

namespace corspec::reports {

/// One thing that a claim says.
struct ClaimKey {
  std::string_view name;  ///< zero-terminated: a literal
  std::string_view about;
  std::string run::Claim::* member;
};

[[nodiscard]] std::span<const ClaimKey> claim_keys();

/// What keeps a value from standing in a document as it is: no UTF-8, control characters, marks that turn the direction
/// of text, more than 500 bytes, a URL that is not http or https. Empty: nothing. Empty values are fine.
[[nodiscard]] std::string wrong_with_claimed(const ClaimKey& key, std::string_view value);

/// Takes `KEY=VALUE` over into `claim`. Empty on success, else one sentence.
[[nodiscard]] std::string add_to_claim(run::Claim& claim, std::string_view assignment);

/// The same of a JSON object with those keys; keys that it has not stay as they are.
[[nodiscard]] std::string add_json_to_claim(run::Claim& claim, std::string_view text);

}  // namespace corspec::reports
