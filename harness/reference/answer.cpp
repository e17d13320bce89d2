#include "reference/answer.hpp"

#include <algorithm>
#include <array>

namespace corspec::reference {
namespace {

struct Phrase {
  int status;
  std::string_view phrase;
};

constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{204, "No Content"},
    Phrase{206, "Partial Content"},
    Phrase{302, "Found"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{413, "Content Too Large"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
};

}  // namespace

std::string_view reason_phrase(int status) {
  const auto found = std::ranges::find(phrases, status, &Phrase::status);
  return found == phrases.end() ? std::string_view{} : found->phrase;
}

Answer error_answer(int status, const RequestView& request) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}},
          .body = "{\"error\":\"" + std::string(reason_phrase(status)) +
                  "\",\"serial\":" + std::to_string(request.serial) + "}\n"};
}

std::string join_list(const std::vector<std::string>& items) {
  std::string joined;
  for (const auto& item : items) {
    if (item.empty()) continue;
    if (!joined.empty()) joined += ", ";
    joined += item;
  }
  return joined;
}

}  // namespace corspec::reference
