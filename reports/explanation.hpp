#pragma once

#include <span>
#include <string>

#include "run/explain.hpp"
#include "suite/rules.hpp"

namespace corspec::reports {

/// An explanation for a person with a broken request: what went over the wire, what the browser concludes and by which
/// rule, and the smallest change of the response that would allow the request. Every byte of requests and answers is
/// escaped for a terminal. With `rules`, a refusal also says what its rule says and where. `explanations`, at least
/// one, are of one scenario; a step in which they differ is shown once for each view of it.
[[nodiscard]] std::string explanation_text(std::span<const run::Explanation> explanations,
                                           const suite::RuleCatalogue* rules = nullptr);

/// The same, with everything in it, as one JSON object on one line, with the line feed. Bytes are isomorphically
/// decoded: every character is one byte, U+0000 to U+00FF.
[[nodiscard]] std::string explanation_json(const run::Explanation& explanation);

}  // namespace corspec::reports
