#include "reference/pipeline.hpp"

namespace corspec::reference {

Answer answer(const Policy& policy, const RequestView& request, const Stages& stages) {
  const auto resource = stages.locate(policy, request);
  // The server as a whole is no resource that could be shared (HTTP-5).
  if (resource.kind == Resource::Kind::server) return stages.answer_request(policy, request, resource);

  const auto allow_origin = stages.decide_origin(policy, request);
  const bool preflight = stages.is_preflight(request, resource);
  Answer answer;
  if (preflight) {
    const auto grant = stages.grant_preflight(policy, request);
    answer = stages.answer_preflight(policy, request, resource, allow_origin, grant);
  } else {
    answer = stages.answer_request(policy, request, resource);
    stages.share(policy, request, allow_origin, answer);
  }
  stages.vary(policy, request, preflight, answer);
  return answer;
}

Answer answer(std::span<const Policy> policies, const RequestView& request, const Stages& stages) {
  if (const auto* policy = choose_policy(policies, request)) return answer(*policy, request, stages);
  const bool malformed = locate({}, request).kind == Resource::Kind::malformed;
  return error_answer(malformed ? 400 : 404, request);
}

Answer refuse(std::span<const Policy> policies, const RequestView& request, int status, const Stages& stages) {
  auto answer = error_answer(status, request);
  if (const auto* policy = choose_policy(policies, request)) {
    stages.share(*policy, request, stages.decide_origin(*policy, request), answer);
    stages.vary(*policy, request, false, answer);
  }
  return answer;
}

}  // namespace corspec::reference
