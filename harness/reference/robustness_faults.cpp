#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "fetch/header_values.hpp"
#include "fetch/origin.hpp"
#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Servers that fall over, mix requests up, or break HTTP itself.
namespace corspec::reference {
namespace {

constexpr std::string_view request_headers = "Access-Control-Request-Headers";

using Applies = bool (*)(const RequestView&);
using Ending = Wire (*)(const Wire&);

template <Applies applies, Ending ending>
void end_otherwise(Stages& stages) {
  stages.write = [](const RequestView& request, const Answer& answer, std::string_view date) {
    Wire wire = write(request, answer, date);
    return applies(request) ? ending(wire) : wire;
  };
}

Wire hang(const Wire&) {
  return {};
}

Wire drop(const Wire&) {
  return {.bytes = {}, .close = true};
}

Wire cut(const Wire& wire) {
  return {.bytes = wire.bytes.substr(0, wire.bytes.size() / 2), .close = true};
}

Wire garbage(const Wire&) {
  return {.bytes = "<html>Bad Gateway</html>\n", .close = true};
}

/// Slower than anybody waits.
Wire drip(const Wire& wire) {
  Wire slow = wire;
  slow.piece = 1;
  slow.pause = std::chrono::milliseconds(100);
  return slow;
}

Wire fail(const Wire&) {
  return {.bytes = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"};
}

bool has_odd_origin(const RequestView& request) {
  const auto origins = request.headers.lines("Origin");
  return std::ranges::any_of(origins, [](const auto origin) { return !fetch::parse_origin(origin); });
}

bool has_non_ascii_origin(const RequestView& request) {
  const auto value = request.headers.get("Origin");
  return value && std::ranges::any_of(*value, [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; });
}

bool has_odd_header_list(const RequestView& request) {
  const auto names = fetch::extract_token_list(request.headers, request_headers);
  return names.outcome == fetch::ExtractedValues::Outcome::failure;
}

bool has_empty_element(const RequestView& request) {
  const auto value = request.headers.get(request_headers);
  return value && (value->starts_with(',') || value->ends_with(',') || value->contains(",,"));
}

bool has_two_lists(const RequestView& request) {
  return request.headers.count(request_headers) > 1;
}

bool has_long_list(const RequestView& request) {
  const auto value = request.headers.get(request_headers);
  return value && std::ranges::count(*value, ',') > 500;
}

bool has_long_origin(const RequestView& request) {
  const auto value = request.headers.get("Origin");
  return value && value->size() > 1000;
}

bool has_odd_method(const RequestView& request) {
  const auto value = request.headers.get("Access-Control-Request-Method");
  return value && !std::ranges::all_of(*value, [](char byte) { return byte >= 'A' && byte <= 'Z'; });
}

bool is_preflight_of_put(const RequestView& request) {
  return request.headers.get("Access-Control-Request-Method") == "PUT";
}

bool is_every_seventh(const RequestView& request) {
  return request.serial % 7 == 0;
}

/// Unescapes what it echoes: `%0d%0a` becomes a line of its own.
void inject(Stages& stages) {
  stages.vary = [](const Policy& policy, const RequestView& request, bool preflight, Answer& answer) {
    vary(policy, request, preflight, answer);
    for (const std::string_view name : {"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"}) {
      auto value = request.headers.get(name);
      if (!value) continue;
      for (auto at = value->find("%0d%0a"); at != std::string::npos; at = value->find("%0d%0a"))
        value->replace(at, 6, "\r\n");
      answer.headers.append("X-Seen-" + std::string(name), *value);
    }
  };
}

void answer_with_page(std::string_view what, std::string_view named, Answer& answer) {
  answer.headers.set("Content-Type", "text/html; charset=utf-8");
  answer.body = "<!doctype html><title>corspec</title><p>" + std::string(what) + std::string(named) + "</p>\n";
}

/// A page about what was looked for, unescaped.
void name_query(const Asked& asked, Answer& answer) {
  const auto start = asked.request.target.find('?');
  if (start == std::string_view::npos) return;
  std::string query(asked.request.target.substr(start + 1));
  for (const auto& [escaped, byte] : {std::pair("%3C", "<"), std::pair("%3E", ">")}) {
    for (auto at = query.find(escaped); at != std::string::npos; at = query.find(escaped)) query.replace(at, 3, byte);
  }
  answer_with_page("Nothing is known of ", query, answer);
}

/// A page that tells a stranger who they are, unescaped.
void name_denied_origin(const Asked& asked, Answer& answer) {
  const auto origin = asked.request.headers.get("Origin");
  if (!origin || answer.headers.contains("Access-Control-Allow-Origin")) return;
  if (answer.status == 204) answer.status = 403;
  answer_with_page("No access from ", *origin, answer);
}

/// Answers with the origin of the request before: a variable that outlives its request.
void lag_one_behind(Stages& stages) {
  const auto before = std::make_shared<std::optional<std::string>>();
  stages.decide_origin = [before](const Policy& policy, const RequestView& request) {
    auto decided = decide_origin(policy, request);
    if (!decided) return decided;
    const auto said = *before ? *before : decided;
    *before = std::move(decided);
    return said;
  };
}

/// State that belongs to a request lives as long as its connection.
void keep_the_first_on_the_connection(Stages& stages) {
  using Decided = std::map<std::uint64_t, std::optional<std::string>>;
  const auto first = std::make_shared<Decided>();
  stages.decide_origin = [first](const Policy& policy, const RequestView& request) {
    auto decided = decide_origin(policy, request);
    if (!request.headers.contains("Origin")) return decided;
    return first->try_emplace(request.connection, std::move(decided)).first->second;
  };
}

/// As slow as comparing every element with every other: some milliseconds for a hundred, seconds for thousands.
void compare_all_with_all(Stages& stages) {
  static constexpr std::chrono::microseconds longest = std::chrono::seconds(3);
  stages.grant_preflight = [](const Policy& policy, const RequestView& request) {
    const auto names = fetch::extract_token_list(request.headers, request_headers).items;
    const auto cost = std::min(std::chrono::microseconds(names.size() * names.size()), longest);
    const auto until = std::chrono::steady_clock::now() + cost;
    while (std::chrono::steady_clock::now() < until) {
    }
    return grant_preflight(policy, request);
  };
}

/// A proxy that counts again and leaves the first count standing.
void announce_two_lengths(Stages& stages) {
  stages.write = [](const RequestView& request, const Answer& answer, std::string_view date) {
    if (request.method != "OPTIONS") return write(request, answer, date);
    Answer counted = answer;
    if (counted.status == 204) counted.status = 200;
    counted.headers.append("Content-Length", std::to_string(answer.body.size() + 1));
    return write(request, counted, date);
  };
}

using enum suite::Level;

constexpr Fault table[] = {
    {"robustness/odd-origin-500", "HTTP-15", should, "An Origin that is none is answered with 500.",
     end_otherwise<has_odd_origin, fail>},
    {"robustness/odd-origin-hangs", "PF-17", should, "An Origin with bytes beyond ASCII is never answered.",
     end_otherwise<has_non_ascii_origin, hang>},
    {"robustness/odd-origin-drops", "PF-17", should, "An Origin that is none ends the connection.",
     end_otherwise<has_odd_origin, drop>},
    {"robustness/odd-list-500", "HTTP-15", should, "A header list that is none is answered with 500.",
     end_otherwise<has_odd_header_list, fail>},
    {"robustness/odd-list-drops", "PF-17", should, "A header list that is none ends the connection.",
     end_otherwise<has_odd_header_list, drop>},
    {"robustness/empty-element-500", "HTTP-15", should, "An empty element of a header list is answered with 500.",
     end_otherwise<has_empty_element, fail>},
    {"robustness/two-lists-500", "HTTP-10", should, "A header list over two lines is answered with 500.",
     end_otherwise<has_two_lists, fail>},
    {"robustness/odd-method-500", "HTTP-15", should, "A method out of the ordinary is answered with 500.",
     end_otherwise<has_odd_method, fail>},
    {"robustness/long-list-kills", "HTTP-10", must, "After a long header list the answers are errors for a while.",
     stumble_after<has_long_list>, "allowlist", true},
    {"robustness/long-list-time", "HTTP-10", must, "A long header list takes time that grows with its square.",
     compare_all_with_all, "allowlist", true},
    {"robustness/long-origin-kills", "PF-17", must, "After a long Origin the answers are errors for a while.",
     stumble_after<has_long_origin>, "allowlist", true},
    {"robustness/put-hangs", "PF-17", must, "The preflight for PUT is never answered.",
     end_otherwise<is_preflight_of_put, hang>},
    {"robustness/put-drops", "PF-17", must, "The preflight for PUT ends the connection.",
     end_otherwise<is_preflight_of_put, drop>},
    {"robustness/put-cut", "PF-17", must, "The answer to the preflight for PUT breaks off in its head.",
     end_otherwise<is_preflight_of_put, cut>},
    {"robustness/put-garbage", "PF-17", must, "The preflight for PUT is answered with what is no HTTP.",
     end_otherwise<is_preflight_of_put, garbage>},
    {"robustness/put-500", "PF-1", must, "The preflight for PUT is answered with 500.",
     end_otherwise<is_preflight_of_put, fail>},
    {"robustness/every-seventh", "PF-1", must, "Every seventh answer is a 500.", end_otherwise<is_every_seventh, fail>,
     "allowlist", true},
    {"robustness/injection", "HTTP-12", should, "What was asked is unescaped and sent back in a header.", inject},
    {"robustness/markup-of-query", "HTML-1", should, "The query stands unescaped in a page.",
     edit_actual_answer<name_query>},
    {"robustness/markup-of-origin", "HTML-1", may, "A denied Origin stands unescaped in a page.",
     edit_every_answer<name_denied_origin>},
    {"robustness/one-behind", "CORS-CHECK-4", must, "The origin of the request before is said.", lag_one_behind,
     "allowlist", true},
    {"robustness/put-drips", "PF-17", must,
     "The answer to the preflight for PUT comes byte by byte, and never in time.",
     end_otherwise<is_preflight_of_put, drip>},
    {"robustness/first-on-the-connection", "CORS-CHECK-4", must,
     "The first Origin on a connection decides for all that follow.", keep_the_first_on_the_connection, "allowlist",
     true},
    {"robustness/two-lengths", "PF-17", must, "Two lines of Content-Length disagree in answers to OPTIONS.",
     announce_two_lengths},
};

}  // namespace

std::span<const Fault> robustness_faults() {
  return table;
}

}  // namespace corspec::reference
