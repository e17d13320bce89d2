#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reference/answer.hpp"
#include "reference/origin_decision.hpp"
#include "reference/policy.hpp"
#include "reference/preflight.hpp"
#include "reference/resources.hpp"
#include "reference/sharing.hpp"
#include "reference/wire.hpp"

namespace corspec::reference {

/// The steps from a request to bytes, in their order. Each is a pure function of its own that conforms; a server that
/// is to do one thing differently, rightly or wrongly, replaces one of them and usually calls the original inside.
struct Stages {
  std::function<Resource(const Policy&, const RequestView&)> locate = reference::locate;
  std::function<bool(const RequestView&, const Resource&)> is_preflight = reference::is_preflight;
  std::function<std::optional<std::string>(const Policy&, const RequestView&)> decide_origin = reference::decide_origin;

  std::function<std::optional<Grant>(const Policy&, const RequestView&)> grant_preflight = reference::grant_preflight;
  std::function<Answer(const Policy&, const RequestView&, const Resource&, const std::optional<std::string>&,
                       const std::optional<Grant>&)>
      answer_preflight = reference::answer_preflight;

  std::function<Answer(const Policy&, const RequestView&, const Resource&)> answer_request = reference::answer_request;
  std::function<void(const Policy&, const RequestView&, const std::optional<std::string>&, Answer&)> share =
      reference::share;

  std::function<void(const Policy&, const RequestView&, bool, Answer&)> vary = reference::vary;
  /// Whether the content of that request stays on the connection, for the next request to begin with.
  std::function<bool(const RequestView&)> leaves_content = [](const RequestView&) { return false; };
  std::function<Wire(const RequestView&, const Answer&, std::string_view)> write = reference::write;
  /// Whether a connection is served only after the one before has ended.
  bool one_connection_at_a_time = false;
};

/// The answer to a request by one policy.
[[nodiscard]] Answer answer(const Policy& policy, const RequestView& request, const Stages& stages = {});

/// As above, by the policy in charge; 404 when no policy is, or 400 when the request target means nothing.
[[nodiscard]] Answer answer(std::span<const Policy> policies, const RequestView& request, const Stages& stages = {});

/// The answer to a request that was refused before it was complete, because its content is too large: its headers are
/// known, so script may be told (ACT-2).
[[nodiscard]] Answer refuse(std::span<const Policy> policies, const RequestView& request, int status,
                            const Stages& stages = {});

}  // namespace corspec::reference
