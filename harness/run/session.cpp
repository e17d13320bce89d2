#include "run/session.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "http/field_lines.hpp"

namespace corspec::run {
namespace {

constexpr std::string_view a_day = "86400";

bool is_preflight(const RecordedExchange& exchange) {
  return exchange.purpose == "preflight";
}

std::optional<http::Exchange> answer_kept_for_a_day(const RecordedExchange& seen) {
  auto head = http::parse_head(seen.head);
  if (!head) return std::nullopt;
  http::Exchange exchange;
  exchange.response.status = head->status;
  exchange.response.headers = std::move(head->headers);
  if (is_preflight(seen)) exchange.response.headers.set("Access-Control-Max-Age", std::string(a_day));
  return exchange;
}

}  // namespace

std::optional<int> preflights_if_kept(const suite::Case& session, const ReplayContext& context,
                                      const std::vector<RecordedExchange>& seen) {
  std::map<std::string_view, const RecordedExchange*> by_request;
  for (const RecordedExchange& exchange : seen) by_request.emplace(exchange.sent, &exchange);
  int preflights = 0;
  Replay replay(session, context);
  while (const auto request = replay.next()) {
    const auto found = by_request.find(http::serialize(*request));
    if (found == by_request.end()) return std::nullopt;
    auto answer = answer_kept_for_a_day(*found->second);
    if (!answer) return std::nullopt;
    if (is_preflight(*found->second)) ++preflights;
    replay.on_exchange(*std::move(answer));
  }
  return preflights;
}

SessionCost cost_of(const suite::Case& session, const ReplayContext& context, const Attempt& attempt) {
  SessionCost cost;
  cost.engine = context.engine->name;
  cost.preflights = static_cast<int>(std::ranges::count_if(attempt.exchanges, is_preflight));
  cost.if_kept = preflights_if_kept(session, context, attempt.exchanges);
  cost.exchange_count = count_sent(attempt.exchanges);
  return cost;
}

}  // namespace corspec::run
