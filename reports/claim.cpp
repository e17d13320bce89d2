#include "reports/claim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

namespace corspec::reports {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest = 500;

constexpr std::array keys{
    ClaimKey{"implementation", "what the server is called", &run::Claim::implementation},
    ClaimKey{"version", "of the implementation", &run::Claim::version},
    ClaimKey{"organisation", "who makes the claim", &run::Claim::organisation},
    ClaimKey{"url", "where the implementation is described", &run::Claim::url},
    ClaimKey{"contact", "whom to ask", &run::Claim::contact},
};

bool is_utf8(std::string_view text) {
  try {
    std::ignore = Json(text).dump();
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

/// U+0080 to U+009F, and the marks of https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters, as UTF-8.
bool holds_unseen(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto rest = text.substr(at);
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(rest[index]); };
    if (rest.size() >= 2 && byte(0) == 0xc2 && byte(1) < 0xa0) return true;
    if (rest.starts_with("\xd8\x9c")) return true;
    if (rest.size() < 3) continue;
    const bool mark = rest.starts_with("\xe2\x80") && (byte(2) == 0x8e || byte(2) == 0x8f);
    const bool line_or_embedding = rest.starts_with("\xe2\x80") && byte(2) >= 0xa8 && byte(2) <= 0xae;
    const bool isolate = rest.starts_with("\xe2\x81") && byte(2) >= 0xa6 && byte(2) <= 0xa9;
    if (mark || line_or_embedding || isolate) return true;
  }
  return false;
}

/// As it may stand between the brackets of a Markdown link.
bool is_link(std::string_view text) {
  const bool http = text.starts_with("http://") || text.starts_with("https://");
  return http && std::ranges::all_of(text, [](char byte) {
           return byte > ' ' && byte <= '~' && !std::string_view("<>()\"\\`|").contains(byte);
         });
}

std::string names() {
  std::vector<std::string_view> all;
  all.reserve(keys.size());
  for (const auto& key : keys) all.push_back(key.name);
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string set(run::Claim& claim, std::string_view name, std::string_view value) {
  const auto* const key = std::ranges::find(keys, name, &ClaimKey::name);
  if (key == keys.end()) return fmt::format("a claim has no `{}`; it has {}", is_utf8(name) ? name : "?", names());
  if (auto wrong = wrong_with_claimed(*key, value); !wrong.empty())
    return fmt::format("the claim's {} {}", name, wrong);
  claim.*key->member = value;
  return {};
}

}  // namespace

std::span<const ClaimKey> claim_keys() {
  return keys;
}

std::string wrong_with_claimed(const ClaimKey& key, std::string_view value) {
  if (value.size() > longest) return fmt::format("is longer than {} bytes", longest);
  if (!is_utf8(value)) return "is no UTF-8";
  if (std::ranges::any_of(value, is_control) || holds_unseen(value)) return "holds characters that nobody can see";
  if (key.name == "url" && !value.empty() && !is_link(value)) return "is no link that begins with http:// or https://";
  return {};
}

std::string add_to_claim(run::Claim& claim, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos)
    return fmt::format("--claim wants KEY=VALUE, or @FILE; the keys are {}", names());
  return set(claim, assignment.substr(0, equals), assignment.substr(equals + 1));
}

std::string add_json_to_claim(run::Claim& claim, std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "is no JSON object";
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) return fmt::format("/{}: is no string", name);
    if (auto wrong = set(claim, name, value.get<std::string>()); !wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace corspec::reports
