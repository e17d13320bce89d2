#pragma once

#include <memory>
#include <string>

#include "reference/pipeline.hpp"

namespace corspec::reference {

/// The resource that may be written to goes with DELETE and comes back with PUT. `acts_as` says as which method a
/// request counts.
template <std::string (*acts_as)(const RequestView&)>
void remember_changes(Stages& stages) {
  const auto is_gone = std::make_shared<bool>(false);
  stages.locate = [is_gone](const Policy& policy, const RequestView& request) {
    auto resource = locate(policy, request);
    if (resource.kind != Resource::Kind::writable) return resource;
    const auto method = acts_as(request);
    const bool was_gone = *is_gone;
    if (method == "DELETE") *is_gone = true;
    if (method == "PUT") *is_gone = false;
    if (was_gone && *is_gone && request.method != "OPTIONS") resource.kind = Resource::Kind::missing;
    return resource;
  };
}

}  // namespace corspec::reference
