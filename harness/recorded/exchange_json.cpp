#include "recorded/exchange_json.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "fetch/url.hpp"
#include "message/bytes.hpp"
#include "recorded/isomorphic.hpp"
#include "recorded/raw_head.hpp"
#include "suite/json_reader.hpp"

namespace corspec::recorded {
namespace {

using suite::Node;
using suite::Problems;

bool is_exchange(const Node& node) {
  return node.find("purpose") != nullptr && node.find("sent") != nullptr && node.find("head") != nullptr;
}

template <typename Visit>
void for_each_exchange(const Node& node, const Visit& visit) {
  if (is_exchange(node)) {
    visit(node);
    return;
  }
  for (const Node* child : node.children) for_each_exchange(*child, visit);
}

bool has_exchanges(const Node& root) {
  bool found = false;
  for_each_exchange(root, [&](const Node&) { found = true; });
  return found;
}

/// A whole report, or the first, another or the last line of one.
bool is_report(const Node& root) {
  constexpr std::array<std::string_view, 3> lines{"start", "result", "end"};
  const Node* format = root.find("format");
  const Node* type = root.find("type");
  return (format != nullptr && format->text == "corspec-report") ||
         (type != nullptr && std::ranges::find(lines, type->text) != lines.end());
}

/// Reports decode bytes isomorphically: each character is one byte.
std::string bytes_of(const Node& object, std::string_view key, Problems& problems) {
  const Node* member = object.find(key);
  if (member == nullptr) return {};
  auto bytes = isomorphic_encode(suite::read_string(*member, problems).value_or(""));
  if (!bytes) problems.at(*member, "has a character that stands for no byte: all are from U+0000 to U+00FF");
  return bytes.value_or("");
}

/// The case that the exchange is of, for people; empty when nothing names it.
std::string case_of(const Node& exchange) {
  for (const Node* node = exchange.parent; node != nullptr; node = node->parent) {
    if (const Node* id = node->find("id"); id != nullptr && !id->text.empty()) return id->text + " at ";
  }
  return {};
}

/// `document` tells the arrays of one text from those of another.
void read_exchange(const Node& node, const std::string& document, std::vector<Exchange>& exchanges,
                   Problems& problems) {
  const auto purpose = bytes_of(node, "purpose", problems);
  if (purpose != "preflight" && purpose != "request") return;
  // What a modelled shared cache gave is nothing that the server said.
  if (node.find("stored_answer") != nullptr) return;
  auto url = fetch::parse_url(bytes_of(node, "url", problems));
  const auto head = parse_head(bytes_of(node, "sent", problems));
  Exchange exchange;
  exchange.method = bytes_of(node, "method", problems);
  if (!url || !head || !is_request_line(head->start_line) || !message::is_token(exchange.method)) {
    problems.at(node, "an exchange has `method`, an absolute `url`, and the request head as `sent`");
    return;
  }
  exchange.url = *std::move(url);
  exchange.headers = head->headers;
  exchange.at_ms = static_cast<std::int64_t>(exchanges.size());
  if (node.parent != nullptr) exchange.page = case_of(node) + document + suite::json_pointer(*node.parent);
  exchange.failure = bytes_of(node, "error", problems);
  // What broke off has a head, and is no answer.
  if (auto answer = parse_head(bytes_of(node, "head", problems)); answer && exchange.failure.empty()) {
    if (const auto status = status_of(answer->start_line)) {
      exchange.response = {.status = *status, .headers = std::move(answer->headers)};
    } else {
      problems.at(*node.find("head"),
                  "must begin with a status line, or be empty, not " + suite::quote(answer->start_line));
    }
  }
  exchanges.push_back(std::move(exchange));
}

void read_document(const Node& root, const std::string& document, std::vector<Exchange>& exchanges,
                   Problems& problems) {
  const std::vector<const Node*> alone{&root};
  for (const Node* element : root.kind == Node::Kind::array ? root.children : alone) {
    if (!are_exchanges(*element))
      problems.at(*element, "is no exchange of a corspec report: it lacks `purpose`, `sent` or `head`");
  }
  for_each_exchange(root, [&](const Node& node) { read_exchange(node, document, exchanges, problems); });
}

}  // namespace

bool are_exchanges(const Node& root) {
  return has_exchanges(root) || is_report(root);
}

suite::Loaded<std::vector<Exchange>> read_exchanges(std::span<const suite::Document* const> documents) {
  std::vector<Exchange> exchanges;
  suite::LoadErrors errors;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    Problems problems(*documents[i]);
    read_document(documents[i]->root(), documents.size() == 1 ? "" : std::to_string(i + 1), exchanges, problems);
    std::ranges::move(problems.in_order(), std::back_inserter(errors));
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return exchanges;
}

}  // namespace corspec::recorded
