#include "fuzz/live/growth.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "fuzz/live/verdict.hpp"
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

/// On suspicion it is asked in so many rounds: where times have nothing to do with lengths, fifteen answers stand in
/// the order of three lengths once in a million times. More where that costs little.
constexpr std::size_t fewest_rounds = 5;
constexpr std::size_t most_rounds = 9;
constexpr microseconds patience = std::chrono::seconds(10);
/// How far below what is claimed to have grown the answers to one length have to lie apart.
constexpr int far_below = 4;

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
    return {is_silence(result) ? Reply::Kind::silent : Reply::Kind::refused, result.error().timings.total};
  }
  if (is_refusal(result->response.status)) return {};
  return {Reply::Kind::answered, result->timings.first_byte};
}

/// Silence once is enough not to ask again: that takes as long as anybody waits.
Reply quickest(const Probe& probe, int times, const Ask& ask) {
  Reply best = ask_once(probe, ask);
  for (int more = 1; more < times && best.kind == Reply::Kind::answered; ++more) {
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

/// What is above the time for the shortest input.
microseconds share(microseconds time, microseconds base) {
  return std::max(time - base, microseconds(100));
}

bool grows(microseconds shorter, microseconds longer, microseconds base) {
  return share(longer, base) >= too_much * share(shorter, base);
}

/// What the answers to one length took.
class Times {
 public:
  void add(microseconds time) { sorted_.insert(std::ranges::upper_bound(sorted_, time), time); }
  [[nodiscard]] microseconds quickest() const { return sorted_.front(); }
  /// One answer may be late for reasons of its own.
  [[nodiscard]] microseconds spread() const { return *std::prev(sorted_.end(), 2) - quickest(); }

 private:
  std::vector<microseconds> sorted_;
};

bool is_beyond_doubt(const Times& shorter, const Times& longer, microseconds base) {
  return grows(shorter.quickest(), longer.quickest(), base) &&
         far_below * shorter.spread() <= longer.quickest() - shorter.quickest();
}

/// Asks the shortest and the last three lengths in turn, in every round in another order, so that neither what comes
/// and goes nor what comes every so many requests falls on one length alone.
std::optional<Slowness> confirmed_growth(const LongInput& input, const Probe& probe, const Ask& ask) {
  constexpr std::size_t count = 4;
  const std::array<std::size_t, count> asked{shortest_input, *(lengths.end() - 3), *(lengths.end() - 2),
                                             lengths.back()};
  std::array<Times, count> times;
  microseconds spent{0};
  for (std::size_t round = 0; round < fewest_rounds || (round < most_rounds && spent < patience); ++round) {
    for (std::size_t turn = 0; turn < count; ++turn) {
      const std::size_t at = (turn + round) % count;
      const Reply reply = ask_once(with_length(probe, input, asked[at]), ask);
      if (reply.kind == Reply::Kind::refused) return std::nullopt;
      times[at].add(reply.time);
      spent += reply.time;
    }
  }
  const microseconds base = times[0].quickest();
  // Caches and buffers of a server make one step; a law makes two.
  if (!is_beyond_doubt(times[1], times[2], base) || !is_beyond_doubt(times[2], times[3], base)) return std::nullopt;
  return Slowness{
      .shorter = asked[2], .longer = asked[3], .shorter_time = times[2].quickest(), .longer_time = times[3].quickest()};
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
  const Reply base = quickest(control, tries, ask);
  if (base.kind != Reply::Kind::answered) return std::nullopt;
  Slowness step{.shorter = shortest_input, .shorter_time = base.time};
  bool grew = false;
  for (const std::size_t length : lengths) {
    const bool is_last = length == longest_input;
    const Probe longer = with_length(probe, input, length);
    // The last is asked again where it matters.
    const Reply reply = quickest(longer, is_last ? 1 : tries, ask);
    if (reply.kind == Reply::Kind::refused) return std::nullopt;
    const bool grows_now = grows(step.shorter_time, reply.time, base.time);
    const bool is_noticed = grows_now && reply.time >= noticeable;
    if (reply.kind == Reply::Kind::silent) {
      if (!is_noticed || !stays_silent(longer, control, reply.time, ask)) return std::nullopt;
      step.kind = Slowness::Kind::unanswered;
      step.longer = length;
      step.longer_time = reply.time;
      return step;
    }
    if (is_last && grew && is_noticed) return confirmed_growth(input, probe, ask);
    grew = grows_now;
    step.shorter = length;
    step.shorter_time = reply.time;
  }
  return std::nullopt;
}

std::vector<SlowInput> slowest_of_each_header(const std::vector<SlowInput>& slow) {
  std::vector<SlowInput> slowest;
  for (const auto& one : slow) {
    const auto same = std::ranges::find(slowest, one.input.name, [](const SlowInput& said) { return said.input.name; });
    if (same == slowest.end()) {
      slowest.push_back(one);
    } else if (same->slowness.longer_time < one.slowness.longer_time) {
      *same = one;
    }
  }
  return slowest;
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
