#include "fuzz/live/shape.hpp"

#include <array>

#include "fetch/header_values.hpp"
#include "message/bytes.hpp"

namespace corspec::fuzz {

namespace {

constexpr std::array<std::string_view, 10> names{"Access-Control-Allow-Credentials",
                                                 "Access-Control-Allow-Methods",
                                                 "Access-Control-Allow-Headers",
                                                 "Access-Control-Max-Age",
                                                 "Access-Control-Expose-Headers",
                                                 "Vary",
                                                 "Allow",
                                                 "Content-Type",
                                                 "Location",
                                                 "Timing-Allow-Origin"};

std::string allow_origin_kind(const Probe& probe, const http::Response& response) {
  const auto value = response.headers.get("Access-Control-Allow-Origin");
  if (!value) return "-";
  if (*value == "*" || *value == "null") return *value;
  const auto origin = probe.origin();
  if (origin && *value == *origin) return "same";
  return origin && message::byte_case_insensitive_match(*value, *origin) ? "same but for case" : "other";
}

}  // namespace

std::string shape_of(const Probe& probe, const http::ExchangeResult& result) {
  std::string shape = probe.method + " ";
  if (!result) return shape + std::string(http::describe(result.error().kind));
  const http::Response& response = result->response;
  shape += std::to_string(response.status) + " " + allow_origin_kind(probe, response);
  for (const auto name : names) {
    const auto values = fetch::extract_token_list(response.headers, name);
    if (values.outcome == fetch::ExtractedValues::Outcome::absent) continue;
    shape += " " + std::string(name) + "=" + std::to_string(values.items.size());
  }
  for (const auto finding : response.findings) shape += " " + std::string(http::describe(finding));
  return shape;
}

}  // namespace corspec::fuzz
