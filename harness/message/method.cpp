#include "message/method.hpp"

#include <algorithm>
#include <array>

#include "message/bytes.hpp"

namespace corspec::message {

namespace {

constexpr std::array<std::string_view, 6> normalized_methods{"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"};
constexpr std::array<std::string_view, 3> safelisted_methods{"GET", "HEAD", "POST"};
constexpr std::array<std::string_view, 3> forbidden_methods{"CONNECT", "TRACE", "TRACK"};

template <class Methods>
auto find_in_any_case(const Methods& methods, std::string_view method) {
  return std::ranges::find_if(methods,
                              [&](std::string_view known) { return byte_case_insensitive_match(known, method); });
}

}  // namespace

bool is_method(std::string_view bytes) {
  return is_token(bytes);
}

std::string normalize_method(std::string_view method) {
  const auto known = find_in_any_case(normalized_methods, method);
  return std::string(known != normalized_methods.end() ? *known : method);
}

bool is_cors_safelisted_method(std::string_view method) {
  return std::ranges::find(safelisted_methods, method) != safelisted_methods.end();
}

bool is_forbidden_method(std::string_view method) {
  return find_in_any_case(forbidden_methods, method) != forbidden_methods.end();
}

}  // namespace corspec::message
