#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// A second CORS-preflight cache: one flat list that every command walks from the beginning. It is slow and obvious on
/// purpose, shares nothing with the code it judges (not even lower-casing), and must never be shipped: only tests and
/// fuzz targets may link it. Do not optimise it.
namespace corspec::reference {

struct CacheSwitches {
  enum class Star : std::uint8_t { always, entry_without_credentials, request_without_credentials, never };

  std::int64_t max_age_cap = -1;  ///< seconds; negative: none
  std::int64_t capacity = -1;     ///< preflights; negative: any number
  std::int64_t url_limit = -1;    ///< bytes; negative: none
  Star star = Star::always;
  bool newest_replaces = false;
  bool star_is_authorization = false;
  bool credentialed_serves_all = true;
  bool insufficient_is_erased = false;
  bool update_restarts_clock = false;
  bool zero_updates = true;
};

/// Whose entries: the three keys.
struct CacheKey {
  std::string partition;
  std::string origin;
  std::string url;
};

class Cache {
 public:
  explicit Cache(CacheSwitches switches) : switches_(switches) {}

  /// `now` is milliseconds, everywhere.
  [[nodiscard]] bool has_method(const CacheKey& key, bool credentials, const std::string& method,
                                std::int64_t now) const {
    for (const Item& item : items_) {
      if (item.is_method && matches(item, key, credentials, now) && covers(item, credentials, method)) return true;
    }
    return false;
  }

  [[nodiscard]] bool has_header_name(const CacheKey& key, bool credentials, const std::string& name,
                                     std::int64_t now) const {
    for (const Item& item : items_) {
      if (!item.is_method && matches(item, key, credentials, now) && covers(item, credentials, lower(name)))
        return true;
    }
    return false;
  }

  void update(const CacheKey& key, bool credentials, const std::vector<std::string>& methods,
              const std::vector<std::string>& names, std::int64_t max_age, std::int64_t now) {
    if (switches_.max_age_cap >= 0 && max_age > switches_.max_age_cap) max_age = switches_.max_age_cap;
    if (max_age == 0 && !switches_.zero_updates) return;
    if (switches_.url_limit >= 0 && static_cast<std::int64_t>(key.url.size()) >= switches_.url_limit) return;
    forget_expired(now);
    if (switches_.newest_replaces) clear(key);
    // "For each method in methods for which there is a match, set the matching entry's max-age."
    for (Item& item : items_) {
      bool listed = false;
      for (const std::string& method : methods)
        listed = listed || (item.is_method && covers(item, credentials, method));
      for (const std::string& name : names)
        listed = listed || (!item.is_method && covers(item, credentials, lower(name)));
      if (!listed || !matches(item, key, credentials, now)) continue;
      item.max_age = max_age;
      if (switches_.update_restarts_clock) item.stored = now;
    }
    // "For each method in methods for which there is no match, create an entry." Then the same for names.
    for (const std::string& method : methods) {
      if (!has_method(key, credentials, method, now))
        items_.push_back({key, credentials, true, method, max_age, now, 0});
    }
    for (const std::string& name : names) {
      if (!has_header_name(key, credentials, name, now))
        items_.push_back({key, credentials, false, lower(name), max_age, now, 0});
    }
    ++tick_;
    for (Item& item : items_) {
      if (same(item.key, key) && item.credentials == credentials) item.used = tick_;
    }
    while (switches_.capacity >= 0 && results() > switches_.capacity) forget_least_recent();
  }

  void clear(const CacheKey& key) {
    std::vector<Item> kept;
    for (const Item& item : items_) {
      if (!same(item.key, key)) kept.push_back(item);
    }
    items_ = kept;
  }

  void insufficient(const CacheKey& key) {
    if (switches_.insufficient_is_erased) clear(key);
  }

  void use(const CacheKey& key, bool credentials, std::int64_t now) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!matches(items_[i], key, credentials, now)) continue;
      ++tick_;
      for (Item& item : items_) {
        if (same_result(item, items_[i])) item.used = tick_;
      }
    }
  }

 private:
  struct Item {
    CacheKey key;
    bool credentials;
    bool is_method;
    std::string token;  ///< a method, or a header name in lower case
    std::int64_t max_age;
    std::int64_t stored;
    std::int64_t used;
  };

  static std::string lower(std::string name) {
    for (char& byte : name) {
      if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
    }
    return name;
  }

  static bool same(const CacheKey& left, const CacheKey& right) {
    return left.partition == right.partition && left.origin == right.origin && left.url == right.url;
  }

  static bool same_result(const Item& left, const Item& right) {
    return same(left.key, right.key) && left.credentials == right.credentials;
  }

  static bool expired(const Item& item, std::int64_t now) { return (now - item.stored) / 1000 >= item.max_age; }

  [[nodiscard]] bool matches(const Item& item, const CacheKey& key, bool credentials, std::int64_t now) const {
    if (expired(item, now)) return false;
    if (!same(item.key, key)) return false;
    if (credentials) return item.credentials;
    return !item.credentials || switches_.credentialed_serves_all;
  }

  [[nodiscard]] bool covers(const Item& item, bool credentials, const std::string& token) const {
    if (item.token == token) return true;
    if (item.token != "*") return false;
    if (!item.is_method && token == "authorization" && !switches_.star_is_authorization) return false;
    if (switches_.star == CacheSwitches::Star::always) return true;
    if (switches_.star == CacheSwitches::Star::entry_without_credentials) return !item.credentials;
    if (switches_.star == CacheSwitches::Star::request_without_credentials) return !credentials;
    return false;
  }

  void forget_expired(std::int64_t now) {
    std::vector<Item> kept;
    for (const Item& item : items_) {
      if (!expired(item, now)) kept.push_back(item);
    }
    items_ = kept;
  }

  [[nodiscard]] std::int64_t results() const {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      bool seen_before = false;
      for (std::size_t j = 0; j < i; ++j) seen_before = seen_before || same_result(items_[i], items_[j]);
      if (!seen_before) ++number;
    }
    return number;
  }

  void forget_least_recent() {
    Item oldest = items_[0];
    for (const Item& item : items_) {
      if (item.used < oldest.used) oldest = item;
    }
    std::vector<Item> kept;
    for (const Item& item : items_) {
      if (!same_result(item, oldest)) kept.push_back(item);
    }
    items_ = kept;
  }

  CacheSwitches switches_;
  std::vector<Item> items_;
  std::int64_t tick_ = 0;
};

}  // namespace corspec::reference
