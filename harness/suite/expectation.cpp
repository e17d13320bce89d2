#include "suite/expectation.hpp"

#include <algorithm>

#include "suite/vocabulary.hpp"

namespace corspec::suite {

std::string_view name(Level level) {
  return word_for(level_names, level);
}

std::string_view name(Kind kind) {
  return word_for(kind_names, kind);
}

std::optional<Level> find_level(std::string_view name) {
  return meaning_of(level_names, name);
}

std::optional<Kind> find_kind(std::string_view name) {
  return meaning_of(kind_names, name);
}

}  // namespace corspec::suite
