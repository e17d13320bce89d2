#include "reports/part.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace corspec::reports {
namespace {

struct Trait {
  const char* name;  ///< as a person calls it
  std::string (*of)(const run::Report& report);
};

constexpr std::array traits{
    Trait{"version of corspec", [](const run::Report& report) { return report.info.tool_version; }},
    Trait{"case set", [](const run::Report& report) { return report.info.case_set_hash; }},
    Trait{"level", [](const run::Report& report) { return std::string(suite::name(report.info.gate_level)); }},
    Trait{"engine", [](const run::Report& report) { return report.info.engine; }},
    Trait{"baseline", [](const run::Report& report) { return report.info.baseline; }},
};

}  // namespace

std::expected<void, std::string> check_common(std::span<const Part> parts, std::initializer_list<Common> wanted) {
  const Part& first = parts.front();
  for (const Part& part : parts) {
    for (const Common each : wanted) {
      const Trait& trait = traits.at(static_cast<std::size_t>(each));
      const auto [ours, theirs] = std::pair(trait.of(first.report), trait.of(part.report));
      if (ours == theirs) continue;
      return std::unexpected(
          fmt::format("{} has another {} than {}: {}, not {}", part.name, trait.name, first.name, theirs, ours));
    }
  }
  return {};
}

}  // namespace corspec::reports
