#pragma once

#include <string>
#include <string_view>

/// What stands between a target's bytes and whoever reads a report: nothing a target sends reaches a terminal or a
/// document unescaped.
namespace corspec::reports {

/// Bytes as text for a terminal: printable ASCII as it is, a backslash doubled, everything else `\t`, `\r`, `\n` or
/// `\xNN`.
[[nodiscard]] std::string printable(std::string_view bytes);

/// A shell command, to be pasted as it stands: backslashes are the shell's and stay, as line feeds do.
[[nodiscard]] std::string printable_command(std::string_view command);

/// https://infra.spec.whatwg.org/#isomorphic-decode, written as UTF-8: each byte becomes the code point of its value.
/// The way bytes get into JSON; encoding each code point as a byte gives them back.
[[nodiscard]] std::string isomorphic_decode(std::string_view bytes);

/// Text for XML 1.0 content and quoted attribute values, from valid UTF-8 (bytes of a target go through
/// `isomorphic_decode` or `printable` first): `&`, `<`, `>`, quotes as entities, HTAB, LF and CR as character
/// references, control characters that XML forbids as U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace corspec::reports
