#include "fuzz/grammar/lines.hpp"

#include <algorithm>
#include <vector>

#include "fuzz/grammar/list.hpp"
#include "fuzz/grammar/origin.hpp"
#include "fuzz/grammar/vocabulary.hpp"

namespace corspec::fuzz {

namespace {

/// Each with what ends it; the last one may end in nothing.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  lines.reserve(16);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

std::string_view end_of(std::string_view line) {
  if (line.ends_with("\r\n")) return "\r\n";
  return "\n";
}

std::string joined(const std::vector<std::string_view>& lines) {
  std::size_t size = 0;
  for (const auto line : lines) size += line.size();
  std::string text;
  text.reserve(size);
  for (const auto line : lines) text += line;
  return text;
}

std::string other_value(std::string_view name, std::string_view value, LineKind kind, Random& random) {
  if (name.ends_with("Origin") && random.one_in(2)) return mutate_origin(value, random);
  if (random.one_in(2)) return mutate_list(value, random);
  if (kind == LineKind::request) return std::string(random.pick(request_header_values()));
  for (const auto& header : response_vocabulary()) {
    if (header.name == name) return std::string(random.pick(header.values));
  }
  return std::string(value);
}

std::string with_other_value(std::string_view line, LineKind kind, Random& random) {
  const auto end = line.ends_with('\n') ? end_of(line) : std::string_view();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return generate_line(kind, random).append(end);
  auto value = line.substr(colon + 1, line.size() - colon - 1 - end.size());
  if (value.starts_with(' ')) value.remove_prefix(1);
  const auto name = line.substr(0, colon);
  return std::string(name).append(": ").append(other_value(name, value, kind, random)).append(end);
}

}  // namespace

std::string generate_line(LineKind kind, Random& random) {
  if (kind == LineKind::request) {
    return std::string(random.pick(request_header_names())) + ": " + std::string(random.pick(request_header_values()));
  }
  const auto& header = random.pick(response_vocabulary());
  return std::string(header.name) + ": " + std::string(random.pick(header.values));
}

std::string mutate_lines(std::string_view text, LineKind kind, Random& random) {
  auto lines = lines_of(text);
  if (lines.empty()) return generate_line(kind, random) + "\n";
  const std::size_t at = random.below(lines.size());
  const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
  std::string made;
  switch (random.below(6)) {
    case 0:
    case 1:
      made = generate_line(kind, random).append(end_of(*place));
      lines.insert(place, made);
      break;
    case 2:
      lines.erase(place);
      break;
    case 3:
      lines.insert(place, std::string_view(*place));
      break;
    case 4:
      std::swap(*place, lines[random.below(lines.size())]);
      break;
    default:
      made = with_other_value(*place, kind, random);
      *place = made;
      break;
  }
  return joined(lines);
}

std::string cross_over_lines(std::string_view left, std::string_view right, Random& random) {
  auto made = lines_of(left);
  made.resize(random.below(made.size() + 1));
  const auto tail = lines_of(right);
  const std::size_t from = random.below(tail.size() + 1);
  made.insert(made.end(), tail.begin() + static_cast<std::ptrdiff_t>(from), tail.end());
  return joined(made);
}

}  // namespace corspec::fuzz
