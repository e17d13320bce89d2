#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/header_list.hpp"
#include "suite/expectation.hpp"

namespace corspec::run {

/// One thing about one header that does not hold.
struct HeaderComplaint {
  std::string clause;  ///< "Allow does not list `PUT`"
  std::string expected;
  std::string seen;  ///< the lines' values, joined as *get* does
  bool absent = false;
};

/// How the elements of a list header compare: field names regardless of case, everything else as bytes.
[[nodiscard]] bool compares_case_insensitively(std::string_view header);

/// What does not hold of the field lines named `header`, in the order of the matcher's members.
[[nodiscard]] std::vector<HeaderComplaint> check_header(std::string_view header, const suite::HeaderMatcher& matcher,
                                                        const message::HeaderList& headers);

/// The same for a list that is not a field line: the names that script may read.
[[nodiscard]] std::vector<HeaderComplaint> check_list(std::string_view what, const suite::ListMatcher& matcher,
                                                      const std::vector<std::string>& elements,
                                                      bool case_insensitively);

/// Whether status and headers are like that.
[[nodiscard]] bool holds(const suite::ResponseMatcher& matcher, int status, const message::HeaderList& headers);

}  // namespace corspec::run
