#include "reports/formats.hpp"

#include <array>

#include "reports/json.hpp"
#include "reports/junit.hpp"

namespace corspec::reports {
namespace {

constexpr std::array table{
    Format{"json", "Result document as JSON", json},
    Format{"junit", "JUnit XML", junit},
};

}  // namespace

std::span<const Format> formats() {
  return table;
}

}  // namespace corspec::reports
