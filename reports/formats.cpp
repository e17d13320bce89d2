#include "reports/formats.hpp"

#include <array>

#include "reports/badge.hpp"
#include "reports/github.hpp"
#include "reports/har.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/known_failing.hpp"
#include "reports/markdown.hpp"
#include "reports/sarif.hpp"
#include "reports/statement.hpp"
#include "reports/tap.hpp"

namespace corspec::reports {
namespace {

constexpr std::array table{
    Format{"json", "Result document as JSON", json},
    Format{"junit", "JUnit XML", junit},
    Format{"tap", "TAP 14", tap},
    Format{"sarif", "SARIF 2.1.0, for code scanning", sarif},
    Format{"markdown", "GitHub Flavored Markdown, for a job's summary", markdown},
    Format{"github", "Annotations of GitHub Actions, for stdout", github},
    Format{"html", "A page of its own, to be read in a browser", html},
    Format{"har", "HAR 1.2 of the recorded exchanges", har},
    Format{"known-failing", "What fails, as a list for --known-failing", known_failing},
    Format{"badge", "Badge, as JSON for a shields endpoint", badge},
    Format{"badge-svg", "Badge, as a picture", badge_svg},
    Format{"statement", "Compliance statement: where the server stands with each rule, as JSON", statement},
    Format{"statement-markdown", "Compliance statement for people, as Markdown", statement_markdown},
    Format{"statement-html", "Compliance statement as a page, to be read and printed", statement_html},
};

}  // namespace

std::span<const Format> formats() {
  return table;
}

}  // namespace corspec::reports
