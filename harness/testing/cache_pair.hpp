#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "browser/preflight_cache.hpp"
#include "testing/reference_cache.hpp"

/// The preflight cache of the model and the naive one, given the same commands and asked the same questions.
namespace corspec::testing {

struct CacheCommand {
  enum class Kind : std::uint8_t { update, clear, insufficient, use, wait };

  const char* name;
  Kind kind;
  std::size_t scope = 0;
  bool credentials = false;
  std::vector<std::string> methods = {};
  std::vector<std::string> header_names = {};
  std::int64_t seconds = 0;  ///< of max-age, or to wait
};

inline const std::vector<browser::CacheScope>& cache_scopes() {
  static const std::vector<browser::CacheScope> all{
      {"https://site.example", "https://app.example", "https://api.example/r"},
      {"https://site.example", "null", "https://api.example/r"},
      {"https://other.example", "https://app.example", "https://api.example/longer"}};
  return all;
}

/// An engine, and the same as switches of the reference.
struct CacheEngine {
  const char* name;
  browser::Engine engine;
  reference::CacheSwitches switches;

  friend std::ostream& operator<<(std::ostream& out, const CacheEngine& row) { return out << row.name; }
};

/// The model and the reference, fed alike.
class CachePair {
 public:
  explicit CachePair(const CacheEngine& row) : cache_(row.engine), reference_(row.switches) {}

  void run(const CacheCommand& command) {
    const browser::CacheScope& scope = cache_scopes()[command.scope];
    switch (command.kind) {
      case CacheCommand::Kind::update:
        cache_.update(scope, command.credentials, command.methods, command.header_names, {command.seconds}, now_);
        reference_.update(key(scope), command.credentials, command.methods, command.header_names, command.seconds,
                          now_.milliseconds);
        break;
      case CacheCommand::Kind::clear:
        cache_.clear_cache_entries(scope);
        reference_.clear(key(scope));
        break;
      case CacheCommand::Kind::insufficient:
        cache_.note_insufficient(scope, command.credentials);
        reference_.insufficient(key(scope));
        break;
      case CacheCommand::Kind::use:
        cache_.note_use(scope, command.credentials, now_);
        reference_.use(key(scope), command.credentials, now_.milliseconds);
        break;
      case CacheCommand::Kind::wait:
        now_ = now_ + fetch::Seconds{command.seconds};
        break;
    }
  }

  /// The first question that the two answer differently; empty: none.
  [[nodiscard]] std::string disagreement() const {
    for (const browser::CacheScope& scope : cache_scopes()) {
      for (const bool credentials : {false, true}) {
        for (const std::string method : {"PUT", "DELETE", "put", "*"}) {
          if (cache_.method_cache_entry_match(scope, credentials, method, now_) !=
              reference_.has_method(key(scope), credentials, method, now_.milliseconds)) {
            return "method " + question(scope, credentials, method);
          }
        }
        for (const std::string name : {"x-a", "X-B", "authorization", "*", "PUT"}) {
          if (cache_.header_name_cache_entry_match(scope, credentials, name, now_) !=
              reference_.has_header_name(key(scope), credentials, name, now_.milliseconds)) {
            return "header name " + question(scope, credentials, name);
          }
        }
      }
    }
    return {};
  }

  /// Whether the model serves nothing any more.
  [[nodiscard]] bool is_empty() const { return cache_.entries(now_).empty(); }

 private:
  static reference::CacheKey key(const browser::CacheScope& scope) {
    return {scope.partition, scope.origin, scope.url};
  }

  static std::string question(const browser::CacheScope& scope, bool credentials, const std::string& token) {
    return token + " for " + scope.origin + " at " + scope.url + (credentials ? " with" : " without") + " credentials";
  }

  browser::PreflightCache cache_;
  reference::Cache reference_;
  fetch::Instant now_;
};

inline CacheEngine cache_engine(std::string_view name, reference::CacheSwitches switches) {
  const browser::Engine* engine = browser::find_engine(name);
  return {engine->name.data(), *engine, switches};
}

inline std::vector<CacheEngine> cache_engines() {
  using Star = reference::CacheSwitches::Star;
  return {
      cache_engine("spec", {}),
      cache_engine("chromium", {.max_age_cap = 7200,
                                .capacity = 1024,
                                .url_limit = 1024,
                                .star = Star::entry_without_credentials,
                                .newest_replaces = true,
                                .insufficient_is_erased = true,
                                .update_restarts_clock = true}),
      cache_engine("firefox", {.max_age_cap = 86400,
                               .capacity = 100,
                               .star = Star::never,
                               .credentialed_serves_all = false,
                               .update_restarts_clock = true,
                               .zero_updates = false}),
      cache_engine("webkit", {.max_age_cap = 600,
                              .star = Star::request_without_credentials,
                              .newest_replaces = true,
                              .star_is_authorization = true,
                              .insufficient_is_erased = true,
                              .update_restarts_clock = true}),
      {"two_results", {.cache_capacity = 2}, {.capacity = 2}},
      {"one_result_apart",
       {.credentialed_entry_serves_non_credentialed = false, .cache_capacity = 1},
       {.capacity = 1, .credentialed_serves_all = false}},
      {"short_lives_and_urls", {.max_age_cap = 4, .cache_url_limit = 25}, {.max_age_cap = 4, .url_limit = 25}},
  };
}

}  // namespace corspec::testing
