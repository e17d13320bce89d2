#include "run/version.hpp"

namespace corspec::run {

std::string_view version() {
  return CORSPEC_VERSION;
}

}  // namespace corspec::run
