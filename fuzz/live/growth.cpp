#include "fuzz/live/growth.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "message/bytes.hpp"
#include "run/shell_word.hpp"

namespace corspec::fuzz {

namespace {

using std::chrono::microseconds;
using Ask = std::function<http::ExchangeResult(const Probe&)>;

constexpr std::array<LongInput, 5> all{{{"Access-Control-Request-Headers", "x-a", ",x-a"},
                                        {"Access-Control-Request-Headers", "x-a", ", "},
                                        {"Access-Control-Request-Headers", "x-a", ","},
                                        {"Origin", "https://a", ".a"},
                                        {"Origin", "https://a", "a"}}};

/// Each four times the one before.
constexpr std::array<std::size_t, 5> lengths{longest_input / 256, longest_input / 64, longest_input / 16,
                                             longest_input / 4, longest_input};
constexpr int tries = 3;
/// What takes less is no trouble, whatever it grows like.
constexpr microseconds noticeable{40000};
/// Four times the length: linear is 4, quadratic 16.
constexpr int too_much = 8;

/// How a length is answered: the quickest of several times; silence; or not at all, when the server refuses it.
struct Reply {
  enum class Kind : std::uint8_t { answered, silent, refused };
  Kind kind = Kind::refused;
  microseconds time{0};
};

bool is_refusal(int status) {
  return status == 400 || status == 413 || status == 414 || status == 429 || status == 431 || status == 503;
}

Reply ask_once(const Probe& probe, const Ask& ask) {
  const auto result = ask(probe);
  if (!result) {
    const bool silent = result.error().kind == http::TransportError::Kind::timeout;
    return {silent ? Reply::Kind::silent : Reply::Kind::refused, result.error().timings.total};
  }
  if (is_refusal(result->response.status)) return {};
  return {Reply::Kind::answered, result->timings.first_byte};
}

/// Silence once is enough not to ask again: that takes as long as anybody waits.
Reply quickest(const Probe& probe, const Ask& ask) {
  Reply best = ask_once(probe, ask);
  for (int more = 1; more < tries && best.kind == Reply::Kind::answered; ++more) {
    const Reply reply = ask_once(probe, ask);
    if (reply.kind == Reply::Kind::refused) return reply;
    if (reply.kind == Reply::Kind::answered) best.time = std::min(best.time, reply.time);
  }
  return best;
}

/// What a server that is busy for a while with what came before makes of it does not count.
bool answers_within(microseconds limit, const Probe& probe, const Ask& ask) {
  for (int at = 0; at < tries; ++at) {
    const Reply reply = ask_once(probe, ask);
    if (reply.kind == Reply::Kind::refused) return false;
    if (reply.kind == Reply::Kind::answered && reply.time <= limit) return true;
  }
  return false;
}

/// Whether every time `longer` stays silent while `control` is answered promptly before and after.
bool stays_silent(const Probe& longer, const Probe& control, microseconds waited, const Ask& ask) {
  for (int more = 1; more < tries; ++more) {
    if (!answers_within(waited / too_much, control, ask)) return false;
    if (ask_once(longer, ask).kind != Reply::Kind::silent) return false;
  }
  return answers_within(waited / too_much, control, ask);
}

std::string milliseconds(microseconds time) {
  return std::to_string((time.count() + 500) / 1000) + " ms";
}

}  // namespace

std::span<const LongInput> long_inputs() {
  return all;
}

Probe with_length(Probe probe, const LongInput& input, std::size_t length) {
  std::string value(input.begin);
  while (value.size() + input.repeated.size() <= length) value += input.repeated;
  probe.headers.set(input.name, value);
  return probe;
}

std::optional<Slowness> slowness_of(const LongInput& input, const Probe& probe, const Ask& ask) {
  const Probe control = with_length(probe, input, shortest_input);
  const Reply base = quickest(control, ask);
  if (base.kind != Reply::Kind::answered) return std::nullopt;
  const auto share = [&](microseconds time) { return std::max(time - base.time, microseconds(100)); };
  std::optional<Slowness> found;
  Slowness step{.shorter = shortest_input, .shorter_time = base.time};
  for (const std::size_t length : lengths) {
    const Probe longer = with_length(probe, input, length);
    const Reply reply = quickest(longer, ask);
    if (reply.kind == Reply::Kind::refused) break;
    step.longer = length;
    step.longer_time = reply.time;
    const bool grows = share(reply.time) >= too_much * share(step.shorter_time) && reply.time >= noticeable;
    if (reply.kind == Reply::Kind::silent) {
      if (!grows || !stays_silent(longer, control, reply.time, ask)) break;
      step.kind = Slowness::Kind::unanswered;
      return step;
    }
    // Caches and buffers of a server make steps; only the last, and largest, says how it grows.
    found = grows && length == longest_input ? std::optional(step) : std::nullopt;
    step.shorter = length;
    step.shorter_time = reply.time;
  }
  return found;
}

std::string describe(const LongInput& input, const Slowness& slowness) {
  const std::string longer = std::to_string(slowness.longer);
  const std::string shorter = std::to_string(slowness.shorter) + " bytes of `" + std::string(input.repeated) + "`";
  if (slowness.kind == Slowness::Kind::unanswered) {
    return longer + " bytes of " + std::string(input.name) + " get no answer for " +
           milliseconds(slowness.longer_time) + ", every time, and " + shorter + " one in " +
           milliseconds(slowness.shorter_time);
  }
  return "the time for an answer grows faster than " + std::string(input.name) + ": " +
         milliseconds(slowness.shorter_time) + " for " + shorter + ", " + milliseconds(slowness.longer_time) + " for " +
         longer;
}

std::string timing_command(const LongInput& input, const Probe& probe, std::size_t length, std::string_view url) {
  const std::size_t times = (length - input.begin.size()) / input.repeated.size();
  std::string command = "curl -so /dev/null -w '%{time_starttransfer} s' -X " + probe.method;
  for (const auto& header : probe.headers) {
    if (!message::byte_case_insensitive_match(header.name, input.name))
      command += " -H " + run::shell_word(header.name + ": " + header.value);
  }
  command += " -H \"" + std::string(input.name) + ": " + std::string(input.begin) + "$(printf '" +
             std::string(input.repeated) + "%.0s' $(seq " + std::to_string(times) + "))\" ";
  return command + run::shell_word(url);
}

}  // namespace corspec::fuzz
