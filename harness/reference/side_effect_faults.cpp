#include <string>

#include "reference/changing_resource.hpp"
#include "reference/fault.hpp"

/// Preflights that do what they ask about: OPTIONS is safe.
namespace corspec::reference {
namespace {

/// A router that finds the handler by the method asked about, and a dispatcher that then calls it.
template <const char* method>
std::string acts_as_asked(const RequestView& request) {
  const auto asked = request.headers.get("Access-Control-Request-Method");
  return request.method == "OPTIONS" && asked == method ? *asked : std::string(request.method);
}

constexpr char remove[] = "DELETE";
constexpr char put[] = "PUT";

using enum suite::Level;

constexpr Fault table[] = {
    {"side-effects/preflight-deletes", "HTTP-4", must, "The preflight for DELETE deletes.",
     remember_changes<acts_as_asked<remove>>},
    {"side-effects/preflight-creates", "HTTP-4", must, "The preflight for PUT creates.",
     remember_changes<acts_as_asked<put>>},
};

}  // namespace

std::span<const Fault> side_effect_faults() {
  return table;
}

}  // namespace corspec::reference
