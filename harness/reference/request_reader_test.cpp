#include "reference/request_reader.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "testing/row_name.hpp"

namespace corspec::reference {
namespace {

using corspec::testing::row_name;
using Event = RequestReader::Event;

constexpr RequestLimits small{.head = 128, .body = 16};

/// All that a reader says about a stream, in one line: `GET / [Host: a] "" 1.1 keep`, `refused 400`, `continue`.
class Transcript {
 public:
  void read(RequestReader& reader) {
    for (;;) {
      switch (reader.next()) {
        case Event::need_more:
          return;
        case Event::expects_continue:
          say("continue");
          break;
        case Event::request:
          say(describe(reader.request()));
          break;
        case Event::refused:
          say("refused " + std::to_string(reader.refusal()));
          return;
      }
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool refused() const { return text_.contains("refused"); }

 private:
  static std::string describe(const ReceivedRequest& request) {
    std::string fields;
    for (const auto& [name, value] : request.headers) fields += (fields.empty() ? "" : "|") + name + ": " + value;
    return request.method + " " + request.target + " [" + fields + "] \"" + request.body + "\" 1." +
           std::to_string(request.minor_version) + (request.keep_alive ? " keep" : " close");
  }

  void say(const std::string& line) { text_ += (text_.empty() ? "" : "; ") + line; }

  std::string text_;
};

std::string read_whole(std::string_view stream) {
  RequestReader reader(small);
  Transcript transcript;
  reader.append(stream);
  transcript.read(reader);
  return transcript.text();
}

std::string read_in_pieces(const std::vector<std::string_view>& pieces) {
  RequestReader reader(small);
  Transcript transcript;
  for (const auto piece : pieces) {
    reader.append(piece);
    transcript.read(reader);
    if (transcript.refused()) break;
  }
  return transcript.text();
}

struct StreamRow {
  const char* name;
  std::string stream;
  std::string transcript;
};

void PrintTo(const StreamRow& row, std::ostream* out) {
  *out << row.name;
}

class RequestStream : public ::testing::TestWithParam<StreamRow> {};

TEST_P(RequestStream, IsCutIntoRequests) {
  EXPECT_EQ(read_whole(GetParam().stream), GetParam().transcript);
}

TEST_P(RequestStream, IsReadAlikeHoweverItIsSplit) {
  const std::string_view stream = GetParam().stream;
  for (std::size_t first = 1; first < stream.size(); ++first) {
    for (std::size_t second = first; second < std::min(first + 8, stream.size()); ++second) {
      EXPECT_EQ(read_in_pieces({stream.substr(0, first), stream.substr(first, second - first), stream.substr(second)}),
                GetParam().transcript)
          << "split at " << first << " and " << second;
    }
  }
  std::vector<std::string_view> bytes;
  for (std::size_t at = 0; at < stream.size(); ++at) bytes.push_back(stream.substr(at, 1));
  EXPECT_EQ(read_in_pieces(bytes), GetParam().transcript) << "byte by byte";
}

const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
const std::string said_chunked = "POST / [Host: a|Transfer-Encoding: chunked] ";

const StreamRow stream_rows[] = {
    {"get", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / [Host: a] \"\" 1.1 keep"},
    {"no_fields", "GET / HTTP/1.1\r\n\r\n", "GET / [] \"\" 1.1 keep"},
    {"nothing", "", ""},
    {"incomplete", "GET / HTTP/1.1\r\nHost: a\r\n", ""},
    {"order_and_duplicates_stay", "GET / HTTP/1.1\r\nOrigin: a\r\nX: 1\r\norigin: b\r\n\r\n",
     "GET / [Origin: a|X: 1|origin: b] \"\" 1.1 keep"},
    {"spaces_around_values", "GET / HTTP/1.1\r\nA:\t 1 \t\r\nB:\r\n\r\n", "GET / [A: 1|B: ] \"\" 1.1 keep"},
    {"bytes_in_values", "GET / HTTP/1.1\r\nA: \xff\x80\r\n\r\n", "GET / [A: \xff\x80] \"\" 1.1 keep"},
    {"any_method", "!#$%&'*+-.^_`|~a / HTTP/1.1\r\n\r\n", "!#$%&'*+-.^_`|~a / [] \"\" 1.1 keep"},
    {"any_target", "GET http://a/\xff?\"{} HTTP/1.1\r\n\r\n", "GET http://a/\xff?\"{} [] \"\" 1.1 keep"},
    {"close", "GET / HTTP/1.1\r\nConnection: x, Close\r\n\r\n", "GET / [Connection: x, Close] \"\" 1.1 close"},
    {"http_1_0", "GET / HTTP/1.0\r\n\r\n", "GET / [] \"\" 1.0 close"},
    {"http_1_0_keep_alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
     "GET / [Connection: keep-alive] \"\" 1.0 keep"},
    {"body", head + "Content-Length: 4\r\n\r\nbody", "POST / [Host: a|Content-Length: 4] \"body\" 1.1 keep"},
    {"body_incomplete", head + "Content-Length: 4\r\n\r\nbod", ""},
    {"empty_body", head + "Content-Length: 0\r\n\r\n", "POST / [Host: a|Content-Length: 0] \"\" 1.1 keep"},
    {"pipelined", "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n",
     "GET /1 [] \"\" 1.1 keep; GET /2 [] \"\" 1.1 keep"},
    {"pipelined_after_body", head + "Content-Length: 2\r\n\r\nabGET /2 HTTP/1.1\r\n\r\n",
     "POST / [Host: a|Content-Length: 2] \"ab\" 1.1 keep; GET /2 [] \"\" 1.1 keep"},
    {"chunks", chunked + "2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n", said_chunked + "\"abcde\" 1.1 keep"},
    {"no_chunks", chunked + "0\r\n\r\n", said_chunked + "\"\" 1.1 keep"},
    {"trailers_are_dropped", chunked + "1\r\na\r\n0\r\nOrigin: b\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
     said_chunked + "\"a\" 1.1 keep; GET /2 [] \"\" 1.1 keep"},
    {"pipelined_after_chunks", chunked + "1\r\na\r\n0\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
     said_chunked + "\"a\" 1.1 keep; GET /2 [] \"\" 1.1 keep"},
    {"empty_lines_before", "\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
     "GET / [] \"\" 1.1 keep; GET /2 [] \"\" 1.1 keep"},

    {"no_method", " / HTTP/1.1\r\n\r\n", "refused 400"},
    {"bad_method", "GE[T / HTTP/1.1\r\n\r\n", "refused 400"},
    {"no_target", "GET  HTTP/1.1\r\n\r\n", "refused 400"},
    {"http_0_9", "GET /\r\n", "refused 400"},
    {"http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "refused 400"},
    {"garbage", "\x16\x03\x01\x02\x10\x01\x10\x11\x03\x03", "refused 400"},
    {"space_before_colon", "GET / HTTP/1.1\r\nA : 1\r\n\r\n", "refused 400"},
    {"no_colon", "GET / HTTP/1.1\r\nA\r\n\r\n", "refused 400"},
    {"zero_byte_in_value", std::string("GET / HTTP/1.1\r\nA: 1\0\r\n\r\n", 25), "refused 400"},
    {"bad_content_length", head + "Content-Length: -1\r\n\r\n", "refused 400"},
    {"two_content_lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "refused 400"},
    {"content_length_and_chunked", head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "refused 400"},
    {"chunked_and_content_length", head + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
     "refused 400"},
    {"chunked_in_http_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "refused 400"},
    {"other_coding", head + "Transfer-Encoding: gzip\r\n\r\n", "refused 501"},
    {"chunked_is_not_last", head + "Transfer-Encoding: chunked, gzip\r\n\r\n", "refused 501"},
    {"bad_chunk", chunked + "x\r\n\r\n\r\n", "refused 400"},
    {"good_then_bad", "GET / HTTP/1.1\r\n\r\n\x01", "GET / [] \"\" 1.1 keep; refused 400"},
};

INSTANTIATE_TEST_SUITE_P(, RequestStream, ::testing::ValuesIn(stream_rows), row_name);

std::string get_of_size(std::size_t size) {
  const std::string begin = "GET / HTTP/1.1\r\nA: ";
  return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

const StreamRow limit_rows[] = {
    {"head_at_the_limit", get_of_size(small.head),
     "GET / [A: " + std::string(small.head - 23, 'x') + "] \"\" 1.1 keep"},
    {"head_over_the_limit", get_of_size(small.head + 1), "refused 431"},
    {"endless_head", "GET / HTTP/1.1\r\n" + std::string(200, 'a'), "refused 431"},
    {"endless_request_line", "GET /" + std::string(200, 'a'), "refused 431"},
    {"many_fields",
     "GET / HTTP/1.1\r\n" +
         [] {
           std::string lines;
           for (int i = 0; i < 50; ++i) lines += "A: 1\r\n";
           return lines;
         }(),
     "refused 431"},
    {"body_at_the_limit", head + "Content-Length: 16\r\n\r\n0123456789abcdef",
     "POST / [Host: a|Content-Length: 16] \"0123456789abcdef\" 1.1 keep"},
    {"body_over_the_limit", head + "Content-Length: 17\r\n\r\n", "refused 413"},
    {"huge_body", head + "Content-Length: 18446744073709551615\r\n\r\n", "refused 413"},
    {"chunks_at_the_limit", chunked + "8\r\n01234567\r\n8\r\n89abcdef\r\n0\r\n\r\n",
     said_chunked + "\"0123456789abcdef\" 1.1 keep"},
    {"chunks_over_the_limit", chunked + "8\r\n01234567\r\n9\r\n", "refused 413"},
    {"endless_chunk_extension", chunked + "1;" + std::string(200, 'a'), "refused 400"},
    {"endless_trailers", chunked + "0\r\nA: " + std::string(200, 'a'), "refused 400"},
};

INSTANTIATE_TEST_SUITE_P(Limits, RequestStream, ::testing::ValuesIn(limit_rows), row_name);

TEST(RequestReader, AsksForTheBodyThatWaits) {
  const auto expecting = head + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  const std::string request = "POST / [Host: a|Expect: 100-Continue|Content-Length: 2] \"ab\" 1.1 keep";
  EXPECT_EQ(read_in_pieces({expecting, "ab"}), "continue; " + request);
  EXPECT_EQ(read_in_pieces({expecting + "ab"}), request);
  EXPECT_EQ(read_whole("GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n"), "GET / [Expect: 100-continue] \"\" 1.1 keep");
  EXPECT_EQ(read_whole("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"), "");
}

TEST(RequestReader, LeavesContentWhereItIsToldTo) {
  RequestReader reader(small, [](const ReceivedRequest& request) { return request.method == "OPTIONS"; });
  Transcript transcript;
  reader.append("OPTIONS / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabPUT / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
  transcript.read(reader);
  EXPECT_EQ(transcript.text(),
            "OPTIONS / [Content-Length: 2] \"\" 1.1 keep; abPUT / [Content-Length: 1] \"x\" 1.1 keep");
}

TEST(RequestReader, ReadsNothingAfterARefusal) {
  RequestReader reader(small);
  reader.append("\x01");
  EXPECT_EQ(reader.next(), Event::refused);
  reader.append("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(reader.next(), Event::refused);
  EXPECT_EQ(reader.refusal(), 400);
  EXPECT_FALSE(reader.request().keep_alive);
}

}  // namespace
}  // namespace corspec::reference
