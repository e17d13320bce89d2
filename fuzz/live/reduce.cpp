#include "fuzz/live/reduce.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/live/likeness.hpp"
#include "message/bytes.hpp"

namespace corspec::fuzz {

namespace {

class Reduction {
 public:
  Reduction(Probe probe, const std::function<bool(const Probe&)>& still_shows, int tries)
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

  /// Where any origin of a page will do, one that says so.
  void make_origin_plain() {
    for (std::size_t at = 0; at < headers_.size(); ++at) {
      if (!message::byte_case_insensitive_match(headers_[at].name, "Origin")) continue;
      const std::string& value = headers_[at].value;
      const auto scheme = value.substr(0, value.find("://"));
      if (sender_of(value) != Sender::web || value == "null") continue;
      auto plainer = headers_;
      plainer[at].value = scheme + "://evil.example";
      if (tries_-- > 0 && still_shows_({method_, query_, message::HeaderList(plainer)})) {
        headers_ = std::move(plainer);
        plain_ = at;
      }
    }
  }

  /// Cuts out stretches of the value, halves first, then ever smaller ones.
  void shorten(std::size_t field) {
    if (field == plain_) return;
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

  Probe whole_;
  std::string method_;
  std::string query_;
  std::vector<message::Header> headers_;
  const std::function<bool(const Probe&)>& still_shows_;
  int tries_;
  std::optional<std::size_t> plain_;  ///< the field whose value is as plain as can be
};

}  // namespace

Probe reduce(Probe probe, const std::function<bool(const Probe&)>& still_shows, int most_tries) {
  Reduction reduction(std::move(probe), still_shows, most_tries);
  reduction.drop_query();
  reduction.drop_fields();
  reduction.make_origin_plain();
  for (std::size_t field = 0; field < reduction.size(); ++field) reduction.shorten(field);
  return reduction.probe();
}

}  // namespace corspec::fuzz
