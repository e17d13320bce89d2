#include "fuzz/live/opening.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "fuzz/grammar/origin.hpp"
#include "fuzz/grammar/random.hpp"
#include "fuzz/grammar/vocabulary.hpp"
#include "fuzz/live/grant.hpp"
#include "message/bytes.hpp"
#include "message/method.hpp"
#include "suite/origin_policy.hpp"

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

/// Some disguises are of many sorts.
constexpr int disguises = 8;
constexpr std::string_view evil = "https://evil.example";

/// Pages of a policy for everybody; to any other so many strangers.
constexpr std::array strangers{evil,
                               "http://somebody.example"sv,
                               "https://somebody.example:8443"sv,
                               "http://192.0.2.10:8080"sv,
                               "http://[2001:db8::10]:8080"sv,
                               "https://some_body.example"sv,
                               "capacitor://localhost"sv};

Probe get(std::string origin, std::string query = "") {
  return {"GET", std::move(query), {{"Accept", "*/*"}, {"Origin", std::move(origin)}}};
}

Probe preflight(std::string origin, std::string method, std::string list = "", std::string query = "") {
  Probe probe{"OPTIONS", std::move(query), {{"Accept", "*/*"}, {"Access-Control-Request-Method", std::move(method)}}};
  if (!list.empty()) probe.headers.append("Access-Control-Request-Headers", std::move(list));
  probe.headers.append("Origin", std::move(origin));
  return probe;
}

Probe with(Probe probe, std::string_view name, std::string value) {
  probe.headers.append(std::string(name), std::move(value));
  return probe;
}

class Opening {
 public:
  Opening(const suite::Profile& policy, std::string_view target_origin) : target_origin_(target_origin) {
    origins_ = named_origins(policy);
    if (origins_.size() > 2) origins_.resize(2);
    for (const auto& pattern : policy.origin_patterns) origins_.push_back(suite::origin_covered_by(pattern));
    for (const auto& method : policy.allowed_methods.value_or(std::vector<std::string>())) {
      // What needs a preflight says more.
      if (!message::is_cors_safelisted_method(method) && !message::is_forbidden_method(method)) method_ = method;
    }
    for (const auto& name : policy.allowed_request_headers.value_or(std::vector<std::string>())) {
      if (message::is_token(name)) names_.push_back(message::byte_lowercase(name));
    }
    std::ranges::sort(names_);
  }

  [[nodiscard]] std::vector<Probe> probes() {
    add_strangers();
    add_permissions();
    add_evidence();
    add_spellings();
    return std::move(probes_);
  }

 private:
  void add_strangers() {
    Random random(0);
    std::vector<std::string> origins(strangers.begin(), strangers.end());
    origins.insert(origins.end(), leftover_origins().begin(), leftover_origins().end());
    for (const auto& origin : origins_) {
      for (int times = 0; times < disguises; ++times)
        std::ranges::move(disguises_of(origin, random), std::back_inserter(origins));
    }
    std::ranges::sort(origins);
    const auto rest = std::ranges::unique(origins);
    origins.erase(rest.begin(), rest.end());
    for (const auto& origin : origins) probes_.push_back(get(origin));
    for (const auto& origin : origins) probes_.push_back(preflight(origin, method_));
  }

  /// Methods and headers one by one, of the policy and not.
  void add_permissions() {
    for (const auto& origin : origins_) {
      for (const auto method : method_names()) {
        if (!message::is_method(method)) continue;
        probes_.push_back(preflight(origin, std::string(method)));
        probes_.push_back(preflight(origin, std::string(method), names_.empty() ? "" : names_.front()));
      }
    }
    for (const auto name : request_header_names()) {
      if (message::is_token(name))
        probes_.push_back(preflight(origins_.front(), method_, message::byte_lowercase(name)));
    }
    for (const auto& name : names_) probes_.push_back(preflight(origins_.front(), method_, name));
  }

  void add_evidence() {
    for (const auto& origin : {origins_.front(), std::string(evil)}) {
      for (const auto& [name, value] : evidence_fields())
        probes_.push_back(with(get(origin), name, std::string(value)));
      probes_.push_back(with(get(origin), "Referer", origin + "/"));
      probes_.push_back(with(get(origin), "Referer", origin + "/" + origins_.front() + "/"));
    }
    for (const auto& name : names_) probes_.push_back(with(get(origins_.front()), name, "corspec"));
    // A page beside the server is of its site, and of another origin.
    const auto target = suite::split_origin(target_origin_);
    const std::string neighbour =
        std::string(target.scheme) + "://" + std::string(target.host) + (target.port == "8124" ? ":8125" : ":8124");
    if (target.valid) probes_.push_back(with(get(neighbour), "Sec-Fetch-Site", "same-site"));
  }

  void add_spellings() {
    const std::string& origin = origins_.front();
    for (const auto query : query_strings()) {
      probes_.push_back(get(origin, std::string(query)));
      probes_.push_back(preflight(origin, method_, "", std::string(query)));
    }
    probes_.push_back({"HEAD", "", {{"Accept", "*/*"}, {"Origin", origin}}});
    probes_.push_back({"GET", "", {{"ACCEPT", "*/*"}, {"ORIGIN", origin}}});
    if (names_.size() > 1) probes_.push_back(preflight(origin, method_, names_[0] + ", " + names_[1]));
  }

  std::string_view target_origin_;
  std::vector<std::string> origins_;
  std::string method_ = "GET";
  std::vector<std::string> names_;
  std::vector<Probe> probes_;
};

}  // namespace

std::vector<Probe> opening_probes(const suite::Profile& policy, std::string_view target_origin) {
  return Opening(policy, target_origin).probes();
}

}  // namespace corspec::fuzz
