#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corspec::message {

/// One field line: a name and a value, both bytes exactly as received or to be sent,
/// without the whitespace around the value (HV-1).
struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

/// https://fetch.spec.whatwg.org/#concept-header-list
///
/// Keeps order, duplicates and bytes. Names match byte-case-insensitively (HTTP-9).
class HeaderList {
 public:
  HeaderList() = default;
  HeaderList(std::initializer_list<Header> headers) : headers_(headers) {}
  explicit HeaderList(std::vector<Header> headers) : headers_(std::move(headers)) {}

  void append(std::string name, std::string value);
  /// fetch#concept-header-list-set: overwrites the first line of that name and removes the others, or appends.
  void set(std::string_view name, std::string value);
  /// fetch#concept-header-list-delete
  void remove(std::string_view name);

  [[nodiscard]] bool contains(std::string_view name) const;
  /// fetch#concept-header-list-get (HV-2): null if absent, else all values in order joined with `, `.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
  /// The value of each line of that name, in order. The views live as long as the list is not changed.
  [[nodiscard]] std::vector<std::string_view> lines(std::string_view name) const;
  /// How many lines have that name.
  [[nodiscard]] std::size_t count(std::string_view name) const;

  [[nodiscard]] auto begin() const { return headers_.begin(); }
  [[nodiscard]] auto end() const { return headers_.end(); }
  [[nodiscard]] std::size_t size() const { return headers_.size(); }
  [[nodiscard]] bool empty() const { return headers_.empty(); }

  friend bool operator==(const HeaderList&, const HeaderList&) = default;

 private:
  std::vector<Header> headers_;
};

}  // namespace corspec::message
