#include "suite/request_target.hpp"

namespace corspec::suite {

std::string with_query(std::string target, std::string_view query) {
  if (query.empty()) return target;
  if (target.contains('?')) return target + "&" + std::string(query.substr(1));
  return target + std::string(query);
}

}  // namespace corspec::suite
