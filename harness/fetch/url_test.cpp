#include "fetch/url.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/percent_encoding.hpp"

namespace corspec::fetch {
namespace {

/// Parses a copy in a block of exactly its size, so that a sanitizer sees an overread of one byte; what is accepted
/// must parse to itself once serialised.
std::expected<Url, UrlError> parse_and_check(std::string_view input, const Url* base = nullptr) {
  const auto block = std::make_unique<char[]>(input.size());
  std::memcpy(block.get(), input.data(), input.size());
  auto url = parse_url({block.get(), input.size()}, base);
  if (url) {
    const auto again = parse_url(serialize(*url));
    EXPECT_TRUE(again && *again == *url) << serialize(*url);
  }
  return url;
}

// ---------------------------------------------------------------------------------------------------- url_vectors.txt

struct Vector {
  std::size_t line = 0;
  std::vector<std::string> fields;
};

std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
    } else if (text.substr(i, 2) == "\\e") {
      i += 1;
    } else {
      if (text.substr(i, 2) != "\\x" || text.size() - i < 4) throw std::runtime_error("bad escape in url_vectors.txt");
      bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    }
  }
  return bytes;
}

std::vector<Vector> read_vectors() {
  std::ifstream file(CORSPEC_SOURCE_DIR "/harness/fetch/url_vectors.txt");
  std::vector<Vector> vectors;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.starts_with('#') && !line.contains('\t')) continue;
    Vector vector{number, {}};
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, '\t');) vector.fields.push_back(unescaped(field));
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

TEST(UrlVectors, AgreeWithAnIndependentParser) {
  const auto vectors = read_vectors();
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (const auto& [line, fields] : vectors) {
    const auto at = "url_vectors.txt:" + std::to_string(line);
    ASSERT_TRUE(fields.size() == 4 || (fields.size() == 3 && fields[2] == "failure")) << at;
    std::optional<Url> base;
    if (fields[1] != "-") {
      const auto parsed = parse_and_check(fields[1]);
      ASSERT_TRUE(parsed) << at;
      base = *parsed;
    }
    const auto url = parse_and_check(fields[0], base ? &*base : nullptr);
    if (fields.size() == 3) {
      ++refused;
      EXPECT_FALSE(url) << at << ": " << (url ? serialize(*url) : "");
      continue;
    }
    ++accepted;
    if (!url) {
      ADD_FAILURE() << at << ": " << describe(url.error());
      continue;
    }
    EXPECT_EQ(serialize(*url), fields[2]) << at;
    EXPECT_EQ(serialize_origin(*url), fields[3]) << at;
  }
  EXPECT_EQ(accepted, 808U);
  EXPECT_EQ(refused, 239U);
}

// ---------------------------------------------------------------------------------------------------------
// hand-written

struct Refused {
  const char* name;
  std::string_view input;
  UrlError expected;
};

void PrintTo(const Refused& row, std::ostream* out) {
  *out << row.name;
}

class RefusedUrl : public testing::TestWithParam<Refused> {};

