#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace corspec::suite {

// What may stand where in the files that people write. Each returns what is wrong, or null.

/// Anything but nothing.
[[nodiscard]] std::optional<std::string> wrong_with_prose(std::string_view text);
/// `[a-z0-9-]` parts joined by `/`.
[[nodiscard]] std::optional<std::string> wrong_with_id(std::string_view id);
/// `[a-z0-9-]+`: a tag, a flag, the name of an axis or role.
[[nodiscard]] std::optional<std::string> wrong_with_word(std::string_view word);
/// "CORS-CHECK-4"
[[nodiscard]] std::optional<std::string> wrong_with_rule_id(std::string_view id);
/// RFC 9110 token: a method, a field name.
[[nodiscard]] std::optional<std::string> wrong_with_token(std::string_view token);
/// Path and query in origin form.
[[nodiscard]] std::optional<std::string> wrong_with_path(std::string_view path);
/// What can travel as the value of a field: anything but NUL, CR and LF.
[[nodiscard]] std::optional<std::string> wrong_with_field_value(std::string_view value);
/// A day that exists, `YYYY-MM-DD`.
[[nodiscard]] std::optional<std::string> wrong_with_date(std::string_view date);

}  // namespace corspec::suite
