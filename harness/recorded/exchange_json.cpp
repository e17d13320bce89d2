#include "recorded/exchange_json.hpp"

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

/// Reports decode bytes isomorphically: each character is one byte.
std::string bytes_of(const Node& object, std::string_view key, Problems& problems) {
  const Node* member = object.find(key);
  if (member == nullptr) return {};
  auto bytes = isomorphic_encode(suite::read_string(*member, problems).value_or(""));
  if (!bytes) problems.at(*member, "has a character that stands for no byte: all are from U+0000 to U+00FF");
  return bytes.value_or("");
}

void read_exchange(const Node& node, std::vector<Exchange>& exchanges, Problems& problems) {
  const auto purpose = bytes_of(node, "purpose", problems);
  if (purpose != "preflight" && purpose != "request") return;
  auto url = fetch::parse_url(bytes_of(node, "url", problems));
  const auto head = parse_head(bytes_of(node, "sent", problems));
  Exchange exchange;
  exchange.method = bytes_of(node, "method", problems);
  if (!url || !head || !message::is_token(exchange.method)) {
    problems.at(node, "an exchange has `method`, an absolute `url`, and the request head as `sent`");
    return;
  }
  exchange.url = *std::move(url);
  exchange.headers = head->headers;
  exchange.at_ms = static_cast<std::int64_t>(exchanges.size());
  exchange.page = node.parent == nullptr ? std::string() : suite::json_pointer(*node.parent);
  if (auto answer = parse_head(bytes_of(node, "head", problems))) {
    if (const auto status = status_of(answer->start_line))
      exchange.response = {.status = *status, .headers = std::move(answer->headers)};
  }
  if (!exchange.response) exchange.failure = bytes_of(node, "error", problems);
  exchanges.push_back(std::move(exchange));
}

}  // namespace

bool has_exchanges(const Node& root) {
  bool found = false;
  for_each_exchange(root, [&](const Node&) { found = true; });
  return found;
}

suite::Loaded<std::vector<Exchange>> read_exchanges(const suite::Document& document) {
  Problems problems(document);
  std::vector<Exchange> exchanges;
  for_each_exchange(document.root(), [&](const Node& node) { read_exchange(node, exchanges, problems); });
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return exchanges;
}

}  // namespace corspec::recorded
