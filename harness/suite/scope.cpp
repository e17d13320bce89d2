#include "suite/scope.hpp"

#include <algorithm>

namespace corspec::suite {

Scope::Scope(const Profile& profile, const TargetFacts& target) : facts_{profile, target} {}

const Resolved* Scope::find(std::string_view name) const {
  const auto axis = std::ranges::find(axes_, name, [](const auto& bound) { return std::string_view(bound.first); });
  if (axis != axes_.end()) return &axis->second;
  const auto known = std::ranges::find(names(), name, &Name::name);
  if (known == names().end()) return nullptr;
  const auto [resolved, is_new] = resolved_.try_emplace(known->name);
  Resolved& value = resolved->second;
  if (is_new) {
    value = known->resolve(facts_);
    if (value) value->source = known->name;
  }
  return &value;
}

std::vector<std::string_view> Scope::known_names() const {
  std::vector<std::string_view> known;
  known.reserve(axes_.size() + names().size());
  for (const auto& [name, value] : axes_) known.push_back(name);
  for (const Name& name : names()) known.push_back(name.name);
  return known;
}

void Scope::begin_row(std::string row) {
  row_ = std::move(row);
  axes_.clear();
}

void Scope::bind(std::string name, Resolved value) {
  axes_.emplace_back(std::move(name), std::move(value));
}

}  // namespace corspec::suite
