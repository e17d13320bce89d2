#include "suite/action_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/field_rules.hpp"
#include "suite/request_target.hpp"
#include "suite/safe_methods.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::suite {

namespace {

constexpr std::string_view unsafe_method =
    "methods other than GET, HEAD and OPTIONS go only to {{path.writable}}: what they do to a target is its operator's "
    "to say";

/// Stores what could be read; remembers whether all could.
class Members {
 public:
  explicit Members(const ObjectReader& object) : object_(object), complete_(object.is_object()) {}

  template <typename Slot, typename Read>
  void optional(std::string_view key, Slot& slot, Read read) {
    if (const Node* node = object_.find(key)) store(slot, read(*node));
  }
  template <typename Slot, typename Read>
  void required(std::string_view key, Slot& slot, Read read) {
    if (const Node* node = object_.require(key)) {
      store(slot, read(*node));
    } else {
      complete_ = false;
    }
  }
  void fail() { complete_ = false; }
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  template <typename Slot, typename Value>
  void store(Slot& slot, std::optional<Value> value) {
    complete_ = complete_ && value.has_value();
    if (value) slot = std::move(*value);
  }

  const ObjectReader& object_;
  bool complete_;
};

/// The name of a pair, or several when it is a name bound to a list: each gets the pair's value.
std::optional<std::vector<std::string>> read_names(const Node& node, Binder& binder) {
  const auto bound = node.kind == Node::Kind::string ? binder.bound(node) : std::nullopt;
  if (bound && std::holds_alternative<std::vector<std::string>>(bound->value))
    return std::get<std::vector<std::string>>(bound->value);
  auto name = binder.text(node, wrong_with_token);
  if (!name) return std::nullopt;
  return std::vector<std::string>{std::move(*name)};
}

/// `[["x-a", "1"], ...]`; `read_value` reads the second element of each pair.
template <typename Pair, typename ReadValue>
std::optional<std::vector<Pair>> read_pairs(const Node& node, Binder& binder, ReadValue read_value) {
  if (node.kind != Node::Kind::array) {
    complain_of_kind(node, "an array of pairs [name, value]", binder.problems());
    return std::nullopt;
  }
  std::vector<Pair> pairs;
  bool complete = true;
  for (const Node* element : node.children) {
    if (element->kind != Node::Kind::array || element->children.size() != 2) {
      binder.complain(*element, "must be a pair [name, value]");
      complete = false;
      continue;
    }
    const auto names = read_names(*element->children[0], binder);
    auto value = read_value(*element->children[1]);
    complete = complete && names && value;
    if (!names || !value) continue;
    for (const auto& name : *names) pairs.push_back({name, *value});
  }
  if (!complete) return std::nullopt;
  return pairs;
}

std::optional<message::HeaderList> read_headers(const Node& node, Binder& binder) {
  auto lines = read_pairs<message::Header>(node, binder, [&](const Node& value) { return binder.field_value(value); });
  if (!lines) return std::nullopt;
  return message::HeaderList(std::move(*lines));
}

std::optional<std::vector<HeaderOverride>> read_overrides(const Node& node, Binder& binder) {
  using Value = std::optional<std::string>;
  return read_pairs<HeaderOverride>(node, binder, [&](const Node& value) -> std::optional<Value> {
    if (value.kind == Node::Kind::null) return Value();
    auto bytes = binder.field_value(value);
    return bytes ? std::optional<Value>(std::move(bytes)) : std::nullopt;
  });
}

std::optional<browser::Body> read_body_object(const Node& node, Binder& binder) {
  const ObjectReader object(node, {"kind", "bytes", "type"}, binder.problems());
  Members members(object);
  browser::Body body;
  members.required("kind", body.kind,
                   [&](const Node& kind) { return binder.choice<browser::Body::Kind>(kind, body_kind_names); });
  members.optional("bytes", body.bytes, [&](const Node& bytes) { return binder.value(bytes, LiteralUse::body); });
  members.optional("type", body.blob_type, [&](const Node& type) { return binder.field_value(type); });
  if (!members.complete()) return std::nullopt;
  if (object.find("type") != nullptr && body.kind != browser::Body::Kind::blob) {
    binder.complain(*object.find("type"), "only a blob has a `type`; otherwise set the header content-type");
    return std::nullopt;
  }
  return body;
}

std::optional<browser::Body> read_body(const Node& node, Binder& binder) {
  const bool is_value = node.kind != Node::Kind::object || is_value_object(node);
  if (!is_value) return read_body_object(node, binder);
  auto bytes = binder.value(node, LiteralUse::body);
  if (!bytes) return std::nullopt;
  return browser::Body{.kind = browser::Body::Kind::text, .bytes = std::move(*bytes), .blob_type = {}};
}

std::optional<std::string> wrong_with_query(std::string_view query) {
  if (!query.starts_with('?')) return "must begin with ?, not " + quote(query);
  return wrong_with_path("/" + std::string(query));
}

std::optional<std::string> wrong_with_request_target(std::string_view target) {
  const auto is_fine = [](char byte) { return byte > ' ' && byte < '\x7F'; };
  if (!target.empty() && std::ranges::all_of(target, is_fine)) return std::nullopt;
  return "must be printable ASCII without spaces, not " + quote(target) + "; write stranger ones with a `raw` step";
}

/// The member `key`, or the resource; with the member `query` behind it.
std::optional<std::string> read_target(const ObjectReader& object, std::string_view key, TextCheck check,
                                       Binder& binder) {
  const Node* node = object.find(key);
  auto target = node != nullptr ? binder.text(*node, check) : std::optional<std::string>();
  if (node == nullptr) {
    const auto resource = binder.bound_text(object.node(), "{{path.resource}}");
    if (resource) target = std::get<std::string>(resource->value);
  }
  const Node* query_node = object.find("query");
  if (query_node == nullptr) return target;
  const auto query = binder.text(*query_node, wrong_with_query);
  if (!target || !query) return std::nullopt;
  return with_query(std::move(*target), *query);
}

/// Where a message about the method points: the method, or the step that left it out.
const Node& method_node(const ObjectReader& object) {
  const Node* method = object.find("method");
  return method == nullptr ? object.node() : *method;
}

/// What no page can ask its browser for.
std::optional<std::string> wrong_with_fetch(const FetchStep& step) {
  const std::string method = message::normalize_method(step.method);
  if (message::is_forbidden_method(method)) {
    return "browsers do not send " + quote(method) + " (METH-4); use a `request` step";
  }
  if (step.body.kind != browser::Body::Kind::none && (method == "GET" || method == "HEAD")) {
    return "a page cannot send a body with " + quote(method) + " (METH-5)";
  }
  if (step.mode == browser::Mode::no_cors && !message::is_cors_safelisted_method(method)) {
    return "a page cannot send " + quote(method) + " with mode no-cors (METH-5)";
  }
  if (step.upload_listener && step.api != browser::Api::xhr) {
    return "`upload_listener` needs \"api\": \"xhr\" (FLAG-1)";
  }
  const bool streams = step.body.kind == browser::Body::Kind::stream;
  if (streams && (step.api != browser::Api::fetch || step.mode == browser::Mode::no_cors)) {
    return "a stream is sent by fetch() with mode cors or same-origin only (FLAG-2)";
  }
  return std::nullopt;
}

constexpr std::array<std::string_view, 14> fetch_keys{
    "origin",   "method", "path", "query",           "headers",        "credentials",      "mode",
    "redirect", "api",    "body", "upload_listener", "top_level_site", "override_headers", "through"};

bool may_be_sent(const Node& node, std::string_view bytes, Binder& binder) {
  if (bytes.empty()) {
    binder.complain(node, "must not be empty");
    return false;
  }
  if (!are_safe_bytes(bytes, binder.scope().facts())) {
    binder.complain(node, std::string(unsafe_method));
    return false;
  }
  return true;
}

/// A server that leaves content unread reads both as one.
bool may_follow(const Node& node, const RawStep& step, Binder& binder) {
  if (!may_be_sent(node, step.then, binder)) return false;
  if (are_safe_bytes(step.bytes + step.then, binder.scope().facts())) return true;
  binder.complain(node, std::string(unsafe_method));
  return false;
}

}  // namespace

