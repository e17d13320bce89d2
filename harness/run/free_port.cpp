#include "run/free_port.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace corspec::run {

std::expected<std::uint16_t, std::string> free_port() {
  const auto failure = [] {
    return std::unexpected(fmt::format("no free port for {{port}}: {}", std::strerror(errno)));
  };
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return failure();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(listener, generic, size) == 0 && getsockname(listener, generic, &size) == 0;
  const auto result = bound ? std::expected<std::uint16_t, std::string>(ntohs(address.sin_port)) : failure();
  close(listener);
  return result;
}

}  // namespace corspec::run
