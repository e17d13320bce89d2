#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace corspec::run {

/// A TCP port of the loopback interface that nobody listens on now.
[[nodiscard]] std::expected<std::uint16_t, std::string> free_port();

}  // namespace corspec::run
