#pragma once

#include <string>

#include "run/report.hpp"

namespace corspec::reports {

/// The version of the document's format; readers refuse a newer one.
inline constexpr int report_format_version = 1;

/// The result document as JSON (`reports/report.schema.json`), indented. Bytes of the target are isomorphically
/// decoded: every character is one byte, U+0000 to U+00FF. Beyond ASCII they are escaped, here as in every report:
/// U+0080 to U+009F would be a terminal's to obey.
[[nodiscard]] std::string json(const run::Report& report);

/// NDJSON: one JSON object a line, as it happens: `{"type":"start",...}`, then `{"type":"result",...}` in order of
/// completion, then `{"type":"end",...}`. Each returns its line with the line feed. A stream without `end` was cut off.
[[nodiscard]] std::string ndjson_start(const run::Report& report);
[[nodiscard]] std::string ndjson_result(const run::CaseResult& result);
[[nodiscard]] std::string ndjson_end(const run::Report& report);

}  // namespace corspec::reports