TEST_P(RefusedUrl, NamesTheReason) {
  const auto url = parse_and_check(GetParam().input);
  ASSERT_FALSE(url);
  EXPECT_EQ(describe(url.error()), describe(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedUrl,
    testing::Values(Refused{"other_special_scheme", "ftp://example/", UrlError::scheme},
                    Refused{"websocket", "wss://example/", UrlError::scheme},
                    Refused{"opaque_path", "data:text/plain,x", UrlError::scheme},
                    Refused{"host_read_as_scheme", "localhost:8080/", UrlError::scheme},
                    Refused{"empty", "", UrlError::relative}, Refused{"path_only", "/r", UrlError::relative},
                    Refused{"scheme_relative", "//example/", UrlError::relative},
                    Refused{"scheme_starts_with_digit", "1http://example/", UrlError::relative},
                    Refused{"no_host", "https://", UrlError::host_empty},
                    Refused{"no_host_but_port", "https://:443/", UrlError::host_empty},
                    Refused{"no_host_but_user", "https://u@/", UrlError::host_empty},
                    Refused{"port_65536", "https://example:65536/", UrlError::port},
                    Refused{"port_word", "https://example:http/", UrlError::port},
                    Refused{"port_negative", "https://example:-1/", UrlError::port},
                    Refused{"space_in_host", "https://exa mple/", UrlError::host_forbidden},
                    Refused{"number_host", "https://1.2.3.256/", UrlError::host_ipv4},
                    Refused{"unclosed_bracket", "https://[::1/", UrlError::host_ipv6},
                    Refused{"unclosed_bracket_and_port", "https://[::1:80/", UrlError::host_ipv6},
                    Refused{"non_ascii_host", "https://\xC3\xBCn\xC3\xAF.example/", UrlError::host_non_ascii},
                    Refused{"no_break_space_in_host",
                            "http://ex\xC2\xA0"
                            "ample/",
                            UrlError::host_non_ascii},
                    Refused{"digit_outside_ascii", "http://1.2.3.\xD9\xA4/", UrlError::host_non_ascii}),
    [](const auto& row) { return row.param.name; });

TEST(UrlWithBase, KnowsNoOtherScheme) {
  const auto base = *parse_url("https://api.example/a");
  for (const auto* input : {"ftp://x/", "mailto:x", "a:b", "javascript:alert(1)"}) {
    const auto url = parse_and_check(input, &base);
    ASSERT_FALSE(url) << input;
    EXPECT_EQ(url.error(), UrlError::scheme) << input;
  }
}

TEST(UrlPath, EncodesTheCaret) {
  EXPECT_EQ(serialize(*parse_and_check("http://example/a^b")), "http://example/a%5Eb");
  EXPECT_EQ(serialize(*parse_and_check("http://example/?a^b#a^b")), "http://example/?a^b#a^b");
}

struct PartsRow {
  const char* name;
  std::string_view input;
  Url expected;
  const char* target;
  const char* authority;
  std::uint16_t effective_port;
};

void PrintTo(const PartsRow& row, std::ostream* out) {
  *out << row.name;
}

class UrlParts : public testing::TestWithParam<PartsRow> {};

TEST_P(UrlParts, AreSplit) {
  const auto& row = GetParam();
  const auto url = parse_and_check(row.input);
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, row.expected) << serialize(*url);
  EXPECT_EQ(request_target(*url), row.target);
  EXPECT_EQ(authority(*url), row.authority);
  EXPECT_EQ(url->effective_port(), row.effective_port);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, UrlParts,
    testing::Values(PartsRow{"all",
                             "HTTPS://U:P@Api.Example:8443/a/../b%20?q=%27#f",
                             {"https", "U", "P", "api.example", std::uint16_t{8443}, "/b%20", "q=%27", "f"},
                             "/b%20?q=%27",
                             "api.example:8443",
                             8443},
                    PartsRow{"default_port",
                             "https://api.example:443",
                             {"https", "", "", "api.example", {}, "/", {}, {}},
                             "/",
                             "api.example",
                             443},
                    PartsRow{"the_other_default_port",
                             "http://api.example:443",
                             {"http", "", "", "api.example", std::uint16_t{443}, "/", {}, {}},
                             "/",
                             "api.example:443",
                             443},
                    PartsRow{"empty_query_and_fragment",
                             "http://[::1]/?#",
                             {"http", "", "", "[::1]", {}, "/", "", ""},
                             "/?",
                             "[::1]",
                             80},
                    PartsRow{"password_only", "http://:p@h/", {"http", "", "p", "h", {}, "/", {}, {}}, "/", "h", 80}),
    [](const auto& row) { return row.param.name; });

TEST(UrlSerialiser, LeavesOutTheFragmentOnRequest) {
  const auto url = *parse_url("https://u:p@api.example:1/p?q#f");
  EXPECT_EQ(serialize(url), "https://u:p@api.example:1/p?q#f");
  EXPECT_EQ(serialize(url, true), "https://u:p@api.example:1/p?q");
  EXPECT_TRUE(url.includes_credentials());
  EXPECT_EQ(serialize_origin(url), "https://api.example:1");
}

TEST(BadPorts, AreTheStandardsList) {
  int count = 0;
  for (int port = 0; port <= 65535; ++port) count += is_bad_port(static_cast<std::uint16_t>(port)) ? 1 : 0;
  EXPECT_EQ(count, 83);
  for (const int port :
       {0, 1, 7, 9, 22, 25, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6669, 6679, 6697, 10080})
    EXPECT_TRUE(is_bad_port(static_cast<std::uint16_t>(port))) << port;
  for (const int port : {80, 443, 8080, 2048, 6664, 6670, 10081})
    EXPECT_FALSE(is_bad_port(static_cast<std::uint16_t>(port))) << port;
}

// ---------------------------------------------------------------------------------------------------- percent-encoding

TEST(PercentEncodeSets, AreTheStandards) {
  struct {
    PercentEncodeSet set;
    std::string_view members;
  } const rows[] = {{PercentEncodeSet::fragment, " \"<>`"},
                    {PercentEncodeSet::special_query, " \"#<>'"},
                    {PercentEncodeSet::path, " \"#<>?^`{}"},
                    {PercentEncodeSet::userinfo, " \"#<>?^`{}/:;=@[\\]|"}};
  for (const auto& row : rows) {
    for (int byte = 0; byte < 256; ++byte) {
      const bool member = byte < 0x20 || byte > 0x7E || row.members.contains(static_cast<char>(byte));
      EXPECT_EQ(in_percent_encode_set(static_cast<unsigned char>(byte), row.set), member) << byte;
    }
  }
}

TEST(PercentDecode, UndoesPercentEncodeAndLeavesBrokenSequences) {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte)
    if (byte != '%') every_byte += static_cast<char>(byte);
  EXPECT_EQ(percent_decode(percent_encode(every_byte, PercentEncodeSet::userinfo)), every_byte);
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%4g%G4%%41"), "%4g%G4%A");
  EXPECT_EQ(percent_decode("%2541"), "%41");
}

}  // namespace
}  // namespace corspec::fetch
