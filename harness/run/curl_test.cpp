#include "run/curl.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "run/shell_word.hpp"

namespace corspec::run {
namespace {

/// What a shell makes of a command: its standard output.
std::string shell(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string output;
  std::array<char, 256> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get()))
    output.append(buffer.data(), count);
  return output;
}

struct WordRow {
  const char* label;
  std::string bytes;
  std::string expected;
};

class ShellWord : public testing::TestWithParam<WordRow> {};

TEST_P(ShellWord, IsQuotedOnlyAsMuchAsNeeded) {
  EXPECT_EQ(shell_word(GetParam().bytes), GetParam().expected);
}

TEST_P(ShellWord, StandsForItsBytes) {
  // bash, because dash does not know $'...' yet.
  const std::string script = "printf %s " + shell_word(GetParam().bytes);
  std::string quoted = "'";
  for (const char byte : script) quoted += byte == '\'' ? std::string("'\\''") : std::string(1, byte);
  EXPECT_EQ(shell("CORSPEC_COOKIE='$CORSPEC_COOKIE' bash -c " + quoted + "'"), GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ShellWord,
    testing::Values(WordRow{"plain", "https://foo.example:8443/a", "https://foo.example:8443/a"},
                    WordRow{"empty", "", "''"}, WordRow{"space", "Origin: null", "'Origin: null'"},
                    WordRow{"star", "*", "'*'"}, WordRow{"query", "http://h/?a=1&b", "'http://h/?a=1&b'"},
                    WordRow{"single_quote", "it's", "'it'\\''s'"}, WordRow{"dollar", "$HOME", "'$HOME'"},
                    WordRow{"history", "a!b'c", "'a!b'\\''c'"}, WordRow{"backslash", "a\\nb", "'a\\nb'"},
                    WordRow{"tab", "a\tb", "$'a\\011b'"}, WordRow{"high_byte_and_quote", "\xff'\\", "$'\\377\\'\\\\'"},
                    WordRow{"digit_after_octal",
                            "\x01"
                            "7",
                            "$'\\0017'"},
                    WordRow{"placeholder", "Cookie: $CORSPEC_COOKIE", "'Cookie: '\"$CORSPEC_COOKIE\""},
                    WordRow{"placeholder_within", "a $CORSPEC_COOKIE'b", "'a '\"$CORSPEC_COOKIE\"''\\''b'"}),
    [](const auto& row) { return std::string(row.param.label); });

struct CommandRow {
  const char* label;
  std::string purpose;
  std::string sent;
  std::string expected;
  bool secure = false;
};

CurlContext context_for(bool secure) {
  CurlContext context;
  context.origin = secure ? "https://api.example" : "http://127.0.0.1:8080";
  context.host = secure ? "api.example" : "127.0.0.1";
  context.connect_host = context.host;
  context.connect_port = secure ? 443 : 8080;
  context.secure = secure;
  if (secure) {
    context.network.tls.verify = false;
    context.network.tls.client_cert = "client.pem";
  }
  return context;
}

class CurlCommand : public testing::TestWithParam<CommandRow> {};

TEST_P(CurlCommand, ShowsTheExchange) {
  RecordedExchange exchange;
  exchange.purpose = GetParam().purpose;
  exchange.sent = GetParam().sent;
  EXPECT_EQ(curl_command(exchange, context_for(GetParam().secure)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, CurlCommand,
    testing::Values(
        CommandRow{"preflight", "preflight",
                   "OPTIONS /r HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: corspec/1\r\nAccept: */*\r\n"
                   "Origin: https://foo.example\r\n\r\n",
                   "curl -i --http1.1 -X OPTIONS -H 'User-Agent: corspec/1' -H 'Accept: */*' "
                   "-H 'Origin: https://foo.example' http://127.0.0.1:8080/r"},
        CommandRow{"nothing_curl_would_add", "request", "GET / HTTP/1.1\r\n\r\n",
                   "curl -i --http1.1 -H Host: -H User-Agent: -H Accept: http://127.0.0.1:8080/"},
        CommandRow{"other_host_and_empty_value", "request",
                   "GET / HTTP/1.1\r\nHost: other\r\nUser-Agent: a\r\nAccept: b\r\nX-Empty: \r\n\r\n",
                   "curl -i --http1.1 -H 'Host: other' -H 'User-Agent: a' -H 'Accept: b' -H 'X-Empty;' "
                   "http://127.0.0.1:8080/"},
        CommandRow{"head", "request", "HEAD / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
                   "curl -i --http1.1 -I -H 'User-Agent: a' -H 'Accept: b' http://127.0.0.1:8080/"},
        CommandRow{"asterisk", "request",
                   "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
                   "curl -i --http1.1 -X OPTIONS -H 'User-Agent: a' -H 'Accept: b' --request-target '*' "
                   "http://127.0.0.1:8080"},
        CommandRow{"absolute_form", "request",
                   "GET http://x/y HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
                   "curl -i --http1.1 -H 'User-Agent: a' -H 'Accept: b' --request-target http://x/y "
                   "http://127.0.0.1:8080"},
        CommandRow{"dots_and_brackets", "request",
                   "GET /a/../b[1] HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
                   "curl -i --http1.1 -H 'User-Agent: a' -H 'Accept: b' --path-as-is -g "
                   "'http://127.0.0.1:8080/a/../b[1]'"},
        CommandRow{
            "body", "request",
            "PUT /r HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: a\r\nAccept: b\r\nContent-Length: 3\r\n\r\na b",
            "curl -i --http1.1 -X PUT -H Content-Type: -H 'User-Agent: a' -H 'Accept: b' --data-binary 'a b' "
            "http://127.0.0.1:8080/r"},
        CommandRow{"high_bytes", "request",
                   "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: a\r\nAccept: b\r\nOrigin: \xc3\xa4\r\n\r\n",
                   "curl -i --http1.1 -H 'User-Agent: a' -H 'Accept: b' -H $'Origin: \\303\\244' "
                   "http://127.0.0.1:8080/"},
        CommandRow{"tls_preflight_without_client_certificate", "preflight",
                   "OPTIONS / HTTP/1.1\r\nHost: api.example\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
                   "curl -i --http1.1 -k -X OPTIONS -H 'User-Agent: a' -H 'Accept: b' https://api.example/", true},
        CommandRow{
            "tls_request", "request", "GET / HTTP/1.1\r\nHost: api.example\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
            "curl -i --http1.1 -k --cert client.pem -H 'User-Agent: a' -H 'Accept: b' https://api.example/", true},
        CommandRow{"raw", "raw", "GET /%20 HTTP/1.1\nX: 'a\\b'\n\n",
                   "printf 'GET /%%20 HTTP/1.1\\nX: '\\''a\\\\b'\\''\\n\\n' | nc 127.0.0.1 8080"},
        CommandRow{"raw_tls", "raw", "GET / HTTP/1.1\r\n\r\n",
                   "printf 'GET / HTTP/1.1\\r\\n\\r\\n' | openssl s_client -quiet -connect api.example:443 "
                   "-servername api.example",
                   true},
        CommandRow{"value_with_line_break", "request", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\nc\r\n\r\n",
                   "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A: b\\nc\\r\\n\\r\\n' | nc 127.0.0.1 8080"},
        CommandRow{"odd_spacing", "request", "GET / HTTP/1.1\r\nHost: a\r\nX-A:\tb \r\n\r\n",
                   "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A:\\tb \\r\\n\\r\\n' | nc 127.0.0.1 8080"},
        CommandRow{"too_long", "raw", std::string(30000, 'a'), ""}),
    [](const auto& row) { return std::string(row.param.label); });

TEST(CurlCommand, RawBytesComeOutOfPrintfUnchanged) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  RecordedExchange exchange;
  exchange.purpose = "raw";
  exchange.sent = bytes;
  std::string command = curl_command(exchange, context_for(false));
  command.erase(command.rfind(" | nc"));
  EXPECT_EQ(shell(command), bytes);
}

}  // namespace
}  // namespace corspec::run
