#include "fuzz/live/reduce.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/live/likeness.hpp"
#include "message/bytes.hpp"

namespace corspec::fuzz {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> usual_values{
    {{"Accept", "*/*"}, {"Access-Control-Request-Method", "PUT"}}};

class Reduction {
 public:
  Reduction(const Probe& probe, const std::function<bool(const Probe&)>& still_shows, int tries)
      : whole_(probe),
        method_(probe.method),
        query_(probe.query),
        headers_(probe.headers.begin(), probe.headers.end()),
        still_shows_(still_shows),
        tries_(tries) {}

  void drop_fields() {
    for (std::size_t at = headers_.size(); at > 0; --at) {
      auto without = headers_;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(at - 1));
      (void)keep(std::move(without));
    }
  }

  /// Where any origin of a page will do, one that says so; where its scheme matters, one with that.
  void make_origin_plain() {
    for (std::size_t at = 0; at < headers_.size(); ++at) {
      if (!message::byte_case_insensitive_match(headers_[at].name, "Origin")) continue;
      const std::string value = headers_[at].value;
      if (sender_of(value) != Sender::web || value == "null") continue;
      if (!try_plain(at, "https://evil.example")) try_plain(at, value.substr(0, value.find("://")) + "://evil.example");
    }
  }

  /// A field that every browser sends has its usual value, or stays as it is: a part of it would be a riddle.
  void make_usual() {
    for (std::size_t field = 0; field < headers_.size(); ++field) {
      for (const auto& [name, value] : usual_values) {
        if (!message::byte_case_insensitive_match(headers_[field].name, name)) continue;
        try_plain(field, std::string(value));
        whole_fields_.insert(field);
      }
    }
  }

  /// Cuts out stretches of the value, halves first, then ever smaller ones.
  void shorten(std::size_t field) {
    if (whole_fields_.contains(field)) return;
    for (std::size_t length = (headers_[field].value.size() + 1) / 2; length > 0; length /= 2) {
      for (std::size_t from = 0; from + length <= headers_[field].value.size();) {
        auto shorter = headers_;
        shorter[field].value.erase(from, length);
        if (!keep(std::move(shorter))) from += length;
        if (tries_ <= 0) return;
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return headers_.size(); }
  [[nodiscard]] Probe probe() const { return {method_, query_, message::HeaderList(headers_)}; }

  void drop_query() {
    const auto query = std::exchange(query_, "");
    if (!keep(headers_)) query_ = query;
  }

 private:
  bool keep(std::vector<message::Header> headers) {
    const Probe shorter{method_, query_, message::HeaderList(headers)};
    if (!is_alike(shorter, whole_) || tries_-- <= 0 || !still_shows_(shorter)) return false;
    headers_ = std::move(headers);
    return true;
  }

  bool try_plain(std::size_t field, std::string value) {
    auto plainer = headers_;
    plainer[field].value = std::move(value);
    if (plainer[field].value != headers_[field].value &&
        (tries_-- <= 0 || !still_shows_({method_, query_, message::HeaderList(plainer)})))
      return false;
    headers_ = std::move(plainer);
    whole_fields_.insert(field);
    return true;
  }

  Probe whole_;
  std::string method_;
  std::string query_;
  std::vector<message::Header> headers_;
  const std::function<bool(const Probe&)>& still_shows_;
  int tries_;
  std::set<std::size_t> whole_fields_;  ///< whose values are not cut
};

}  // namespace

Probe reduce(const Probe& probe, const std::function<bool(const Probe&)>& still_shows, int most_tries) {
  Reduction reduction(probe, still_shows, most_tries);
  reduction.drop_query();
  reduction.drop_fields();
  reduction.make_origin_plain();
  reduction.make_usual();
  for (std::size_t field = 0; field < reduction.size(); ++field) reduction.shorten(field);
  return reduction.probe();
}

}  // namespace corspec::fuzz
