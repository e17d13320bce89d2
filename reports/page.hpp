#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corspec::reports {

/// What stands for `{name}` in a page.
using PageTexts = std::vector<std::pair<std::string_view, std::string>>;

/// A page of its own: `viewer/NAME.html` with each `{name}` replaced by its text, which is not looked at again, in the
/// shell of all pages, `viewer/page.html`; with `page.css`, `NAME.css`, `page.js` and `NAME.js`, under a policy that
/// allows those alone. `title` is HTML, as the texts are.
[[nodiscard]] std::string make_page(std::string_view name, std::string title, const PageTexts& texts);

/// JSON in ASCII, written so that no element of a page ends in it: without `<`, `>` and `&`.
[[nodiscard]] std::string page_json(std::string_view ascii_json);

}  // namespace corspec::reports
