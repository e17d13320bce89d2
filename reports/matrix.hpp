#pragma once

#include <span>
#include <string>

#include "run/report.hpp"

namespace corspec::reports {

// Several reports over the same cases, side by side: implementations across, cases down. A column is called what the
// run was told (`--claim implementation=NAME`), else by its target.

/// As a page of its own, under the same policy as `html`: by topic, with scores; to be sorted, folded, and cut down to
/// what differs; what stands behind a cell is shown with the exchange.
[[nodiscard]] std::string matrix_html(std::span<const run::Report> reports);

/// As data: columns, cases, and for each cell the result with its failures; what the page is made of.
[[nodiscard]] std::string matrix_json(std::span<const run::Report> reports);

/// The scores as a table of GitHub Flavored Markdown: for each implementation, of how many cases of a topic that could
/// be judged as many pass, and what fails at `must`.
[[nodiscard]] std::string matrix_markdown(std::span<const run::Report> reports);

}  // namespace corspec::reports
