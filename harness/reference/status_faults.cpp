#include <string>

#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"

/// Answers of an uncommon status that another layer makes, which knows nothing of CORS, or not enough of HTTP.
namespace corspec::reference {
namespace {

constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";
constexpr std::string_view allow_credentials = "Access-Control-Allow-Credentials";

using Condition = bool (*)(const Asked&);

/// What stands before the application refuses for itself.
template <Condition applies, int status>
void refuse(const Asked& asked, Answer& answer) {
  if (applies(asked)) answer = error_answer(status, asked.request);
}

bool has_a_token(const Asked& asked) {
  return asked.request.headers.contains("Authorization");
}

bool has_content_of_a_form(const Asked& asked) {
  const auto type = asked.request.headers.get("Content-Type").value_or("");
  return asked.request.method == "POST" && !type.starts_with("application/json");
}

bool has_broken_json(const Asked& asked) {
  return !asked.request.body.empty() && asked.request.body.back() == '{';
}

bool has_a_broken_escape(const Asked& asked) {
  return asked.request.target.contains("%zz");
}

bool has_a_method_of_nobody(const Asked& asked) {
  return asked.request.method == "CORSPEC";
}

/// The layer that cuts ranges out of what it keeps.
void share_no_range(const Asked& asked, Answer& answer) {
  if (!asked.request.headers.contains("Range") || answer.status != 200) return;
  answer.status = 206;
  answer.headers.append("Content-Range", "bytes 0-0/" + std::to_string(answer.body.size()));
  answer.body.resize(1);
  answer.headers.remove(allow_origin);
  answer.headers.remove(allow_credentials);
}

/// As a router does that knows no OPTIONS, once the middleware has let go.
void deny_with_405(const Asked& asked, Answer& answer) {
  if (asked.preflight && answer.status == 403) answer.status = 405;
}

// 304.

void share_no_304(const Asked&, Answer& answer) {
  if (answer.status == 304) answer.headers.remove(allow_origin);
}

/// What it has kept was made for somebody else.
void name_the_first_origin_on_304(const Asked& asked, Answer& answer) {
  if (answer.status == 304) answer.headers.set(allow_origin, asked.policy.allowed_origins.front());
}

void say_star_on_304(const Asked&, Answer& answer) {
  if (answer.status == 304) answer.headers.set(allow_origin, "*");
}

void echo_on_304(const Asked& asked, Answer& answer) {
  const auto origin = asked.request.headers.get("Origin");
  if (origin && answer.status == 304) answer.headers.set(allow_origin, *origin);
}

// 204.

/// Puts one more field line into every 204, and content behind it.
void write_on_204(Stages& stages, std::string_view line, std::string_view content) {
  stages.write = [line, content](const RequestView& request, const Answer& answer, std::string_view date) {
    Wire wire = write(request, answer, date);
    if (answer.status != 204) return wire;
    wire.bytes.insert(wire.bytes.size() - 2, line);
    wire.bytes += content;
    return wire;
  };
}

/// A framework that announces chunks whatever the status is.
void send_chunks_on_204(Stages& stages) {
  write_on_204(stages, "Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
}

void send_content_on_204(Stages& stages) {
  write_on_204(stages, "Content-Length: 3\r\n", "OK\n");
}

/// The everyday answer to a change, from a framework that thinks every answer has a length.
void announce_no_content_after_changes(const Asked& asked, Answer& answer) {
  if (asked.request.method != "PUT" || answer.status != 200) return;
  answer.status = 204;
  answer.headers.append("Content-Length", "0");
}

void announce_chunks_after_changes(const Asked& asked, Answer& answer) {
  if (asked.request.method != "PUT" || answer.status != 200) return;
  answer.status = 204;
  answer.headers.append("Transfer-Encoding", "chunked");
}

using enum suite::Level;

constexpr Fault table[] = {
    {"errors/401", "ACT-2", should, "What checks tokens refuses without CORS headers.",
     edit_actual_answer<refuse<has_a_token, 401>>, "token-api"},
    {"errors/415", "ACT-2", should, "Content of another type is refused without CORS headers.",
     edit_actual_answer<refuse<has_content_of_a_form, 415>>},
    {"errors/400", "ACT-2", should, "Broken content is refused without CORS headers.",
     edit_actual_answer<refuse<has_broken_json, 400>>},
    {"errors/broken-escape", "ACT-2", should, "A broken escape in the URL is refused without CORS headers.",
     edit_actual_answer<refuse<has_a_broken_escape, 400>>},
    {"errors/405-without-allow", "HTTP-2", must, "A method is refused, and nobody says which are not.",
     edit_actual_answer<refuse<has_a_method_of_nobody, 405>>},
    {"status/denied-405", "HTTP-2", must, "A denied preflight is told 405, and nobody says what is not.",
     edit_every_answer<deny_with_405>},
    {"actual/range", "ACT-1", should, "A range is not shared.", edit_actual_answer<share_no_range>},
    {"not-modified/not-shared", "ACT-5", must, "304 is not shared.", edit_actual_answer<share_no_304>, "public"},
    {"not-modified/first-origin", "ACT-4", should, "304 names the first origin, whoever asks.",
     edit_actual_answer<name_the_first_origin_on_304>},
    {"not-modified/star", "ACT-4", should, "304 says `*`, where credentials are promised.",
     edit_actual_answer<say_star_on_304>},
    {"not-modified/echo", "ACT-4", should, "304 names whoever asks.", edit_actual_answer<echo_on_304>},
    {"status/chunked-204", "HTTP-6", must, "A 204 comes in chunks.", send_chunks_on_204},
    {"status/content-length-after-changes", "HTTP-6", should, "A 204 to a change says its length.",
     edit_actual_answer<announce_no_content_after_changes>},
    {"status/chunks-after-changes", "HTTP-6", must, "A 204 to a change announces chunks.",
     edit_actual_answer<announce_chunks_after_changes>},
    {"status/content-on-204", "HTTP-6", must, "A 204 has content.", send_content_on_204},
};

}  // namespace

std::span<const Fault> status_faults() {
  return table;
}

}  // namespace corspec::reference
