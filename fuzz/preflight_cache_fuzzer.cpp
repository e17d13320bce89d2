// The preflight cache as a state machine: after every command it answers every question as one flat list would, in each
// engine, and nothing is served after its time (CACHE-ENT-1 to CACHE-CLEAR-1).
// Input: a byte that selects the engine, then commands: a byte for what is done, to whose entries and with what
// credentials, and one for its operand, from pools so small that they collide.

#include <array>
#include <string>
#include <vector>

#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "testing/cache_pair.hpp"

namespace {

using namespace corspec;
using testing::CacheCommand;

using Names = std::vector<std::string>;

const std::array<Names, 6> method_lists{Names{},        {"PUT"}, {"PUT", "DELETE"}, {"*"}, {"put", "PUT", "PUT"},
                                        {"DELETE", "*"}};
const std::array<Names, 6> name_lists{
    Names{}, {"x-a"}, {"X-A", "x-b"}, {"*"}, {"*", "Authorization"}, {"PUT", "x-a", "X-A"}};
constexpr std::array<std::int64_t, 6> lifetimes{0, 1, 3, 5, 9, 100000};

CacheCommand command_of(unsigned char action, unsigned char operand) {
  using enum CacheCommand::Kind;
  // Storing is what the other commands need something of.
  constexpr std::array kinds{update, update, update, wait, use, clear, insufficient, wait};
  CacheCommand command{.name = "", .kind = kinds[action % kinds.size()]};
  command.scope = action / 8 % testing::cache_scopes().size();
  command.credentials = action / 32 % 2 == 1;
  command.methods = method_lists[operand % 6U];
  command.header_names = name_lists[operand / 6U % 6U];
  command.seconds = lifetimes[operand / 36U % 6U];
  return command;
}

/// More than any cache entry lives here.
constexpr CacheCommand a_day_later{.name = "", .kind = CacheCommand::Kind::wait, .seconds = 200000};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto engines = testing::cache_engines();
  const auto input = fuzz::text(data, size);
  if (size == 0) return 0;
  testing::CachePair pair(engines[data[0] % engines.size()]);
  for (std::size_t at = 1; at + 1 < size; at += 2) {
    pair.run(command_of(data[at], data[at + 1]));
    const auto disagreement = pair.disagreement();
    fuzz::require(disagreement.empty(), disagreement, input);
  }
  pair.run(a_day_later);
  fuzz::require(pair.is_empty(), "nothing is served after its time", input);
  return 0;
}
