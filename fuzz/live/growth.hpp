#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fuzz/live/probe.hpp"
#include "http/exchange.hpp"

namespace corspec::fuzz {

/// A field whose value is made long by repeating something.
struct LongInput {
  std::string_view name;
  std::string_view begin;
  std::string_view repeated;
};

[[nodiscard]] std::span<const LongInput> long_inputs();

/// Bytes: within what servers take for a field by default.
inline constexpr std::size_t longest_input = 8000;

/// `probe` with a value of that many bytes.
[[nodiscard]] Probe with_length(Probe probe, const LongInput& input, std::size_t length);

/// One sentence when the time for an answer grows faster than the input: a value four times as long may take four times
/// as long, and a little more. The quickest of several tries is compared, so that noise is no finding. Null also when
/// the server refuses such a length.
[[nodiscard]] std::optional<std::string> growth_of(const LongInput& input, const Probe& probe,
                                                   const std::function<http::ExchangeResult(const Probe&)>& ask);

}  // namespace corspec::fuzz
