#include "http/field_lines.hpp"

#include <algorithm>
#include <utility>

#include "message/bytes.hpp"

namespace corspec::http {

namespace {

// https://source.chromium.org/ net/http/http_util.cc, LocateStartOfStatusLine: the slop that proxies and broken scripts
// leave; Firefox allows a little more.
constexpr std::size_t max_junk = 4;
constexpr std::string_view http = "HTTP";

bool is_blank(char byte) {
  return message::is_http_tab_or_space(static_cast<unsigned char>(byte));
}

bool is_digit(char byte) {
  return message::is_ascii_digit(static_cast<unsigned char>(byte));
}

/// Takes `count` or fewer leading digits off `text`.
std::string_view take_digits(std::string_view& text, std::size_t count) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < count && is_digit(text[digits])) ++digits;
  const std::string_view taken = text.substr(0, digits);
  text.remove_prefix(digits);
  return taken;
}

int to_int(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

/// The lines of a head, without their ends; checks the ends on the way.
class Lines {
 public:
  Lines(std::string_view head, std::vector<FramingFinding>& findings) : rest_(head), findings_(findings) {}

  /// The next line; an empty one is the end of the head.
  std::expected<std::string_view, HeadFault> next() {
    const std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    } else {
      add_finding(findings_, FramingFinding::bare_lf);
    }
    while (line.size() > 1 && line.ends_with('\r')) {
      line.remove_suffix(1);
      add_finding(findings_, FramingFinding::stray_cr);
    }
    if (line.contains('\r')) return std::unexpected(HeadFault::lone_cr);
    return line;
  }

  [[nodiscard]] bool at_continuation() const { return !rest_.empty() && is_blank(rest_.front()); }

 private:
  std::string_view rest_;
  std::vector<FramingFinding>& findings_;
};

/// HTTP-version SP status-code SP [ reason-phrase ]
std::optional<HeadFault> parse_status_line(std::string_view line, ResponseHead& head) {
  bool odd = !line.starts_with(http);
  line.remove_prefix(http.size());
  if (!line.starts_with('/')) return HeadFault::no_version;
  line.remove_prefix(1);
  const std::string_view major = take_digits(line, 2);
  if (major.empty() || !line.starts_with('.')) return HeadFault::no_version;
  line.remove_prefix(1);
  const std::string_view minor = take_digits(line, 2);
  if (minor.empty()) return HeadFault::no_version;
  odd = odd || major != "1" || (minor != "0" && minor != "1");
  head.minor_version = to_int(major) < 1 || (to_int(major) == 1 && to_int(minor) == 0) ? 0 : 1;

  const std::size_t spaces = std::min(line.find_first_not_of(" \t"), line.size());
  if (spaces == 0 && !line.empty()) return HeadFault::no_version;
  odd = odd || spaces > 1 || line.contains('\t');
  line.remove_prefix(spaces);
  // Chromium takes 200 for granted where no code stands; Firefox refuses, and HTTP gives the message no meaning.
  const std::string_view code = take_digits(line, 3);
  if (code.empty() || (!line.empty() && is_digit(line.front()))) return HeadFault::no_status_code;
  odd = odd || code.size() != 3;
  head.status = to_int(code);

  if (line.empty()) {
    add_finding(head.findings, FramingFinding::no_space_after_status);
  } else {
    odd = odd || line.front() != ' ';
    head.reason = message::strip_http_tab_or_space(line);
  }
  if (odd) add_finding(head.findings, FramingFinding::odd_status_line);
  return std::nullopt;
}

/// Null when the line is none that browsers keep.
std::optional<message::Header> parse_field_line(std::string_view line, std::vector<FramingFinding>& findings) {
  const std::size_t colon = line.find(':');
  std::string_view name = line.substr(0, colon);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  if (colon == std::string_view::npos || !message::is_token(name)) {
    add_finding(findings, FramingFinding::ignored_field_line);
    return std::nullopt;
  }
  if (name.size() != colon) add_finding(findings, FramingFinding::space_before_colon);
  return message::Header{std::string(name), std::string(message::strip_http_tab_or_space(line.substr(colon + 1)))};
}

/// Appends a continuation line: obs-fold counts as one SP (HV-8).
void unfold(std::string& value, std::string_view continuation) {
  const std::string_view text = message::strip_http_tab_or_space(continuation);
  if (text.empty()) return;
  if (!value.empty()) value += ' ';
  value += text;
}

}  // namespace

std::string_view describe(HeadFault fault) {
  switch (fault) {
    case HeadFault::no_status_line:
      return "no status line";
    case HeadFault::no_version:
      return "no HTTP version in the status line";
    case HeadFault::no_status_code:
      return "no status code in the status line";
    case HeadFault::nul:
      return "NUL in the head";
    case HeadFault::lone_cr:
      return "CR inside a line of the head";
  }
  std::unreachable();
}

void add_finding(std::vector<FramingFinding>& findings, FramingFinding finding) {
  if (std::ranges::find(findings, finding) == findings.end()) findings.push_back(finding);
}

std::expected<std::optional<std::size_t>, HeadFault> find_status_line(std::string_view bytes) {
  for (std::size_t start = 0; start <= max_junk; ++start) {
    if (start >= bytes.size()) return std::nullopt;
    const std::string_view candidate = bytes.substr(start, http.size());
    if (!message::byte_case_insensitive_match(candidate, http.substr(0, candidate.size()))) continue;
    if (candidate.size() < http.size()) return std::nullopt;
    return start;
  }
  return std::unexpected(HeadFault::no_status_line);
}

std::optional<std::size_t> find_end_of_head(std::string_view bytes, std::size_t scanned) {
  for (std::size_t at = bytes.find('\n', scanned); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    std::size_t before = at;
    if (before > 0 && bytes[before - 1] == '\r') --before;
    if (before > 0 && bytes[before - 1] == '\n') return at + 1;
  }
  return std::nullopt;
}

std::expected<ResponseHead, HeadFault> parse_head(std::string_view bytes) {
  const auto start = find_status_line(bytes);
  if (!start) return std::unexpected(start.error());
  if (!*start) return std::unexpected(HeadFault::no_status_line);
  if (bytes.contains('\0')) return std::unexpected(HeadFault::nul);

  ResponseHead head;
  if (**start > 0) add_finding(head.findings, FramingFinding::junk_before_status_line);
  Lines lines(bytes.substr(**start), head.findings);
  const auto status_line = lines.next();
  if (!status_line) return std::unexpected(status_line.error());
  if (const auto fault = parse_status_line(*status_line, head)) return std::unexpected(*fault);

  std::vector<message::Header> fields;
  fields.reserve(16);
  for (;;) {
    const bool orphan = lines.at_continuation();
    const auto line = lines.next();
    if (!line) return std::unexpected(line.error());
    if (line->empty()) break;
    std::optional<message::Header> field = parse_field_line(orphan ? std::string_view() : *line, head.findings);
    while (!orphan && lines.at_continuation()) {
      const auto continuation = lines.next();
      if (!continuation) return std::unexpected(continuation.error());
      add_finding(head.findings, FramingFinding::obs_fold);
      if (field) unfold(field->value, *continuation);
    }
    if (field) fields.push_back(std::move(*field));
  }
  head.headers = message::HeaderList(std::move(fields));
  return head;
}

}  // namespace corspec::http
