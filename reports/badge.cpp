#include "reports/badge.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "message/bytes.hpp"
#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

struct Badge {
  std::string message;
  std::string_view color;  ///< a name of shields
  std::string_view hex;
};

constexpr std::string_view label = "CORS";

/// What a shard says of the server is a part of it.
std::string part_of(const run::Report& report) {
  return report.shard ? fmt::format("part {} of {}: ", report.shard_index, report.shard_count) : std::string();
}

Badge badge_of(const run::Report& report) {
  const run::Counts counts = run::count(report);
  const std::string part = part_of(report);
  const int judged = counts.total() - counts.of(run::Result::skip) - counts.of(run::Result::blocked);
  switch (run::gate(report)) {
    case run::ExitCode::as_expected:
      return {fmt::format("{}{} of {}", part, counts.of(run::Result::pass), judged), "brightgreen", "#3a7d00"};
    case run::ExitCode::failures:
      return {fmt::format("{}{} of {} fail", part, counts.gating(), judged), "red", "#b3261e"};
    default:
      return {message::byte_lowercase(headline(run::gate(report))), "lightgrey", "#5f6368"};
  }
}

/// Of a text in 11 px Verdana or what stands in for it; wide enough for digits and lower-case letters.
int width_of(std::string_view text) {
  return static_cast<int>(text.size()) * 7 + 12;
}

}  // namespace

std::string badge(const run::Report& report) {
  const Badge made = badge_of(report);
  const nlohmann::ordered_json json{
      {"schemaVersion", 1}, {"label", label}, {"message", made.message}, {"color", made.color}};
  return json.dump() + "\n";
}

std::string badge_svg(const run::Report& report) {
  const Badge made = badge_of(report);
  const int left = width_of(label);
  const int right = width_of(made.message);
  const std::string message = xml_text(made.message);
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20" role="img" aria-label="{1}: {2}">
<title>{1}: {2}</title>
<rect width="{0}" height="20" rx="3" fill="{3}"/>
<path d="M3 0h{4}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3c4043"/>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{5}" y="14">{1}</text>
<text x="{6}" y="14">{2}</text>
</g>
</svg>
)",
      left + right, label, message, made.hex, left - 3, left / 2, left + right / 2);
}

}  // namespace corspec::reports
