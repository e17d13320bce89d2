#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "browser/main_fetch.hpp"
#include "fetch/url.hpp"
#include "message/header_list.hpp"

namespace corspec::recorded {

/// A request that somebody saw on the wire, and what came back.
struct Exchange {
  std::int64_t at_ms = 0;  ///< when it was sent, since any point in time
  std::string method;
  fetch::Url url;
  message::HeaderList headers;                ///< as they were recorded: some may be missing
  std::optional<browser::Response> response;  ///< null: none was recorded
  /// The recorder says that the request failed, and how it calls that: "net::ERR_FAILED". Empty: it says nothing.
  std::string failure;
  /// The page's origin as far as something else than `Origin` tells; empty when nothing does.
  std::string page_origin;
  /// Exchanges of one page, or of one run, share a preflight cache.
  std::string page;
  bool by_browser = false;     ///< a browser made it: it went out only if a preflight that it needs was granted
  std::string_view engine;     ///< the name of that browser's engine; empty when it is not known
  bool shown = false;          ///< the recorder says that whoever asked was given the response
  bool by_script = false;      ///< fetch() or XMLHttpRequest made it, though it may have no `Origin`
  bool by_navigation = false;  ///< the document of a window or frame, `Origin` or not (NEED-2)
};

}  // namespace corspec::recorded
