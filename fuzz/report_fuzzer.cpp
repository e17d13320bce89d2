// Every report writer, given bytes of a hostile target: out come printable text, JSON that parses, XML that an XML
// parser reads back, pages and Markdown with no markup, TAP with no directive and annotations with no command but our
// own, all with the bytes in it. Input: what stands wherever a target has a say.

#include <algorithm>
#include <charconv>
#include <map>
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
#include "reports/matrix.hpp"
#include "reports/sample_report.hpp"
#include "reports/text.hpp"
#include "suite/known.hpp"

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
    fuzz::require_printable(line, input);
  }
}

/// The well-formed sequences of UTF-8 beyond ASCII (RFC 3629, section 4), without the controls U+0080 to U+009F, which
/// terminals take for escapes.
struct Sequence {
  unsigned char first_lead, last_lead;
  unsigned char first_second, last_second;
  std::size_t size;
};
constexpr Sequence sequences[] = {
    {0xc2, 0xc2, 0xa0, 0xbf, 2}, {0xc3, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};

/// UTF-8 whose only control is LF.
bool is_text(std::string_view bytes) {
  const auto within = [](char byte, unsigned char first, unsigned char last) {
    return static_cast<unsigned char>(byte) >= first && static_cast<unsigned char>(byte) <= last;
  };
  while (!bytes.empty()) {
    std::size_t size = 1;
    if (!within(bytes[0], 0x20, 0x7e) && bytes[0] != '\n') {
      const auto* const found = std::ranges::find_if(
          sequences, [&](const auto& one) { return within(bytes[0], one.first_lead, one.last_lead); });
      if (found == std::end(sequences) || bytes.size() < found->size) return false;
      size = found->size;
      if (!within(bytes[1], found->first_second, found->last_second)) return false;
      if (!std::ranges::all_of(bytes.substr(2, size - 2), [&](char byte) { return within(byte, 0x80, 0xbf); }))
        return false;
    }
    bytes.remove_prefix(size);
  }
  return true;
}

/// The sample, with `bytes` in the reasons too, where a redirect that leaves the target is named, and what a connection
/// ended with.
run::Report report_of(std::string_view bytes) {
  auto report = reports::sample_report(bytes);
  for (auto& result : report.results) {
    if (!result.reason.empty()) result.reason = bytes;
  }
  report.targets.push_back({.url = "http://127.0.0.1:8081/",
                            .profiles = {"allowlist"},
                            .server = std::string(bytes),
                            .reachable = false,
                            .unreachable_reason = std::string(bytes)});
  report.info.complete = false;
  report.info.broken_off = bytes;
  return report;
}

using Documents = std::map<std::string_view, std::string>;

/// The report in every format, and as a matrix.
Documents write(const run::Report& report) {
  Documents written;
  for (const auto& format : reports::formats()) written.emplace(format.name, format.write(report));
  const reports::Part part{"report", report};
  written.emplace("matrix-html", reports::matrix_html({&part, 1}));
  return written;
}

/// What the report of a target that means no harm looks like; one that says nothing leaves rows out.
const Documents& benign(bool says_nothing) {
  static const Documents documents[] = {write(report_of("x")), write(report_of(""))};
  return documents[says_nothing ? 1 : 0];
}

/// The JSON in a page, as a browser finds it: up to the first end tag.
nlohmann::json embedded_json(std::string_view page) {
  constexpr std::string_view start_tag = "<script type=\"application/json\"";
  page.remove_prefix(std::min(page.size(), page.find(start_tag)));
  page.remove_prefix(std::min(page.size(), page.find('>') + 1));
  return nlohmann::json::parse(page.substr(0, page.find("</script")), nullptr, false);
}

/// Whatever is markup is ours, and the data that scripts show is whole.
void check_pages(const Documents& written, std::string_view input) {
  for (const auto* const name : {"html", "statement-html", "matrix-html", "junit", "badge-svg"}) {
    const auto tags = [&](const Documents& documents) { return std::ranges::count(documents.at(name), '<'); };
    fuzz::agree(tags(written), tags(benign(input.empty())), "no tag is the target's", input);
  }
  fuzz::require(embedded_json(written.at("matrix-html")).is_object(), "a matrix holds JSON", input);
  const auto data = embedded_json(written.at("html"));
  fuzz::require(data.is_object(), "a page holds JSON", input);
  const bool told = std::ranges::any_of(data.at("strings"), [&](const auto& text) {
    return isomorphic_encode(text.template get_ref<const std::string&>()) == input;
  });
  fuzz::require(told, "a page keeps every byte", input);
}

/// The number that two hexadecimal digits are, as a byte.
char hex_byte(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return static_cast<char>(static_cast<unsigned char>(value));
}

/// What the target said, as the details of a failure in `text` give it: `printable` undone.
std::string seen_in(std::string_view text, std::string_view input) {
  constexpr std::string_view before = "\nseen      Access-Control-Allow-Methods: `";
  const auto start = text.find(before);
  fuzz::require(start != std::string_view::npos, "a failure says what was seen", input);
  text.remove_prefix(start + before.size());
  text = text.substr(0, text.find("`\n"));
  constexpr std::string_view letters = "\\trn";
  constexpr std::string_view meant = "\\\t\r\n";
  std::string bytes;
  while (!text.empty()) {
    const bool is_escape = text.front() == '\\' && text.size() > 1;
    const auto letter = is_escape ? letters.find(text[1]) : std::string_view::npos;
    const bool is_number = is_escape && letter == std::string_view::npos;
    bytes += is_number ? hex_byte(text.substr(2, 2)) : is_escape ? meant[letter] : text.front();
    text.remove_prefix(std::min<std::size_t>(text.size(), is_number ? 4 : is_escape ? 2 : 1));
  }
  return bytes;
}

/// What GitHub's runner makes of the annotations: each line is a command, as many as from a benign target, and one has
/// in its message what the target said.
void check_annotations(std::string_view written, std::string_view input) {
  fuzz::agree(std::ranges::count(written, '\n'), std::ranges::count(benign(input.empty()).at("github"), '\n'),
              "no line is the target's", input);
  bool told = false;
  while (!written.empty()) {
    const auto line = fuzz::take_line(written);
    const auto title_end = line.find("::", 2);
    fuzz::require(line.starts_with("::") && title_end != std::string_view::npos, "every line is a command", input);
    if (!line.substr(0, title_end).contains("preflight/method/hostile")) continue;
    std::string message;
    for (auto rest = line.substr(title_end + 2); !rest.empty();) {
      const bool is_escape = rest.front() == '%';
      message += is_escape ? hex_byte(rest.substr(1, 2)) : rest.front();
      rest.remove_prefix(std::min<std::size_t>(rest.size(), is_escape ? 3 : 1));
    }
    fuzz::agree<std::string_view>(seen_in(message, input), input, "an annotation keeps every byte", input);
    told = true;
  }
  fuzz::require(told, "what the target did is annotated", input);
}

/// How much at the beginning of `line` stands for text, whatever is in it: a code span, a character that a backslash
/// stands before, or a character reference.
std::size_t text_size(std::string_view line) {
  if (line.front() == '\\') return std::min<std::size_t>(2, line.size());
  const auto ticks = std::min(line.find_first_not_of('`'), line.size());
  const auto end = ticks > 0                ? line.find(line.substr(0, ticks), ticks)
                   : line.starts_with("&#") ? line.find(';')
                                            : line.npos;
  return end == line.npos ? 0 : end + std::max<std::size_t>(ticks, 1);
}

/// What is left of Markdown for markup: outside of fenced blocks, what does not stand for text.
std::string markup_of(std::string_view markdown) {
  std::string markup;
  bool is_fenced = false;
  while (!markdown.empty()) {
    auto line = fuzz::take_line(markdown);
    const bool is_fence = line.starts_with("```");
    if (is_fence) is_fenced = !is_fenced;
    if (is_fence || is_fenced) continue;
    while (!line.empty()) {
      const auto text = text_size(line);
      if (text == 0) markup += line.front();
      line.remove_prefix(std::max<std::size_t>(text, 1));
    }
    markup += '\n';
  }
  return markup;
}

/// Neither tags, nor table cells, nor anything else that Markdown gives a meaning is the target's.
void check_markdown(const Documents& written, std::string_view input) {
  for (const auto* const name : {"markdown", "statement-markdown"}) {
    const auto markup = markup_of(written.at(name));
    const auto expected = markup_of(benign(input.empty()).at(name));
    for (const char mark : std::string_view("<|`*[]#\n")) {
      if (std::ranges::count(markup, mark) != std::ranges::count(expected, mark))
        fuzz::violated("no markup is the target's", input, name);
    }
  }
}

/// `#` begins a directive in a line of TAP, and a backslash takes that away. What is indented is YAML.
std::ptrdiff_t count_directives(std::string_view tap) {
  std::ptrdiff_t count = 0;
  while (!tap.empty()) {
    auto line = fuzz::take_line(tap);
    if (line.starts_with("  ")) continue;
    while (!line.empty()) {
      if (line.front() == '#') ++count;
      line.remove_prefix(std::min<std::size_t>(line.front() == '\\' ? 2 : 1, line.size()));
    }
  }
  return count;
}

void check_tap(const Documents& written, std::string_view input) {
  const auto& tap = written.at("tap");
  const auto& expected = benign(input.empty()).at("tap");
  fuzz::agree(count_directives(tap), count_directives(expected), "no directive is the target's", input);
  fuzz::agree(std::ranges::count(tap, '\n'), std::ranges::count(expected, '\n'), "no line is the target's", input);
}

/// The list is one that `--known-failing` takes, with the same patterns whatever a target says.
void check_known_failing(const Documents& written, std::string_view input) {
  const auto patterns = [&](const Documents& documents) {
    std::string all;
    const auto entries = suite::load_known("known", documents.at("known-failing"));
    fuzz::require(entries.has_value(), "a list of known failures is read back", input);
    for (const auto& entry : *entries) all += entry.pattern + '\n';
    return all;
  };
  fuzz::agree(patterns(written), patterns(benign(input.empty())), "no pattern is the target's", input);
}

/// Every format: lines of text, without a control that a terminal or parser could take for its own.
void check_formats(const run::Report& report, std::string_view input) {
  const auto written = write(report);
  for (const auto& [name, document] : written) {
    if (!is_text(document)) fuzz::violated("every format is text", input, name);
  }
  for (const auto* const name : {"sarif", "har", "badge", "statement"})
    fuzz::require(nlohmann::json::accept(written.at(name)), "what is JSON parses", input);
  check_pages(written, input);
  check_annotations(written.at("github"), input);
  check_markdown(written, input);
  check_tap(written, input);
  check_known_failing(written, input);
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
      const std::string_view name = child.attribute("name").value();
      fuzz::require(!name.empty(), "a testcase has a name", input);
      ++cases;
      if (name == "hostile")
        fuzz::agree<std::string_view>(seen_in(child.child("failure").text().get(), input), input,
                                      "XML keeps every byte", input);
    }
  }
  const auto unreached = std::ranges::count(report.targets, false, &run::TargetInfo::reachable);
  fuzz::agree(cases, report.results.size() + static_cast<std::size_t>(unreached),
              "a testcase for each result, and for each target that cannot be reached", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::text(data, size);
  fuzz::require_printable(reports::printable(input), input);
  fuzz::require_printable(reports::printable_command(input), input);
  fuzz::agree<std::string_view>(isomorphic_encode(reports::isomorphic_decode(input)), input, "bytes come back", input);

  const auto report = report_of(input);
  fuzz::require_printable(reports::text(report, {.verbose = true}), input);
  check_json(report, input);
  check_reader(report, input);
  check_formats(report, input);
  check_xml(report, input);
  return 0;
}