std::optional<FetchAction> read_fetch(const Node& node, bool preflight_only, Binder& binder) {
  const ObjectReader object(node, fetch_keys, binder.problems());
  Members members(object);
  FetchAction action;
  FetchStep& step = action.step;
  step.preflight_only = preflight_only;
  members.required("origin", step.origin, [&](const Node& origin) { return binder.field_value(origin); });
  members.optional("method", step.method, [&](const Node& method) { return binder.text(method, wrong_with_token); });
  members.optional("headers", step.headers, [&](const Node& headers) { return read_headers(headers, binder); });
  members.optional("credentials", step.credentials,
                   [&](const Node& mode) { return binder.choice<fetch::CredentialsMode>(mode, credentials_names); });
  members.optional("mode", step.mode, [&](const Node& mode) { return binder.choice<browser::Mode>(mode, mode_names); });
  members.optional("redirect", step.redirect,
                   [&](const Node& mode) { return binder.choice<browser::RedirectMode>(mode, redirect_names); });
  members.optional("api", step.api, [&](const Node& api) { return binder.choice<browser::Api>(api, api_names); });
  members.optional("body", step.body, [&](const Node& body) { return read_body(body, binder); });
  members.optional("upload_listener", step.upload_listener, [&](const Node& flag) { return binder.boolean(flag); });
  members.optional("top_level_site", step.top_level_site, [&](const Node& site) { return binder.text(site); });
  members.optional("override_headers", step.override_headers,
                   [&](const Node& overrides) { return read_overrides(overrides, binder); });
  members.optional("through", step.through,
                   [&](const Node& through) { return binder.choice<Through>(through, through_names); });
  if (!object.is_object()) return std::nullopt;
  auto target = read_target(object, "path", wrong_with_path, binder);
  if (!members.complete() || !target) return std::nullopt;
  step.target = std::move(*target);
  if (auto what = wrong_with_fetch(step)) {
    binder.complain(method_node(object), std::move(*what));
    return std::nullopt;
  }
  // A preflight is an OPTIONS request whatever method it asks for.
  const std::string method = message::normalize_method(step.method);
  if (!preflight_only && !is_safe(method, step.target, binder.scope().facts())) {
    binder.complain(method_node(object), std::string(unsafe_method));
    return std::nullopt;
  }
  if (const auto origin = binder.any_value(*object.find("origin"))) action.origin_source = origin->source;
  return action;
}

