#include "recorded/input.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "recorded/exchange_json.hpp"
#include "recorded/har.hpp"
#include "recorded/requests.hpp"
#include "suite/json_document.hpp"
#include "suite/json_texts.hpp"
#include "suite/spelling.hpp"

namespace corspec::recorded {
namespace {

using suite::Document;
using suite::Loaded;

/// Chromium's HAR has the stack of every request in it, asynchronous callers and all.
constexpr int max_recording_depth = 512;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::unexpected<suite::LoadErrors> error_of(std::string_view file, std::string_view what) {
  return std::unexpected(suite::LoadErrors{{.file = std::string(file), .what = std::string(what)}});
}

Loaded<Input> reconstruct(Loaded<std::vector<Exchange>> exchanges, const Known& known) {
  if (!exchanges) return std::unexpected(std::move(exchanges.error()));
  auto requests = requests_of(*exchanges, known.credentials);
  return Input{std::move(requests.scenarios), requests.left_out};
}

/// A format of recordings in JSON.
struct Format {
  bool (*is_it)(const suite::Node& root);
  Loaded<std::vector<Exchange>> (*read)(std::span<const Document* const> documents);
};

constexpr Format formats[] = {{is_har, read_har}, {are_exchanges, read_exchanges}};

Loaded<Input> load_json(std::string_view file, std::string_view text, const Known& known) {
  if (known.asked.is_given()) return error_of(file, flags_are_for_include);
  const auto texts = suite::parse_documents(file, text, max_recording_depth);
  std::vector<const Document*> documents;
  for (const auto& one : texts) {
    if (one) documents.push_back(&*one);
  }
  // The first says what all are.
  const auto format = std::ranges::find_if(
      formats, [&](const Format& one) { return !documents.empty() && one.is_it(documents.front()->root()); });
  if (format != std::end(formats)) {
    suite::LoadErrors errors;
    for (const auto& one : texts) {
      if (!one) errors.insert(errors.end(), one.error().begin(), one.error().end());
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return reconstruct(format->read(documents), known);
  }
  auto scenarios = suite::read_scenarios(texts);
  if (!scenarios) return std::unexpected(std::move(scenarios.error()));
  if (known.credentials) return error_of(file, "--credentials is for recordings: a scenario says its mode itself");
  return Input{*std::move(scenarios), 0};
}

bool is_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace

Loaded<Input> load_input(std::string_view file, std::string_view text, const Known& known) {
  // Windows puts one before whatever it writes.
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return error_of(file, "is UTF-16, as PowerShell writes it: save it as UTF-8");
  if (is_json(text)) return load_json(file, text, known);
  if (is_curl_output(text)) return reconstruct(read_curl_output(file, text, known.asked), known);
  if (const auto failure = curl_failure(text); !failure.empty())
    return error_of(file, "curl sent no request, which is not CORS: " + suite::quote(failure));
  return error_of(file,
                  "is neither JSON (a scenario, a HAR, exchanges of a corspec report) nor the output of `curl -v` or "
                  "`curl -i`");
}

}  // namespace corspec::recorded
