#pragma once

#include <expected>
#include <span>
#include <string>

#include "reports/part.hpp"

namespace corspec::reports {

// Reports over the same cases, side by side: implementations across, cases down. There is a column for each target,
// profile and engine. It is called what the run was told (`--claim implementation=NAME`), else by its target; and,
// where columns would be called the same, by what they differ in.

/// Whether the parts can stand side by side: whole runs, that came to an end and reached their targets, by the same
/// corspec, over the same cases, at the same level. The error is one sentence that names the part.
[[nodiscard]] std::expected<void, std::string> check_matrix(std::span<const Part> parts);

/// As a page of its own, under the same policy as `html`: by topic, with scores; to be sorted, folded, and cut down to
/// what differs; what stands behind a cell is shown with the exchange.
[[nodiscard]] std::string matrix_html(std::span<const Part> parts);

/// As data: columns, cases, and for each cell the result with its failures; what the page is made of.
[[nodiscard]] std::string matrix_json(std::span<const Part> parts);

/// The scores as a table of GitHub Flavored Markdown: for each implementation, of how many cases of a topic that could
/// be judged as many pass, and what fails at `must`.
[[nodiscard]] std::string matrix_markdown(std::span<const Part> parts);

}  // namespace corspec::reports
