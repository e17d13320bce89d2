#include <string>

#include "reference/fault.hpp"
#include "reference/fault_edits.hpp"
#include "reference/target.hpp"

/// Servers that speak CORS in one place only.
namespace corspec::reference {
namespace {

bool is_not_the_root(const Policy&, const RequestView& request) {
  return parse_target(request).path != "/";
}

bool is_not_the_resource(const Policy& policy, const RequestView& request) {
  return parse_target(request).path != without_query(policy.paths.resource);
}

bool is_the_writable_path(const Policy& policy, const RequestView& request) {
  return parse_target(request).path == without_query(policy.paths.writable);
}

bool is_in_absolute_form(const Policy&, const RequestView& request) {
  return request.method != "OPTIONS" && request.target.starts_with("http");
}

bool is_by_patch(const Policy&, const RequestView& request) {
  return request.method == "PATCH";
}

void list_no_methods_on_the_writable_path(const Asked& asked, Answer& answer) {
  if (is_the_writable_path(asked.policy, asked.request)) answer.headers.remove("Access-Control-Allow-Methods");
}

/// The handler of a route knows CORS; what refuses a method before it is reached does not.
bool is_a_change(const Policy&, const RequestView& request) {
  return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

constexpr std::string_view open_path = "/moved/open";

bool is_on_the_way_there(const Policy& policy, const RequestView& request, std::string_view) {
  const auto path = parse_target(request).path;
  return path == open_path || path == without_query(policy.paths.redirect);
}

void lead_to_itself(const Asked& asked, Answer& answer) {
  if (answer.headers.contains("Location")) answer.headers.set("Location", std::string(asked.request.target));
}

/// As an address in a configuration has it, for a proxy that has to log in.
void lead_with_a_password(const Asked& asked, Answer& answer) {
  const auto location = answer.headers.get("Location");
  if (!location) return;
  const auto host = asked.request.headers.get("Host").value_or("");
  answer.headers.set("Location", "http://user:password@" + host + *location);
}

void lead_there(const Asked&, Answer& answer) {
  if (answer.headers.contains("Location")) answer.headers.set("Location", std::string(open_path));
}

/// The old path leads to a place that another team looks after.
void lead_into_the_open(Stages& stages) {
  also_let_in<is_on_the_way_there>(stages);
  edit_actual_answer<lead_there>(stages);
}

using enum suite::Level;

constexpr Fault table[] = {
    {"routes/only-the-root", "CORS-CHECK-2", must, "Only `/` speaks CORS.", shut_out<is_not_the_root>},
    {"routes/only-the-resource", "ACT-2", must, "Only the route of the resource speaks CORS.",
     shut_out<is_not_the_resource>},
    {"routes/only-reading", "ACT-1", must, "Only GET and HEAD, and preflights, are answered with CORS headers.",
     shut_out<is_a_change>},
    {"routes/not-the-writable", "PF-5", must, "On the path that takes changes preflights list no methods.",
     edit_preflight<list_no_methods_on_the_writable_path>, "local-development"},
    {"routes/absolute-form", "ACT-1", should, "A request line with the whole URL finds a route without CORS.",
     shut_out<is_in_absolute_form>},
    {"routes/not-by-patch", "ACT-1", must, "PUT is answered with CORS headers, PATCH is not.", shut_out<is_by_patch>,
     "local-development"},
    {"redirects/to-itself", "REDIR-7", should, "A redirect leads to itself.", edit_actual_answer<lead_to_itself>},
    {"redirects/with-a-password", "REDIR-6", should, "A redirect names a user and a password.",
     edit_actual_answer<lead_with_a_password>},
    {"routes/into-the-open", "REDIR-1", must, "A redirect leads to a path that everybody may read.",
     lead_into_the_open},
};

}  // namespace

std::span<const Fault> route_faults() {
  return table;
}

}  // namespace corspec::reference
