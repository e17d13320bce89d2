#pragma once

#include <string>
#include <vector>

#include "message/header_list.hpp"
#include "suite/profile.hpp"

/// `-H`: headers that go out as if a page's script had set them.
namespace corspec::run {

/// Whether a browser sends a preflight because of one of them (NEED-9).
[[nodiscard]] bool force_preflight(const message::HeaderList& author_headers);

/// What a browser does with them that their user may not expect.
[[nodiscard]] std::vector<std::string> author_header_messages(const message::HeaderList& author_headers);

/// One sentence for each that the profile does not promise to allow: every request would be refused at its preflight,
/// and the server be blamed for what its policy never said.
[[nodiscard]] std::vector<std::string> unpromised_author_headers(const message::HeaderList& author_headers,
                                                                 const suite::Profile& profile);

}  // namespace corspec::run
