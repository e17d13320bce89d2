#include "reports/shipped_rules.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "suite/embedded.hpp"

namespace corspec::reports {
namespace {

std::string_view embedded(std::string_view name) {
  const auto files = suite::embedded_cases();
  const auto found = std::ranges::find(files, name, &suite::EmbeddedFile::name);
  return found == files.end() ? std::string_view{} : found->bytes;
}

suite::RuleCatalogue load() {
  auto rules =
      suite::load_rules("cases/rules.json", embedded("rules.json"), "cases/flags.json", embedded("flags.json"));
  if (!rules) throw std::logic_error("the shipped rules: " + suite::describe(rules.error().front()));
  return *std::move(rules);
}

}  // namespace

const suite::RuleCatalogue& shipped_rules() {
  static const suite::RuleCatalogue catalogue = load();
  return catalogue;
}

}  // namespace corspec::reports
