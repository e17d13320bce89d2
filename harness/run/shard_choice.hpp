#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "run/options.hpp"

namespace corspec::run {

/// The value of an environment variable; null when it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// The shard that `--shard` asks for: `K/N`; or `auto`, the one that a CI service or cluster gives to the process
/// (GitLab CI, CircleCI, Buildkite, GoogleTest's runners); or `auto/N`, which says the total where the service does
/// not, as with the index of a Kubernetes Indexed Job, and has to agree where it does. The error is one sentence: no
/// service speaks, two contradict each other, or what one says is no shard.
[[nodiscard]] std::expected<Shard, std::string> choose_shard(std::string_view text, const Environment& environment);

}  // namespace corspec::run
