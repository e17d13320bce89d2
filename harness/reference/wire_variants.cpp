#include <chrono>
#include <string>

#include "reference/fault_edits.hpp"
#include "reference/variant.hpp"

/// Other ways to put the same answer on the wire.
namespace corspec::reference {
namespace {

using Rewrite = void (*)(const RequestView&, const Answer&, Wire&);

template <Rewrite rewrite>
void rewrite_wire(Stages& stages) {
  stages.write = [](const RequestView& request, const Answer& answer, std::string_view date) {
    Wire wire = write(request, answer, date);
    rewrite(request, answer, wire);
    return wire;
  };
}

void close_each_time(const RequestView&, const Answer&, Wire& wire) {
  wire.close = true;
  wire.bytes.replace(wire.bytes.find("\r\n\r\n"), 2, "\r\nConnection: close\r\n");
}

bool is_options_with_content(const RequestView& request) {
  return request.method == "OPTIONS" &&
         (request.headers.contains("Content-Length") || request.headers.contains("Transfer-Encoding"));
}

/// RFC 9112 section 9.3: content that is not read ends the connection. Nothing says that it is to be announced.
void close_on_content_unread(Stages& stages) {
  stages.leaves_content = is_options_with_content;
  stages.write = [](const RequestView& request, const Answer& answer, std::string_view date) {
    Wire wire = write(request, answer, date);
    wire.close = wire.close || is_options_with_content(request);
    return wire;
  };
}

void speak_http_1_0(const RequestView&, const Answer&, Wire& wire) {
  wire.close = true;
  wire.bytes.replace(0, 8, "HTTP/1.0");
}

void leave_the_reason_out(const RequestView&, const Answer&, Wire& wire) {
  wire.bytes.erase(13, wire.bytes.find("\r\n") - 13);
}

void send_early_hints(const RequestView& request, const Answer&, Wire& wire) {
  if (request.minor_version > 0)
    wire.bytes.insert(0, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
}

void send_chunks(const RequestView& request, const Answer& answer, Wire& wire) {
  if (request.minor_version == 0 || answer.status == 204 || answer.status == 304 || request.method == "HEAD") return;
  const auto length = wire.bytes.find("Content-Length: ");
  wire.bytes.replace(length, wire.bytes.find("\r\n", length) - length, "Transfer-Encoding: chunked");
  wire.bytes.resize(wire.bytes.size() - answer.body.size());
  for (const char byte : answer.body) wire.bytes += "1;ext=\"x\"\r\n" + std::string(1, byte) + "\r\n";
  wire.bytes += "0\r\nX-Trailer: 1\r\n\r\n";
}

void end_by_closing(const RequestView&, const Answer&, Wire& wire) {
  wire.close = true;
  const auto length = wire.bytes.find("Content-Length: ");
  if (length == std::string::npos) return;
  wire.bytes.replace(length, wire.bytes.find("\r\n", length) - length, "Connection: close");
}

void send_piece_by_piece(const RequestView&, const Answer&, Wire& wire) {
  wire.piece = 100;
  wire.pause = std::chrono::milliseconds(1);
}

/// Now at once, now a few milliseconds later, as under load.
void send_now_or_later(const RequestView& request, const Answer&, Wire& wire) {
  wire.piece = 20;
  wire.pause = std::chrono::milliseconds(request.serial * 7 % 5 == 0 ? request.serial % 4 : 0);
}

/// RFC 9112 section 2.2 asks for 400, and no more than that: who sent what is no HTTP will hardly read it.
void hang_up_on_no_http(const RequestView& request, const Answer& answer, Wire& wire) {
  if (answer.status == 400 && !request.keep_alive) wire = {.bytes = {}, .close = true};
}

/// As servers of one thread do: the others wait until they are accepted. RFC 9112 section 9.4 forbids nobody.
void serve_one_connection_at_a_time(Stages& stages) {
  stages.one_connection_at_a_time = true;
}

/// As a firewall in front does it.
void hang_up_on_strangers(Stages& stages) {
  static constexpr std::string_view mark = "Corspec-Kept-Out";
  stages.answer_preflight = [](const Policy& policy, const RequestView& request, const Resource& resource,
                               const std::optional<std::string>& origin, const std::optional<Grant>& grant) {
    Answer answer = answer_preflight(policy, request, resource, origin, grant);
    if (!origin) answer.headers.set(mark, "yes");
    return answer;
  };
  stages.share = [](const Policy& policy, const RequestView& request, const std::optional<std::string>& origin,
                    Answer& answer) {
    share(policy, request, origin, answer);
    if (!origin && request.headers.contains("Origin")) answer.headers.set(mark, "yes");
  };
  stages.write = [](const RequestView& request, const Answer& answer, std::string_view date) {
    return answer.headers.contains(mark) ? Wire{.bytes = {}, .close = true} : write(request, answer, date);
  };
}

constexpr Variant table[] = {
    {"hangs-up", "Who is kept out gets no answer: the connection ends.", hang_up_on_strangers,
     "robustness/origin/* robustness/connection/denied-is-answered security/injection/*"},
    {"closes-on-no-http", "What is no HTTP gets no answer: the connection ends.", rewrite_wire<hang_up_on_no_http>,
     "security/injection/*"},
    {"jitters", "Some answers come later than others, for no reason.", rewrite_wire<send_now_or_later>, ""},
    {"piece-by-piece", "Answers come in pieces, with pauses.", rewrite_wire<send_piece_by_piece>, ""},
    {"closes", "Every connection is closed after one answer.", rewrite_wire<close_each_time>, ""},
    {"closes-on-content", "OPTIONS with content is answered from its head; then the connection is closed.",
     close_on_content_unread, ""},
    {"one-at-a-time", "A connection is served only after the one before has ended.", serve_one_connection_at_a_time,
     ""},
    {"http-1-0", "Answers are HTTP/1.0.", rewrite_wire<speak_http_1_0>, ""},
    {"no-reason", "Status lines have no reason phrase.", rewrite_wire<leave_the_reason_out>, ""},
    {"early-hints", "A 103 comes before every answer.", rewrite_wire<send_early_hints>, ""},
    {"chunks", "Content comes in chunks of one byte, with extensions and a trailer.", rewrite_wire<send_chunks>, ""},
    {"ends-by-closing", "No length is said: content ends with the connection.", rewrite_wire<end_by_closing>, ""},
};

}  // namespace

std::span<const Variant> wire_variants() {
  return table;
}

}  // namespace corspec::reference
