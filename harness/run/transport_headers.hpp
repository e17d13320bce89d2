#pragma once

#include <string>
#include <vector>

#include "message/header_list.hpp"

/// `--transport-header`: headers that the network adds to every request.
namespace corspec::run {

/// One sentence for each that is the requests' own or frames the message: with it none would be about the server.
[[nodiscard]] std::vector<std::string> wrong_transport_headers(const message::HeaderList& headers);

}  // namespace corspec::run
