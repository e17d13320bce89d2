#include "recorded/input.hpp"

#include <string>
#include <utility>

#include "recorded/exchange_json.hpp"
#include "recorded/har.hpp"
#include "recorded/requests.hpp"
#include "suite/json_document.hpp"
#include "suite/text_lines.hpp"

namespace corspec::recorded {
namespace {

/// Chromium's HAR has the stack of every request in it, asynchronous callers and all.
constexpr int max_recording_depth = 512;

suite::Loaded<Input> reconstruct(suite::Loaded<std::vector<Exchange>> exchanges, const Known& known) {
  if (!exchanges) return std::unexpected(std::move(exchanges.error()));
  auto requests = requests_of(*exchanges, known.credentials);
  return Input{std::move(requests.scenarios), requests.left_out};
}

/// The exchanges of JSON Lines; null when the first line has none.
std::optional<suite::Loaded<std::vector<Exchange>>> read_exchange_lines(std::string_view file, std::string_view text) {
  std::vector<Exchange> all;
  for (const auto& [number, line] : suite::text_lines(text)) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    const auto document = suite::parse_document(file, line, number, max_recording_depth);
    if (all.empty() && (!document || !has_exchanges(document->root()))) return std::nullopt;
    if (!document) return suite::Loaded<std::vector<Exchange>>(std::unexpected(document.error()));
    auto exchanges = read_exchanges(*document);
    if (!exchanges) return exchanges;
    for (auto& exchange : *exchanges) {
      exchange.at_ms = static_cast<std::int64_t>(all.size());
      all.push_back(std::move(exchange));
    }
  }
  return suite::Loaded<std::vector<Exchange>>(std::move(all));
}

bool is_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace

suite::Loaded<Input> load_input(std::string_view file, std::string_view text, const Known& known) {
  if (!is_json(text)) {
    if (is_curl_output(text)) return reconstruct(read_curl_output(file, text, known.asked), known);
    return std::unexpected(suite::LoadErrors{{.file = std::string(file),
                                              .what = "is neither JSON (a scenario, a HAR, exchanges of a corspec "
                                                      "report) nor the output of `curl -v` or `curl -i`"}});
  }
  // What is no JSON as a whole may be JSON Lines; scenarios report what is wrong with either.
  if (const auto document = suite::parse_document(file, text, 1, max_recording_depth)) {
    if (is_har(document->root())) return reconstruct(read_har(*document), known);
    if (has_exchanges(document->root())) return reconstruct(read_exchanges(*document), known);
  } else if (auto lines = read_exchange_lines(file, text)) {
    return reconstruct(*std::move(lines), known);
  }
  auto scenarios = suite::load_scenarios(file, text);
  if (!scenarios) return std::unexpected(std::move(scenarios.error()));
  return Input{*std::move(scenarios), 0};
}

}  // namespace corspec::recorded
