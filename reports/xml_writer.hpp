#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace corspec::reports {

/// Writes one well-formed XML document, indented. Values and text are valid UTF-8: bytes of a target go through
/// `isomorphic_decode` or `printable` first.
///
///     XmlWriter xml;
///     xml.open("testsuite");
///     xml.attribute("name", name);
///     xml.close();
class XmlWriter {
 public:
  XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

  void open(std::string_view element);
  /// Directly after `open` only.
  void attribute(std::string_view name, std::string_view value);
  /// Text of the open element, which then has no child elements.
  void text(std::string_view utf8);
  void close();
  /// The document, once every element is closed.
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void finish_tag();

  std::string out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
  bool has_text_ = false;
};

}  // namespace corspec::reports
