#include "fuzz/live/weight.hpp"

#include <algorithm>
#include <array>

namespace corspec::fuzz {

namespace {

using enum suite::Level;

constexpr std::array all{
    Weight{"plain", must, "", "", ""},

    // Who is let in, and by what.
    Weight{"odd-origin", may, "unserialisable-origin-granted", "security/origin/unserialisable-reads",
           ", in a spelling of no browser"},
    Weight{"odd-method", may, "unserialisable-origin-granted", "security/origin/unserialisable-reads",
           ", for a method that no browser asks for"},
    Weight{"needless", may, "needless-preflight-granted", "", ", for what needs no preflight"},
    Weight{"trailing-dot", may, "origin-trailing-dot", "security/origin/trailing-dot", ", with a dot at the end"},
    Weight{"special-characters", should, "origin-special-characters", "security/origin/special-characters",
           ", with unusual characters"},
    Weight{"app", should, "app-scheme-granted", "security/origin/schemes-of-apps", ", with an app's scheme"},
    Weight{"forwarded", may, "other-evidence", "security/evidence/denied-with-referrer",
           ", beside what a proxy says of the request"},
    Weight{"method-case", may, "method-case-folded", "preflight/method/other-case", ""},
    Weight{"odd-list", may, "request-header-list-spelling", "robustness/request-headers/denied-in-odd-list",
           ", in a spelling of no browser"},

    // What is granted, and lost to whoever asks for it in another way than most browsers.
    Weight{"head", should, "head-not-shared", "actual/cors-check/head", ", with HEAD"},
    Weight{"query", should, "query-changes-policy", "options/request-target/query", ", with a query"},
    Weight{"range", should, "range-not-shared", "actual/cors-check/range", ", with a range"},
    Weight{"site", should, "other-evidence", "security/evidence/allowed-across-sites", ", with Sec-Fetch-Site"},
    Weight{"unusual-origin", should, "public-but-not-for-all", "actual/cors-check/public-unusual",
           ", to no ordinary web origin"},
    Weight{"name-case", should, "header-name-case-matters", "robustness/connection/upper-case-names",
           ", with field names in another case"},
    Weight{"spaced-list", should, "request-header-list-spelling", "robustness/request-headers/space-after-comma",
           ", with a space after each comma"},
    Weight{"spelt-list", may, "request-header-list-spelling", "robustness/request-headers/spelling",
           ", with a list in another spelling"},
    Weight{"white-space", may, "white-space-matters", "robustness/connection/much-white-space",
           ", with white space around a value"},
    Weight{"other-field", may, "other-evidence", "security/evidence/allowed-with-referrer", ", with another field"},
    Weight{"refusal", should, "refusal-not-shared", "actual/errors/broken-escape", ", when refused"},

    // Answers.
    Weight{"allow-origin", should, "malformed-allow-origin", "preflight/list-syntax/allow-origin-value", ""},
    Weight{"allow-origin-lines", should, "repeated-single-field", "preflight/list-syntax/one-allow-origin", ""},
    Weight{"list", should, "malformed-list", "preflight/list-syntax/methods", ""},
    Weight{"max-age", should, "malformed-max-age", "preflight/list-syntax/max-age-value", ""},
    Weight{"negative-max-age", may, "negative-max-age", "preflight/list-syntax/max-age-value", ""},
    Weight{"length", should, "content-length-on-204", "preflight/status/no-content-length-on-204", ""},
    Weight{"question", may, "request-header-on-answer", "preflight/list-syntax/no-request-headers-on-answers", ""},
    Weight{"control-bytes", should, "echoes-control-bytes", "security/injection/origin", ""},
    Weight{"markup-of-link", should, "echoes-markup", "security/markup/query", ""},
    Weight{"markup-of-field", may, "echoes-markup", "security/markup/origin", ""},
    Weight{"error", should, "server-error-on-odd-input", "robustness/origin/request", ""},
    Weight{"silence", should, "server-error-on-odd-input", "robustness/origin/request", ""},
    Weight{"silent-denial", may, "denied-unanswered", "robustness/connection/denied-is-answered",
           ", to a denied origin"},
};

}  // namespace

std::span<const Weight> weights() {
  return all;
}

const Weight& weight(std::string_view id) {
  return *std::ranges::find(all, id, &Weight::id);
}

}  // namespace corspec::fuzz
