#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace corspec::fuzz {

/// SplitMix64: the same seed gives the same numbers everywhere, whatever the standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31U);
  }

  /// 0 to `limit` - 1; 0 when `limit` is 0.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(next() % limit); }
  /// `from` to `to`, both included.
  std::size_t between(std::size_t from, std::size_t to) { return from + below(to - from + 1); }
  bool one_in(std::size_t number) { return below(number) == 0; }
  char byte() { return static_cast<char>(static_cast<unsigned char>(below(256))); }

  /// One of `items`, which must not be empty.
  template <class Items>
  const auto& pick(const Items& items) {
    return *(std::begin(items) + static_cast<std::ptrdiff_t>(below(std::size(items))));
  }

 private:
  std::uint64_t state_;
};

}  // namespace corspec::fuzz
