#include "suite/profile.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <utility>

#include "message/bytes.hpp"
#include "suite/field_rules.hpp"
#include "suite/json_document.hpp"
#include "suite/json_reader.hpp"

namespace corspec::suite {

namespace {

constexpr std::array<std::pair<std::string_view, Others>, 3> others_names{
    {{"deny", Others::deny}, {"allow", Others::allow}, {"unknown", Others::unknown}}};

using Check = std::function<std::optional<std::string>(std::string_view)>;

/// Strings that each pass `check`.
std::vector<std::string> read_checked(const Node& node, const Check& check, Problems& problems) {
  if (node.kind != Node::Kind::array) {
    complain_of_kind(node, "an array of strings", problems);
    return {};
  }
  std::vector<std::string> values;
  for (const Node* element : node.children) {
    auto value = read_string(*element, problems);
    if (!value) continue;
    if (auto what = check(*value)) {
      problems.at(*element, std::move(*what));
    } else {
      values.push_back(std::move(*value));
    }
  }
  return values;
}

std::optional<std::string> wrong_with_origin(std::string_view origin) {
  if (origin == "*") return "`*` is no origin: a public policy says \"origins\": \"*\"";
  if (origin.empty()) return "an origin is not empty";
  return wrong_with_field_value(origin);
}

std::optional<std::string> wrong_with_listed_name(std::string_view name) {
  if (name == "*") return "`*` is no name: to allow whatever is not listed say \"others\": \"allow\"";
  return wrong_with_token(name);
}

std::optional<std::string> wrong_with_exposed_name(std::string_view name) {
  if (name == "*") return "`*` is no name: list the headers that scripts are to read";
  return wrong_with_token(name);
}

std::vector<std::string> lowercase(std::vector<std::string> names) {
  for (std::string& name : names) name = message::byte_lowercase(name);
  return names;
}

void read_origins(const Node& node, Profile& profile, Problems& problems) {
  profile.origins_stated = true;
  if (node.kind == Node::Kind::string) {
    profile.any_origin = node.text == "*";
    if (!profile.any_origin) problems.at(node, "must be \"*\" or an object, not " + quote(node.text));
    return;
  }
  const ObjectReader origins(node, {"allowed", "patterns", "denied", "others"}, problems);
  if (const Node* allowed = origins.find("allowed")) {
    profile.allowed_origins = read_checked(*allowed, wrong_with_origin, problems);
  }
  if (const Node* patterns = origins.find("patterns")) {
    profile.origin_patterns = read_checked(*patterns, wrong_with_origin, problems);
  }
  if (const Node* others = origins.find("others")) {
    if (const auto value = read_choice<Others>(*others, others_names, problems)) profile.other_origins = *value;
  }
  const Node* denied = origins.find("denied");
  if (denied == nullptr) return;
  const auto wrong_with_denied = [&](std::string_view origin) -> std::optional<std::string> {
    if (std::ranges::find(profile.allowed_origins, origin) == profile.allowed_origins.end()) {
      return wrong_with_origin(origin);
    }
    return quote(origin) + " is both allowed and denied";
  };
  profile.denied_origins = read_checked(*denied, wrong_with_denied, problems);
}

/// `methods` and `request_headers`: a list and what holds for the others.
void read_open_list(const Node& node, std::optional<std::vector<std::string>>& list, Others& others,
                    Problems& problems) {
  const ObjectReader object(node, {"allowed", "others"}, problems);
  if (const Node* allowed = object.require("allowed")) {
    list = read_checked(*allowed, wrong_with_listed_name, problems);
  }
  if (const Node* stated = object.find("others")) {
    if (const auto value = read_choice<Others>(*stated, others_names, problems)) others = *value;
  }
}

void read_paths(const Node& node, Profile::Paths& paths, Problems& problems) {
  const ObjectReader object(node, {"resource", "writable", "missing", "error", "redirect"}, problems);
  const std::array<std::pair<std::string_view, std::string*>, 5> members{{{"resource", &paths.resource},
                                                                          {"writable", &paths.writable},
                                                                          {"missing", &paths.missing},
                                                                          {"error", &paths.error},
                                                                          {"redirect", &paths.redirect}}};
  for (const auto& [key, path] : members) {
    const Node* member = object.find(key);
    if (member == nullptr) continue;
    auto value = read_string(*member, problems);
    if (!value) continue;
    if (auto what = wrong_with_path(*value)) {
      problems.at(*member, std::move(*what));
    } else {
      *path = std::move(*value);
    }
  }
}

void read_options(const Node& node, Profile::Options& options, Problems& problems) {
  const ObjectReader object(node, {"allow", "asterisk"}, problems);
  if (const Node* allow = object.find("allow")) options.allow = read_checked(*allow, wrong_with_token, problems);
  if (const Node* asterisk = object.find("asterisk")) options.asterisk = read_boolean(*asterisk, problems);
}

std::optional<CredentialSource> read_credential(const Node& node, Problems& problems) {
  const ObjectReader object(node, {"header", "environment", "file"}, problems);
  CredentialSource source;
  if (const Node* header = object.require("header")) {
    source.header = read_string(*header, problems).value_or("");
    if (auto what = wrong_with_token(source.header); what && header->kind == Node::Kind::string) {
      problems.at(*header, std::move(*what));
    }
  }
  const Node* environment = object.find("environment");
  const Node* file = object.find("file");
  if (object.is_object() && (environment == nullptr) == (file == nullptr)) {
    problems.at(node, "needs either `environment` or `file`: where the value is read from");
    return std::nullopt;
  }
  if (environment != nullptr) source.environment = read_string(*environment, problems).value_or("");
  if (file != nullptr) source.file = read_string(*file, problems).value_or("");
  return source;
}

void read_at(const Node& node, Profile::At& at, Problems& problems) {
  const ObjectReader object(node, {"path_prefix", "host", "port"}, problems);
  if (const Node* prefix = object.find("path_prefix")) {
    at.path_prefix = read_string(*prefix, problems).value_or("/");
    if (auto what = wrong_with_path(at.path_prefix)) problems.at(*prefix, std::move(*what));
  }
  if (const Node* host = object.find("host")) {
    at.host = read_string(*host, problems).value_or("");
    const bool is_host = at.host.find_first_of(" /@?#\t\r\n") == std::string::npos && !at.host.empty();
    if (host->kind == Node::Kind::string && !is_host) problems.at(*host, "must be a host, not " + quote(at.host));
  }
  if (const Node* port = object.find("port")) {
    if (const auto value = read_integer(*port, {.min = 1, .max = 65535}, problems)) {
      at.port = static_cast<std::uint16_t>(*value);
    }
  }
}

void read_flags(const ObjectReader& object, Profile& profile, Problems& problems) {
  if (const Node* accept = object.find("accept")) profile.accept = read_checked(*accept, wrong_with_word, problems);
  const Node* reject = object.find("reject");
  if (reject == nullptr) return;
  const auto wrong_with_rejected = [&](std::string_view flag) -> std::optional<std::string> {
    if (std::ranges::find(profile.accept, flag) == profile.accept.end()) return wrong_with_word(flag);
    return quote(flag) + " is both accepted and rejected";
  };
  profile.reject = read_checked(*reject, wrong_with_rejected, problems);
}

constexpr std::array<std::string_view, 16> profile_keys{"name",
                                                        "about",
                                                        "origins",
                                                        "methods",
                                                        "request_headers",
                                                        "expose_headers",
                                                        "credentials",
                                                        "max_age",
                                                        "timing_allow_origins",
                                                        "paths",
                                                        "options",
                                                        "errors_shared",
                                                        "request_credentials",
                                                        "at",
                                                        "accept",
                                                        "reject"};

Profile read_profile(const Node& node, bool stands_alone, Problems& problems) {
  std::vector<std::string_view> keys(profile_keys.begin(), profile_keys.end());
  if (stands_alone) keys.insert(keys.end(), {"$schema", "version", "profiles"});
  const ObjectReader object(node, keys, problems);
  Profile profile;
  if (const Node* name = object.require("name")) {
    profile.name = read_string(*name, problems).value_or("");
    if (name->kind == Node::Kind::string && profile.name.empty()) problems.at(*name, "must not be empty");
  }
  if (const Node* about = object.find("about")) profile.about = read_string(*about, problems).value_or("");
  if (const Node* origins = object.find("origins")) read_origins(*origins, profile, problems);
  if (const Node* methods = object.find("methods")) {
    read_open_list(*methods, profile.allowed_methods, profile.other_methods, problems);
  }
  if (const Node* headers = object.find("request_headers")) {
    read_open_list(*headers, profile.allowed_request_headers, profile.other_request_headers, problems);
    if (profile.allowed_request_headers) profile.allowed_request_headers = lowercase(*profile.allowed_request_headers);
  }
  if (const Node* exposed = object.find("expose_headers")) {
    profile.expose_headers = lowercase(read_checked(*exposed, wrong_with_exposed_name, problems));
  }
  if (const Node* credentials = object.find("credentials")) profile.credentials = read_boolean(*credentials, problems);
  if (const Node* max_age = object.find("max_age")) {
    constexpr std::int64_t largest = std::numeric_limits<std::int32_t>::max();
    profile.max_age = read_integer(*max_age, {.min = 0, .max = largest}, problems);
  }
  if (const Node* timing = object.find("timing_allow_origins")) {
    profile.timing_allow_origins = read_checked(*timing, wrong_with_field_value, problems);
  }
  if (const Node* paths = object.find("paths")) read_paths(*paths, profile.paths, problems);
  if (const Node* options = object.find("options")) read_options(*options, profile.options, problems);
  if (const Node* shared = object.find("errors_shared")) profile.errors_shared = read_boolean(*shared, problems);
  if (const Node* credentials = object.find("request_credentials")) {
    for (const Node* element : read_array(*credentials, problems)) {
      if (auto source = read_credential(*element, problems)) profile.request_credentials.push_back(std::move(*source));
    }
  }
  if (const Node* at = object.find("at")) read_at(*at, profile.at, problems);
  read_flags(object, profile, problems);
  return profile;
}

std::vector<Profile> read_several(const Node& root, const Node& list, Problems& problems) {
  const ObjectReader object(root, {"$schema", "version", "profiles"}, problems);
  const auto elements = read_array(list, problems);
  if (list.kind == Node::Kind::array && elements.empty()) problems.at(list, "must hold at least one profile");
  std::vector<Profile> profiles;
  for (const Node* element : elements) {
    Profile profile = read_profile(*element, false, problems);
    if (std::ranges::find(profiles, profile.name, &Profile::name) != profiles.end()) {
      problems.at(*element->find("name"), "a profile of this file is already called " + quote(profile.name));
    }
    if (!profile.name.empty()) profiles.push_back(std::move(profile));
  }
  return profiles;
}

}  // namespace

Loaded<std::vector<Profile>> load_profiles(std::string_view file, std::string_view text) {
  auto document = parse_document(file, text, 1, max_json_depth, RepeatedKeys::keep);
  if (!document) return std::unexpected(std::move(document.error()));
  Problems problems(*document);
  std::vector<Profile> profiles;
  if (check_version(document->root(), problems)) {
    if (const Node* list = document->root().find("profiles")) {
      profiles = read_several(document->root(), *list, problems);
    } else {
      profiles.push_back(read_profile(document->root(), true, problems));
    }
  }
  if (!problems.empty()) return std::unexpected(problems.in_order());
  return profiles;
}

Profile unknown_policy() {
  Profile profile;
  profile.name = "unknown";
  profile.about = "Nothing is known of the target's policy.";
  profile.other_origins = Others::unknown;
  return profile;
}

}  // namespace corspec::suite
