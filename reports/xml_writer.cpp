#include "reports/xml_writer.hpp"

#include "reports/escape.hpp"

namespace corspec::reports {

void XmlWriter::finish_tag() {
  if (in_tag_) out_ += '>';
  in_tag_ = false;
}

void XmlWriter::open(std::string_view element) {
  if (in_tag_) {
    finish_tag();
    out_ += '\n';
  }
  out_.append(2 * open_.size(), ' ');
  out_ += '<';
  out_ += element;
  open_.emplace_back(element);
  in_tag_ = true;
  has_text_ = false;
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  out_ += xml_text(value);
  out_ += '"';
}

void XmlWriter::text(std::string_view utf8) {
  finish_tag();
  out_ += xml_text(utf8);
  has_text_ = true;
}

void XmlWriter::close() {
  const std::string element = std::move(open_.back());
  open_.pop_back();
  if (in_tag_) {
    out_ += "/>\n";
    in_tag_ = false;
  } else {
    if (!has_text_) out_.append(2 * open_.size(), ' ');
    out_ += "</" + element + ">\n";
  }
  has_text_ = false;
}

}  // namespace corspec::reports
