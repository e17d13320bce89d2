#include "reports/escape.hpp"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "reports/xml_writer.hpp"

namespace corspec::reports {
namespace {

std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

TEST(Printable, LeavesOnlyPrintableAscii) {
  for (const char c : printable(every_byte())) {
    EXPECT_GE(c, 0x20);
    EXPECT_LT(c, 0x7f);
  }
}

TEST(Printable, IsUnambiguous) {
  EXPECT_EQ(printable("a\\x1b"), "a\\\\x1b");
  EXPECT_EQ(printable("a\x1b"), "a\\x1b");
  EXPECT_EQ(printable("\t\r\n"), "\\t\\r\\n");
  EXPECT_EQ(printable("\xe2\x82\xac"), "\\xe2\\x82\\xac");
}

TEST(PrintableCommand, CanBePasted) {
  EXPECT_EQ(printable_command("printf 'a\\r\\n' |\n  nc\r\x07"), "printf 'a\\r\\n' |\n  nc\\r\\x07");
}

TEST(IsomorphicDecode, GivesEachByteItsCodePoint) {
  const std::string text = isomorphic_decode(every_byte());
  EXPECT_EQ(text.size(), 128u + 2u * 128u);
  EXPECT_EQ(isomorphic_decode("\x7f\x80\xff"), "\x7f\xc2\x80\xc3\xbf");
}

TEST(XmlWriter, WhatIsWrittenReadsBackTheSame) {
  std::string allowed = "\t\n\r";
  for (int byte = 0x20; byte < 256; ++byte) allowed += static_cast<char>(byte);
  const std::string text = isomorphic_decode(allowed);
  XmlWriter xml;
  xml.open("root");
  xml.attribute("value", text);
  xml.open("child");
  xml.text(text);
  xml.close();
  xml.open("empty");
  xml.close();
  xml.close();
  const std::string document = xml.take();
  pugi::xml_document read;
  ASSERT_TRUE(read.load_buffer(document.data(), document.size(), pugi::parse_full | pugi::parse_ws_pcdata));
  EXPECT_EQ(read.child("root").attribute("value").value(), text);
  EXPECT_EQ(read.child("root").child("child").text().get(), text);
}

TEST(XmlText, ReplacesWhatXmlForbids) {
  for (int byte = 0; byte < 0x20; ++byte) {
    if (byte == '\t' || byte == '\n' || byte == '\r') continue;
    EXPECT_EQ(xml_text(std::string(1, static_cast<char>(byte))), "\xef\xbf\xbd") << byte;
  }
}

}  // namespace
}  // namespace corspec::reports
