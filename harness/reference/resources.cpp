#include "reference/resources.hpp"

#include <algorithm>
#include <array>

#include "fetch/exposed_headers.hpp"
#include "fetch/header_values.hpp"
#include "message/bytes.hpp"
#include "reference/target.hpp"

namespace corspec::reference {
namespace {

/// The representation of the resource differs from answer to answer only in its serial, which is there to tell answers
/// apart; hence a weak validator (RFC 9110 section 8.8.1).
constexpr std::string_view entity_tag = "W/\"corspec\"";

constexpr std::array known_methods =
    std::to_array<std::string_view>({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"});

/// Fields whose presence and value are not the profile's to choose, however they are exposed.
constexpr std::array reserved_fields = std::to_array<std::string_view>(
    {"*", "allow", "connection", "date", "etag", "location", "server", "transfer-encoding", "vary"});

bool is_safe_read(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

void append_missing(std::vector<std::string>& list, std::string_view item) {
  if (!contains(list, item)) list.emplace_back(item);
}

std::string json_escape(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escaped;
  for (const char signed_byte : bytes) {
    const auto byte = static_cast<unsigned char>(signed_byte);
    if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\') {
      escaped += signed_byte;
      continue;
    }
    escaped += "\\u00";
    escaped += digits[byte >> 4];
    escaped += digits[byte & 0xf];
  }
  return escaped;
}

Answer representation(const Policy& policy, const RequestView& request, const Resource& resource) {
  Answer answer{
      .status = 200,
      .headers = {{"Content-Type", "application/json"}, {"Cache-Control", policy.cache_control}},
      .body = "{\"path\":\"" + json_escape(resource.path) + "\",\"serial\":" + std::to_string(request.serial) + "}\n"};
  if (is_safe_read(request.method)) answer.headers.append("ETag", std::string(entity_tag));
  return answer;
}

/// RFC 9110 section 13.1.2: weak comparison, for which `W/` does not count.
bool is_current(const RequestView& request) {
  const auto tags = fetch::get_decode_and_split(request.headers, "If-None-Match");
  if (!tags) return false;
  return std::ranges::any_of(
      *tags, [](const auto& tag) { return tag == "*" || tag == entity_tag || tag == entity_tag.substr(2); });
}

Answer answer_read(const Policy& policy, const RequestView& request, const Resource& resource) {
  auto answer = representation(policy, request, resource);
  if (!is_current(request)) return answer;
  answer.status = 304;
  answer.headers.remove("Content-Type");
  answer.body.clear();
  return answer;
}

/// 307 keeps method and body; for reads the everyday 302 means the same (REDIR-3).
Answer redirect(const Policy& policy, const RequestView& request) {
  return {.status = is_safe_read(request.method) ? 302 : 307,
          .headers = {{"Location", policy.paths.resource}, {"Cache-Control", "no-cache"}},
          .body = {}};
}

Answer answer_options(const Policy& policy, const Resource& resource) {
  return {.status = 204, .headers = {{"Allow", join_list(allowed_methods(policy, resource))}}, .body = {}};
}

Answer dispatch(const Policy& policy, const RequestView& request, const Resource& resource) {
  const auto method = request.method;
  if (resource.kind == Resource::Kind::malformed) return error_answer(400, request);
  const auto allowed = allowed_methods(policy, resource);
  // HTTP-1: a method nobody here knows is 501, one that the resource does not take is 405.
  if (std::ranges::find(known_methods, method) == known_methods.end() && !contains(allowed, method))
    return error_answer(501, request);
  if (resource.kind == Resource::Kind::server) {
    return method == "OPTIONS" && policy.answers_asterisk ? answer_options(policy, resource)
                                                          : error_answer(400, request);
  }
  if (resource.kind == Resource::Kind::missing) return error_answer(404, request);
  if (method == "OPTIONS") return answer_options(policy, resource);
  if (!contains(allowed, method)) {
    auto answer = error_answer(405, request);
    answer.headers.append("Allow", join_list(allowed));
    return answer;
  }
  if (resource.kind == Resource::Kind::error) return error_answer(500, request);
  if (resource.kind == Resource::Kind::redirect) return redirect(policy, request);
  return is_safe_read(method) ? answer_read(policy, request, resource) : representation(policy, request, resource);
}

/// What the profile exposes must be there to be read (EXPOSE-2).
void append_exposed_fields(const Policy& policy, const RequestView& request, Answer& answer) {
  answer.headers.append("X-Request-Id", std::to_string(request.serial));
  for (const auto& name : policy.expose_headers) {
    if (fetch::is_cors_safelisted_response_header_name(name) || fetch::is_forbidden_response_header_name(name))
      continue;
    if (std::ranges::find(reserved_fields, message::byte_lowercase(name)) != reserved_fields.end()) continue;
    if (!answer.headers.contains(name)) answer.headers.append(name, std::to_string(request.serial));
  }
}

}  // namespace

Resource locate(const Policy& policy, const RequestView& request) {
  using Kind = Resource::Kind;
  const auto target = parse_target(request);
  if (target.form == Target::Form::malformed) return {Kind::malformed, {}};
  if (target.form == Target::Form::asterisk) return {Kind::server, target.path};
  // In this order, so that a profile that gives one path for two purposes gets the more able one.
  const std::array places = {
      std::pair{&policy.paths.writable, Kind::writable}, std::pair{&policy.paths.resource, Kind::resource},
      std::pair{&policy.paths.redirect, Kind::redirect}, std::pair{&policy.paths.error, Kind::error}};
  for (const auto& [path, kind] : places) {
    if (!path->empty() && without_query(*path) == target.path) return {kind, target.path};
  }
  return {Kind::missing, target.path};
}

std::vector<std::string> allowed_methods(const Policy& policy, const Resource& resource) {
  const bool is_the_resource = resource.path == without_query(policy.paths.resource);
  if (is_the_resource && !policy.allow.empty()) return policy.allow;
  std::vector<std::string> methods{"GET", "HEAD"};
  if (resource.kind != Resource::Kind::resource) {
    for (const auto& method : policy.methods) append_missing(methods, method);
  }
  append_missing(methods, "OPTIONS");
  return methods;
}

Answer answer_request(const Policy& policy, const RequestView& request, const Resource& resource) {
  auto answer = dispatch(policy, request, resource);
  append_exposed_fields(policy, request, answer);
  return answer;
}

}  // namespace corspec::reference
