#include "suite/known.hpp"

#include "suite/field_rules.hpp"
#include "suite/glob.hpp"
#include "suite/json_document.hpp"
#include "suite/json_reader.hpp"

namespace corspec::suite {

namespace {

Loaded<std::vector<KnownEntry>> load_lines(std::string_view file, std::string_view text) {
  std::vector<KnownEntry> entries;
  LoadErrors errors;
  for (PatternLine& line : read_pattern_lines(text)) {
    if (line.comment.empty()) {
      errors.push_back({.file = std::string(file),
                        .line = line.line,
                        .column = 1,
                        .pointer = {},
                        .what = "the reason is missing: write it behind the pattern, after ` # `"});
    }
    entries.push_back({.pattern = std::move(line.pattern),
                       .reason = std::move(line.comment),
                       .issue = {},
                       .rule = {},
                       .until = {},
                       .file = std::string(file),
                       .line = line.line});
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return entries;
}

Loaded<std::vector<KnownEntry>> load_json(std::string_view file, std::string_view text) {
  const auto document = parse_document(file, text);
  if (!document) return std::unexpected(document.error());
  Problems problems(*document);
  std::vector<KnownEntry> entries;
  if (check_version(document->root(), problems)) {
    const ObjectReader root(document->root(), {"$schema", "version", "known"}, problems);
    const Node* known = root.require("known");
    for (const Node* element : known == nullptr ? std::span<const Node* const>() : read_array(*known, problems)) {
      const ObjectReader object(*element, {"pattern", "reason", "issue", "rule", "until"}, problems);
      entries.push_back({.pattern = read_checked(object.require("pattern"), wrong_with_prose, problems),
                         .reason = read_checked(object.require("reason"), wrong_with_prose, problems),
                         .issue = read_checked(object.find("issue"), wrong_with_prose, problems),
                         .rule = read_checked(object.find("rule"), wrong_with_rule_id, problems),
                         .until = read_checked(object.find("until"), wrong_with_date, problems),
                         .file = std::string(file),
                         .line = document->error_at(*element, {}).line});
    }
  }
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return entries;
}

}  // namespace

Loaded<std::vector<KnownEntry>> load_known(std::string_view file, std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string_view::npos && text[first] == '{';
  return is_json ? load_json(file, text) : load_lines(file, text);
}

bool has_expired(const KnownEntry& entry, std::string_view today) {
  // Days of that form sort as text.
  return !entry.until.empty() && today > entry.until;
}

}  // namespace corspec::suite
