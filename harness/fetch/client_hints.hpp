#pragma once

#include <string_view>

namespace corspec::fetch {

/// GREY-24: the request headers that one engine safelists beyond the Standard, with its checks on their values:
/// `Device-Memory`, `Downlink`, `DPR` (decimals), `RTT`, `Viewport-Width`, `Width` (integers), `ECT`, `Save-Data`,
/// `Intervention` (any value). False for every other name. SAFE-1's length limit is the caller's.
[[nodiscard]] bool is_safelisted_client_hint(std::string_view name, std::string_view value);

}  // namespace corspec::fetch
