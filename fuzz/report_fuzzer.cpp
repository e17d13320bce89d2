// Every report writer, given bytes of a hostile target: out come printable text, JSON that parses and XML that an XML
// parser reads back, with the bytes in it. Input: what stands wherever a target has a say.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string>

#include "fuzz/oracle.hpp"
#include "fuzz/target.hpp"
#include "reports/escape.hpp"
#include "reports/formats.hpp"
#include "reports/json.hpp"
#include "reports/json_reader.hpp"
#include "reports/junit.hpp"
#include "reports/sample_report.hpp"
#include "reports/text.hpp"

namespace {

using namespace corspec;

/// The bytes whose code points `text`, UTF-8, has: `isomorphic_decode` undone by the shortest means.
std::string isomorphic_encode(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      bytes += text[at];
    } else {
      const auto trail = static_cast<unsigned char>(text[++at]);
      bytes += static_cast<char>(static_cast<unsigned char>((lead & 0x03U) << 6U | (trail & 0x3fU)));
    }
  }
  return bytes;
}

void check_json(const run::Report& report, std::string_view input) {
  const auto document = nlohmann::json::parse(reports::json(report), nullptr, false);
  fuzz::require(!document.is_discarded(), "the document is JSON", input);
  // What is empty is left out.
  const auto server = document.at("targets").at(0).value("server", "");
  fuzz::agree<std::string_view>(isomorphic_encode(server), input, "JSON keeps every byte", input);
  for (const auto& result : report.results) {
    const auto line = reports::ndjson_result(result);
    fuzz::require(line.find('\n') == line.size() - 1, "NDJSON is one line a result", input);
    fuzz::require(nlohmann::json::accept(line), "each line is JSON", input);
  }
}

/// Every other format: lines of text, without a control that a terminal or parser could take for its own.
void check_formats(const run::Report& report, std::string_view input) {
  for (const auto& format : reports::formats()) {
    const auto written = format.write(report);
    const bool is_text = std::ranges::all_of(
        written, [](char byte) { return byte == '\n' || static_cast<unsigned char>(byte) >= 0x20; });
    fuzz::require(is_text, "no format has control bytes", input);
    const bool is_json =
        format.name == "sarif" || format.name == "har" || format.name == "badge" || format.name == "statement";
    fuzz::require(!is_json || nlohmann::json::accept(written), "what is JSON parses", input);
  }
}

/// What is read back is what was written; and whatever else is read is written so that it can be read again.
void check_reader(const run::Report& report, std::string_view input) {
  const auto written = reports::json(report);
  const auto read = reports::read_json(written);
  fuzz::require(read.has_value(), "the reader takes what the writer gives", input);
  auto expected = report;
  // What somebody typed is text: it is not kept byte for byte.
  expected.info.command_line = read->info.command_line;
  fuzz::agree<std::string_view>(reports::json(*read), reports::json(expected), "a report comes back", input);

  if (const auto other = reports::read_json(input)) {
    const auto again = reports::read_json(reports::json(*other));
    fuzz::require(again.has_value(), "what was read can be written and read", input);
    fuzz::agree<std::string_view>(reports::json(*again), reports::json(*other), "it is the same", input);
  }
}

void check_xml(const run::Report& report, std::string_view input) {
  const auto xml = reports::junit(report);
  pugi::xml_document document;
  fuzz::require(static_cast<bool>(document.load_buffer(xml.data(), xml.size())), "the document is XML", input);
  std::size_t cases = 0;
  for (const auto& testsuite : document.child("testsuites").children("testsuite")) {
    for (const auto& child : testsuite.children("testcase")) {
      fuzz::require(!child.attribute("name").empty(), "a testcase has a name", input);
      ++cases;
    }
  }
  fuzz::agree(cases, report.results.size(), "a testcase for each result", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  fuzz::require_printable(reports::printable(input), input);
  fuzz::require_printable(reports::printable_command(input), input);
  fuzz::agree<std::string_view>(isomorphic_encode(reports::isomorphic_decode(input)), input, "bytes come back", input);

  const auto report = reports::sample_report(input);
  fuzz::require_printable(reports::text(report, {.verbose = true}), input);
  check_json(report, input);
  check_reader(report, input);
  check_formats(report, input);
  check_xml(report, input);
  return 0;
}
