#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/live/probe.hpp"
#include "http/exchange.hpp"

/// What long input does to the time of an answer.
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
/// Bytes of what every server takes.
inline constexpr std::size_t shortest_input = 16;

/// `probe` with a value of that many bytes.
[[nodiscard]] Probe with_length(Probe probe, const LongInput& input, std::size_t length);

/// An answer that takes longer than the length of the input accounts for.
struct Slowness {
  enum class Kind : std::uint8_t {
    unanswered,  ///< `longer` is never answered, and `shorter` at once
    growing      ///< `longer` takes much more than its share
  };

  Kind kind = Kind::growing;
  std::size_t shorter = 0;  ///< bytes of a value
  std::size_t longer = 0;   ///< four times as many
  std::chrono::microseconds shorter_time{0};
  std::chrono::microseconds longer_time{0};  ///< `unanswered`: that long it was waited for
};

/// A value four times as long may take four times as long, and a little more. It grows faster when it does so in two
/// steps one after the other, asked in turn again and again, with the answers to each length much closer to one another
/// than to those of the next: so that neither noise nor the step of a buffer is a finding. Silence counts when it comes
/// every time, with short values answered promptly in between and when a time that grew with the length would have been
/// over. Null also when the server refuses such a length, closes the connection, is dead, or is slow whatever it is
/// asked.
[[nodiscard]] std::optional<Slowness> slowness_of(const LongInput& input, const Probe& probe,
                                                  const std::function<http::ExchangeResult(const Probe&)>& ask);

/// An input and what it did.
struct SlowInput {
  LongInput input;
  Slowness slowness;
};

/// What is slow with one kind of value is mostly slow with all that the header may have: the slowest says it for all.
[[nodiscard]] std::vector<SlowInput> slowest_of_each_header(const std::vector<SlowInput>& slow);

/// One sentence.
[[nodiscard]] std::string describe(const LongInput& input, const Slowness& slowness);

/// A command that shows how long the answer to a value of that many bytes takes; `url` is the resource's.
[[nodiscard]] std::string timing_command(const LongInput& input, const Probe& probe, std::size_t length,
                                         std::string_view url);

}  // namespace corspec::fuzz
