#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>

namespace corspec::testing {

/// A copy of `bytes` in a heap block of exactly that size, without a terminator: under a sanitizer, reading one byte
/// too many is an error.
class ExactCopy {
 public:
  explicit ExactCopy(std::string_view bytes)
      : size_(bytes.size()), bytes_(std::make_unique_for_overwrite<char[]>(bytes.size())) {
    std::ranges::copy(bytes, bytes_.get());
  }

  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

}  // namespace corspec::testing
