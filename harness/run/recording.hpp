#pragma once

#include <string>
#include <string_view>

#include "http/exchange.hpp"
#include "message/header_list.hpp"
#include "run/report.hpp"

namespace corspec::run {

/// Of a longer body only the beginning is kept in reports. Bytes.
inline constexpr std::size_t recorded_body = 4096;

/// "timed out: no byte for 10 s"
[[nodiscard]] std::string describe(const http::TransportError& error);

/// The record of an exchange. `purpose`, `method`, `url` and `step` are set already; the rest is moved out of
/// `exchange`, whose headers and status stay.
void record(http::Exchange& exchange, RecordedExchange& into);
void record(http::TransportError& error, RecordedExchange& into);

/// What an answer out of the modelled cache would have looked like on the wire.
[[nodiscard]] std::string render_head(int status, const message::HeaderList& headers);

}  // namespace corspec::run
