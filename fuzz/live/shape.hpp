#pragma once

#include <string>

#include "fuzz/live/probe.hpp"
#include "http/exchange.hpp"

namespace corspec::fuzz {

/// What an answer looks like, without what differs from one to the next: status, which of the protocol's headers it has
/// and of what kind their values are. Two probes of one shape went the same way through the server, as far as anybody
/// outside can tell.
[[nodiscard]] std::string shape_of(const Probe& probe, const http::ExchangeResult& result);

}  // namespace corspec::fuzz
