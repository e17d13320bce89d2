#pragma once

#include <string>
#include <string_view>

#include "run/curl.hpp"
#include "run/mask.hpp"
#include "run/options.hpp"
#include "run/report.hpp"
#include "run/selection.hpp"

namespace corspec::run {

/// What the key of a result says besides the case's id.
struct ResultKey {
  std::string_view target;
  std::string_view profile;
  std::string_view engine;
};

/// A result that says which case it is of, and not yet what came of it.
[[nodiscard]] CaseResult result_for(const SelectedCases::Entry& entry, const ResultKey& key);

/// Makes an attempt fit for the report: one that passed loses its exchanges unless all are to be kept; those of the
/// others get commands that reproduce them; no secret stays anywhere.
void prepare(Attempt& attempt, Record record, const Masker& masker, const CurlContext& curl);

}  // namespace corspec::run
