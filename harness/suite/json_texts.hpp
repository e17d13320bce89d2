#pragma once

#include <string_view>
#include <vector>

#include "suite/json_document.hpp"
#include "suite/load_error.hpp"

namespace corspec::suite {

/// The JSON texts of a file, each parsed or with its errors: one, or JSON Lines, by the file's name or because the
/// first of several lines is an object on its own. None when there is nothing but white space.
[[nodiscard]] std::vector<Loaded<Document>> parse_documents(std::string_view file, std::string_view text,
                                                            int max_depth = max_json_depth);

}  // namespace corspec::suite
