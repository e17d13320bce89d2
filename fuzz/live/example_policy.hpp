#pragma once

#include <algorithm>
#include <string>

#include "suite/profile.hpp"

/// For tests only.
namespace corspec::fuzz {

/// Two origins are let in, and nobody else.
inline suite::Profile example_policy() {
  suite::Profile policy;
  policy.origins_stated = true;
  policy.allowed_origins = {"https://foo.example", "https://bar.example"};
  policy.other_origins = suite::Others::deny;
  policy.allowed_methods = {"GET", "PUT"};
  return policy;
}

inline bool is_let_in(const std::string& origin) {
  const auto stated = example_policy();
  return std::ranges::find(stated.allowed_origins, origin) != stated.allowed_origins.end();
}

}  // namespace corspec::fuzz
