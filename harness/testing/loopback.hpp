#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "http/client.hpp"

namespace corspec::testing {

/// Deadlines that only an answer which never comes would meet.
inline constexpr http::Deadlines generous_deadlines{.connect = std::chrono::seconds(20),
                                                    .first_byte = std::chrono::seconds(20),
                                                    .total = std::chrono::seconds(20),
                                                    .body = std::chrono::seconds(20)};

/// For tests that wait for a deadline to pass.
inline constexpr http::Deadlines short_deadlines{.connect = std::chrono::milliseconds(200),
                                                 .first_byte = std::chrono::milliseconds(200),
                                                 .total = std::chrono::milliseconds(400),
                                                 .body = std::chrono::milliseconds(200)};

/// A client of a server on this machine.
inline http::ClientOptions loopback_options(std::uint16_t port) {
  http::ClientOptions options;
  options.endpoint.host = "127.0.0.1";
  options.endpoint.port = port;
  options.deadlines = generous_deadlines;
  return options;
}

inline http::Request get(std::string target = "/") {
  http::Request request;
  request.target = std::move(target);
  request.headers = {{"Host", "a.example"}};
  return request;
}

}  // namespace corspec::testing
