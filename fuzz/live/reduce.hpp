#pragma once

#include <functional>

#include "fuzz/live/probe.hpp"

namespace corspec::fuzz {

/// The smallest probe found that `still_shows` what `probe` shows and is like it (`is_alike`): without the fields, and
/// the stretches of odd values, that do not matter; with the values that every browser sends, from
/// `https://evil.example` where any page will do. Asks at most `most_tries` times.
[[nodiscard]] Probe reduce(const Probe& probe, const std::function<bool(const Probe&)>& still_shows, int most_tries);

}  // namespace corspec::fuzz
