#pragma once

#include <string_view>

#include "browser/main_fetch.hpp"
#include "message/header_list.hpp"

namespace corspec::run {

/// How the browsers call a refusal: what people find in their console, and search for.
struct ConsoleMessage {
  std::string_view chromium;         ///< the kind in DevTools' Issues: "MissingAllowOriginHeader"; empty: none of CORS
  std::string_view firefox;          ///< the name in the console's link: "CORSMissingAllowOrigin"; empty: none of CORS
  std::string_view chromium_speaks;  ///< what Chromium's sentence is about, in few words of our own
};

/// Of a verdict that blocks, and the answer that it blocks, if there was one; all empty when browsers have no message
/// of CORS for it.
[[nodiscard]] ConsoleMessage console_message(const browser::Verdict& verdict, const message::HeaderList& answer);

}  // namespace corspec::run
