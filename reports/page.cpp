#include "reports/page.hpp"

#include <fmt/format.h>

#include "reports/viewer.hpp"
#include "suite/base64.hpp"

namespace corspec::reports {

namespace {

/// An embedded file's hash as a Content-Security-Policy names it,
/// https://www.w3.org/TR/CSP3/#grammardef-hash-source.
std::string policy_hash(const std::string& file) {
  const std::string_view digits = viewer_file(file + ".sha256");
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2)
    bytes += static_cast<char>(value(digits[at]) * 16 + value(digits[at + 1]));
  return fmt::format("'sha256-{}'", suite::encode_base64(bytes));
}

std::string fill(std::string_view page, const PageTexts& texts) {
  std::string out;
  while (true) {
    const auto start = page.find('{');
    if (start == std::string_view::npos) return out.append(page);
    const auto end = page.find('}', start);
    const auto name = page.substr(start + 1, end - start - 1);
    out.append(page.substr(0, start));
    for (const auto& [known, text] : texts) {
      if (known == name) out += text;
    }
    page.remove_prefix(end + 1);
  }
}

}  // namespace

std::string make_page(std::string_view name, std::string title, const PageTexts& texts) {
  const std::string own = fmt::format("viewer/{}", name);
  return fill(viewer_file("viewer/page.html"),
              {{"script_hashes", policy_hash("viewer/page.js") + " " + policy_hash(own + ".js")},
               {"style_hashes", policy_hash("viewer/page.css") + " " + policy_hash(own + ".css")},
               {"title", std::move(title)},
               {"page_style", std::string(viewer_file("viewer/page.css"))},
               {"style", std::string(viewer_file(own + ".css"))},
               {"body", fill(viewer_file(own + ".html"), texts)},
               {"page_script", std::string(viewer_file("viewer/page.js"))},
               {"script", std::string(viewer_file(own + ".js"))}});
}

std::string page_json(std::string_view ascii_json) {
  std::string out;
  out.reserve(ascii_json.size());
  // These stand in strings alone, where they may be written so.
  for (const char character : ascii_json) {
    if (character == '<' || character == '>' || character == '&') {
      out += fmt::format("\\u{:04x}", static_cast<int>(character));
    } else {
      out += character;
    }
  }
  return out;
}

}  // namespace corspec::reports
