#include "suite/json_texts.hpp"

#include <cstddef>
#include <utility>

#include "suite/text_lines.hpp"

namespace corspec::suite {
namespace {

std::vector<TextLine> lines_with_text(std::string_view text) {
  auto lines = text_lines(text);
  std::erase_if(lines,
                [](const TextLine& line) { return line.text.find_first_not_of(" \t") == std::string_view::npos; });
  return lines;
}

}  // namespace

std::vector<Loaded<Document>> parse_documents(std::string_view file, std::string_view text, int max_depth) {
  std::vector<Loaded<Document>> documents;
  const auto lines = lines_with_text(text);
  if (lines.empty()) return documents;
  const auto parse_line = [&](const TextLine& line) { return parse_document(file, line.text, line.number, max_depth); };
  const bool named_so = file.ends_with(".jsonl") || file.ends_with(".ndjson");
  if (named_so || lines.size() > 1) {
    auto first = parse_line(lines.front());
    if (named_so || (first && first->root().kind == Node::Kind::object)) {
      documents.push_back(std::move(first));
      for (std::size_t i = 1; i < lines.size(); ++i) documents.push_back(parse_line(lines[i]));
      return documents;
    }
  }
  documents.push_back(parse_document(file, text, 1, max_depth));
  return documents;
}

}  // namespace corspec::suite
