#pragma once

#include <functional>

#include "fuzz/live/probe.hpp"

namespace corspec::fuzz {

/// The smallest probe found that `still_shows` what `probe` shows: without the fields, and the stretches of values,
/// that do not matter. Asks at most `most_tries` times.
[[nodiscard]] Probe reduce(Probe probe, const std::function<bool(const Probe&)>& still_shows, int most_tries = 120);

}  // namespace corspec::fuzz