std::optional<RequestStep> read_request(const Node& node, Binder& binder) {
  const ObjectReader object(node, {"method", "target", "query", "headers", "host", "body", "through"},
                            binder.problems());
  Members members(object);
  RequestStep step;
  members.optional("method", step.method, [&](const Node& method) { return binder.text(method, wrong_with_token); });
  members.optional("headers", step.headers, [&](const Node& headers) { return read_headers(headers, binder); });
  members.optional("host", step.host_header, [&](const Node& host) { return binder.boolean(host); });
  members.optional("body", step.body, [&](const Node& body) { return binder.value(body, LiteralUse::body); });
  members.optional("through", step.through,
                   [&](const Node& through) { return binder.choice<Through>(through, through_names); });
  if (!object.is_object()) return std::nullopt;
  auto target = read_target(object, "target", wrong_with_request_target, binder);
  if (!members.complete() || !target) return std::nullopt;
  step.target = std::move(*target);
  if (!is_safe(step.method, step.target, binder.scope().facts())) {
    binder.complain(method_node(object), std::string(unsafe_method));
    return std::nullopt;
  }
  return step;
}

std::optional<RawStep> read_raw(const Node& node, Binder& binder) {
  const ObjectReader object(node, {"bytes", "hang_up", "then"}, binder.problems());
  Members members(object);
  RawStep step;
  members.required("bytes", step.bytes, [&](const Node& bytes) { return binder.value(bytes, LiteralUse::body); });
  members.optional("hang_up", step.hang_up, [&](const Node& hang_up) { return binder.boolean(hang_up); });
  members.optional("then", step.then, [&](const Node& then) { return binder.value(then, LiteralUse::body); });
  if (!members.complete()) return std::nullopt;
  if (step.hang_up && !step.then.empty()) {
    binder.complain(node, "a client that hangs up sends nothing more");
    return std::nullopt;
  }
  if (!may_be_sent(*object.find("bytes"), step.bytes, binder)) return std::nullopt;
  if (const Node* then = object.find("then"); then != nullptr && !may_follow(*then, step, binder)) {
    return std::nullopt;
  }
  return step;
}

std::optional<AdvanceStep> read_advance(const Node& node, Binder& binder) {
  const auto text = binder.text(node);
  if (!text) return std::nullopt;
  constexpr std::array<std::pair<char, std::int64_t>, 3> units{{{'s', 1}, {'m', 60}, {'h', 3600}}};
  // Longer than any cache keeps anything.
  constexpr std::int64_t longest = 10LL * 365 * 24 * 3600;
  std::int64_t count = 0;
  const char* const begin = text->data();
  const char* const end = begin + text->size();
  const auto [digits_end, error] = std::from_chars(begin, end, count);
  const auto unit =
      std::ranges::find(units, digits_end == end ? '\0' : *digits_end, &std::pair<char, std::int64_t>::first);
  if (error != std::errc() || digits_end + 1 != end || unit == units.end() || count <= 0 || text->starts_with('+')) {
    binder.complain(node, "must be a time like \"601s\", \"10m\" or \"2h\", not " + quote(*text));
    return std::nullopt;
  }
  if (count > longest / unit->second) {
    binder.complain(node, "is longer than ten years");
    return std::nullopt;
  }
  return AdvanceStep{fetch::Seconds{count * unit->second}};
}

}  // namespace corspec::suite
