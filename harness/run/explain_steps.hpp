#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/explain.hpp"

namespace corspec::run {

// Steps of scenarios as JSON, for the tests of explain.

/// One step of `https://app.example` asking `https://api.example/r`.
inline std::string step(std::string_view request, std::string_view answers) {
  return R"({"request":{"origin":"https://app.example","url":"https://api.example/r",)" + std::string(request) + "}," +
         std::string(answers) + "}";
}

inline std::string scenario(const std::vector<std::string>& steps) {
  std::string text;
  for (const auto& one : steps) text += (text.empty() ? "" : ",") + one;
  return R"({"name":"n","steps":[)" + text + "]}";
}

inline std::vector<ExplainedExchange::Outcome> outcomes(const ExplainedStep& step) {
  std::vector<ExplainedExchange::Outcome> all;
  for (const auto& exchange : step.exchanges) all.push_back(exchange.outcome);
  return all;
}

inline constexpr std::string_view put = R"("method":"PUT","headers":[["X-A","1"]])";
inline constexpr std::string_view granting =
    R"("preflight":{"status":204,"headers":[["Access-Control-Allow-Origin","*"],["Access-Control-Allow-Methods","PUT"],)"
    R"(["Access-Control-Allow-Headers","x-a"],["Access-Control-Max-Age","600"]]})";
inline constexpr std::string_view shared = R"("answer":{"status":200,"headers":[["Access-Control-Allow-Origin","*"]]})";

inline std::string both(std::string_view preflight, std::string_view answer) {
  return std::string(preflight) + "," + std::string(answer);
}

}  // namespace corspec::run
