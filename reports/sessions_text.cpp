#include "reports/sessions_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/escape.hpp"

namespace corspec::reports {
namespace {

std::string figures(const run::SessionResult& session, bool if_kept) {
  std::string text;
  for (const run::SessionCost& cost : session.costs) {
    if (!text.empty()) text += ", ";
    if (!cost.unmeasured.empty()) {
      text += fmt::format("{} not measured ({})", cost.engine, printable(cost.unmeasured));
    } else {
      text += fmt::format("{} {}", cost.engine, if_kept ? cost.if_kept.value_or(cost.preflights) : cost.preflights);
    }
  }
  return text;
}

bool gives_away(const run::SessionCost& cost) {
  return cost.if_kept.value_or(cost.preflights) < cost.preflights;
}

}  // namespace

std::string sessions_text(const run::Report& report) {
  std::string out;
  for (const run::SessionResult& session : report.sessions) {
    if (session.costs.empty()) continue;
    if (out.empty()) out = "Preflights that a visit costs, by browser\n";
    out += fmt::format("  {}: {} requests. {}\n", session.id, session.requests, session.title);
    out += fmt::format("    {}\n", figures(session, false));
    if (std::ranges::any_of(session.costs, gives_away))
      out += fmt::format("    with Access-Control-Max-Age: 86400  {}\n", figures(session, true));
  }
  return out.empty() ? out : out + '\n';
}

}  // namespace corspec::reports
