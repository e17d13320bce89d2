#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corspec::reports {

/// The hash of an embedded file as a Content-Security-Policy names it,
/// https://www.w3.org/TR/CSP3/#grammardef-base64-value.
[[nodiscard]] std::string policy_hash(std::string_view file);

/// `page` with each `{name}` replaced by its text, which is not looked at again.
[[nodiscard]] std::string fill_page(std::string_view page,
                                    const std::vector<std::pair<std::string_view, std::string>>& texts);

/// JSON in ASCII, written so that no element of a page ends in it: without `<`, `>` and `&`.
[[nodiscard]] std::string page_json(std::string_view ascii_json);

}  // namespace corspec::reports
