#include "reports/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "recorded/isomorphic.hpp"
#include "reports/claim.hpp"
#include "reports/json.hpp"

namespace corspec::reports {
namespace {

// Rules are an object whose order is the report's.
using Json = nlohmann::ordered_json;

/// What is wrong first; everything read after that is of no account.
class Complaint {
 public:
  void add(std::string_view pointer, std::string_view what) {
    if (!said_) said_ = fmt::format("{}: {}", pointer.empty() ? "/" : pointer, what);
  }
  [[nodiscard]] const std::optional<std::string>& said() const { return said_; }

 private:
  std::optional<std::string> said_;
};

enum class Need { required, optional };

/// A value of the document with its place. Reading what is not as it should be complains and gives something empty.
class Value {
 public:
  Value(const Json* json, std::string pointer, Complaint& complaint)
      : json_(json), pointer_(std::move(pointer)), complaint_(&complaint) {}

  [[nodiscard]] bool exists() const { return json_ != nullptr; }
  [[nodiscard]] bool is_null() const { return json_ != nullptr && json_->is_null(); }
  void complain(std::string_view what) const { complaint_->add(pointer_, what); }

  [[nodiscard]] Value member(const char* key, Need need = Need::optional) const {
    std::string pointer = pointer_ + "/" + key;
    const bool is_object = json_ != nullptr && json_->is_object();
    if (json_ != nullptr && !is_object) complain("is no object");
    const auto found = is_object ? json_->find(key) : Json::const_iterator{};
    if (is_object && found != json_->end()) return {&*found, std::move(pointer), *complaint_};
    if (is_object && need == Need::required) complaint_->add(pointer, "is missing");
    return {nullptr, std::move(pointer), *complaint_};
  }

  [[nodiscard]] std::string text() const {
    if (json_ == nullptr) return {};
    if (!json_->is_string()) {
      complain("is no string");
      return {};
    }
    return json_->get<std::string>();
  }

  /// `isomorphic_decode` undone.
  [[nodiscard]] std::string bytes() const {
    auto encoded = recorded::isomorphic_encode(text());
    if (!encoded) complain("holds a character beyond U+00FF, which is no byte");
    return std::move(encoded).value_or("");
  }

  [[nodiscard]] bool boolean(bool otherwise) const {
    if (json_ == nullptr) return otherwise;
    if (!json_->is_boolean()) complain("is neither true nor false");
    return json_->is_boolean() && json_->get<bool>();
  }

  template <typename Integer>
  [[nodiscard]] Integer integer() const {
    if (json_ == nullptr) return 0;
    const bool fits = json_->is_number_unsigned() &&
                      json_->get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
    if (!fits) complain("is no count");
    return fits ? json_->get<Integer>() : 0;
  }

  [[nodiscard]] std::chrono::microseconds milliseconds() const {
    constexpr double most = 1e12;
    if (json_ == nullptr) return {};
    const double count = json_->is_number() ? json_->get<double>() : -1;
    if (!(count >= 0 && count <= most)) {
      complain("is no duration in milliseconds");
      return {};
    }
    return std::chrono::microseconds(std::llround(count * 1000));
  }

  [[nodiscard]] std::optional<recorded::Timestamp> timestamp() const {
    if (json_ == nullptr) return std::nullopt;
    const auto at = recorded::parse_timestamp(text());
    if (!at) complain("is no time like 2026-01-31T12:00:00.000000Z");
    return at;
  }

  /// The meaning of a word, by `find`.
  template <typename Meaning>
  [[nodiscard]] Meaning word(std::optional<Meaning> (*find)(std::string_view)) const {
    const std::string name = text();
    const auto meaning = find(name);
    if (json_ != nullptr && !meaning) complain(fmt::format("is `{}`, which means nothing here", name));
    return meaning.value_or(Meaning{});
  }

  template <typename Item>
  [[nodiscard]] auto list(Item (*read)(const Value&)) const {
    std::vector<Item> items;
    if (json_ == nullptr) return items;
    if (!json_->is_array()) {
      complain("is no array");
      return items;
    }
    items.reserve(json_->size());
    for (std::size_t at = 0; at < json_->size() && !complaint_->said(); ++at)
      items.push_back(read({&(*json_)[at], fmt::format("{}/{}", pointer_, at), *complaint_}));
    return items;
  }

  /// The members of an object, in their order.
  template <typename Item>
  [[nodiscard]] auto members(Item (*read)(const std::string& key, const Value&)) const {
    std::vector<Item> items;
    if (json_ == nullptr) return items;
    if (!json_->is_object()) complain("is no object");
    if (!json_->is_object()) return items;
    for (const auto& [key, value] : json_->items())
      items.push_back(read(key, {&value, pointer_ + "/" + key, *complaint_}));
    return items;
  }

  [[nodiscard]] std::vector<std::string> texts() const {
    return list<std::string>([](const Value& value) { return value.text(); });
  }
  [[nodiscard]] std::vector<std::string> all_bytes() const {
    return list<std::string>([](const Value& value) { return value.bytes(); });
  }

 private:
  const Json* json_;
  std::string pointer_;
  Complaint* complaint_;
};

run::CheckFailure read_failure(const Value& json) {
  const Value seen = json.member("seen", Need::required);
  return {.level = json.member("level", Need::required).word(suite::find_level),
          .kind = json.member("kind", Need::required).word(suite::find_kind),
          .flags = json.member("flags").texts(),
          .rules = json.member("rules", Need::required).texts(),
          .refused_by = json.member("refused_by").text(),
          .what = json.member("what", Need::required).bytes(),
          .field = json.member("field", Need::required).bytes(),
          .expected = json.member("expected", Need::required).bytes(),
          .seen = seen.is_null() ? std::string() : seen.bytes(),
          .absent = seen.is_null(),
          .step = json.member("step", Need::required).integer<int>(),
          .gating = json.member("gating", Need::required).boolean(true),
          .accepted = json.member("accepted").boolean(false)};
}

std::optional<std::size_t> read_index(const Value& json) {
  if (!json.exists()) return std::nullopt;
  return json.integer<std::size_t>();
}

run::RecordedExchange read_exchange(const Value& json) {
  std::string url = json.member("url", Need::required).bytes();
  const bool secure = url.starts_with("https:");
  return {.step = json.member("step", Need::required).integer<int>(),
          .purpose = json.member("purpose", Need::required).text(),
          .method = json.member("method", Need::required).bytes(),
          .url = std::move(url),
          .secure = secure,
          .sent = json.member("sent", Need::required).bytes(),
          .head = json.member("head", Need::required).bytes(),
          .body = json.member("body").bytes(),
          .body_truncated = json.member("body_truncated").boolean(false),
          .status = json.member("status", Need::required).integer<int>(),
          .error = json.member("error").bytes(),
          .findings = json.member("findings").all_bytes(),
          .stored_answer = read_index(json.member("stored_answer")),
          .started = json.member("started").timestamp(),
          .duration = json.member("duration_ms", Need::required).milliseconds(),
          .reproduce = json.member("reproduce").bytes()};
}

run::Attempt read_attempt(const Value& json) {
  return {.result = json.member("result", Need::required).word(run::find_result),
          .failures = json.member("failures", Need::required).list(read_failure),
          .exchanges = json.member("exchanges", Need::required).list(read_exchange),
          .exchange_count = json.member("exchange_count").integer<int>(),
          .notes = json.member("notes").all_bytes(),
          .unjudged = json.member("unjudged").texts(),
          .duration = json.member("duration_ms", Need::required).milliseconds()};
}

std::optional<run::Result> read_before(const Value& json) {
  if (!json.exists()) return std::nullopt;
  return json.word(run::find_result);
}

std::map<std::string, std::string> read_bound(const Value& json) {
  std::map<std::string, std::string> bound;
  for (auto& named : json.members<std::pair<std::string, std::string>>(
           [](const std::string& name, const Value& value) { return std::pair(name, value.bytes()); }))
    bound.insert(std::move(named));
  return bound;
}

run::CaseResult read_result(const Value& json) {
  return {.target = json.member("target", Need::required).text(),
          .profile = json.member("profile", Need::required).text(),
          .id = json.member("id", Need::required).text(),
          .engine = json.member("engine", Need::required).text(),
          .aliases = json.member("aliases").texts(),
          .bound = read_bound(json.member("bound")),
          .suite = json.member("suite", Need::required).text(),
          .title = json.member("title", Need::required).text(),
          .why = json.member("why", Need::required).text(),
          .level = json.member("level", Need::required).word(suite::find_level),
          .kind = json.member("kind", Need::required).word(suite::find_kind),
          .rules = json.member("rules", Need::required).texts(),
          .tags = json.member("tags").texts(),
          .depends_on = json.member("depends_on").texts(),
          .result = json.member("result", Need::required).word(run::find_result),
          .reason = json.member("reason").bytes(),
          .known_issue = json.member("known_issue").text(),
          .before = read_before(json.member("before")),
          .attempts = json.member("attempts", Need::required).list(read_attempt),
          .place = read_index(json.member("place"))};
}

run::TargetInfo read_target(const Value& json) {
  return {.url = json.member("url", Need::required).text(),
          .profiles = json.member("profiles", Need::required).texts(),
          .server = json.member("server").bytes(),
          .reachable = json.member("reachable", Need::required).boolean(true),
          .unreachable_reason = json.member("unreachable_reason").bytes(),
          .anything_selected = json.member("anything_selected").boolean(true)};
}

run::SessionCost read_cost(const Value& json) {
  const Value if_kept = json.member("if_kept");
  return {.engine = json.member("engine", Need::required).text(),
          .preflights = json.member("preflights").integer<int>(),
          .if_kept = if_kept.exists() ? std::optional(if_kept.integer<int>()) : std::nullopt,
          .exchange_count = json.member("exchange_count").integer<int>(),
          .unmeasured = json.member("unmeasured").bytes()};
}

run::SessionResult read_session(const Value& json) {
  return {.target = json.member("target", Need::required).text(),
          .profile = json.member("profile", Need::required).text(),
          .id = json.member("id", Need::required).text(),
          .title = json.member("title", Need::required).text(),
          .why = json.member("why", Need::required).text(),
          .requests = json.member("requests", Need::required).integer<int>(),
          .costs = json.member("costs", Need::required).list(read_cost)};
}

run::RuleInfo read_rule(const std::string& id, const Value& json) {
  return {.id = id,
          .statement = json.member("statement", Need::required).text(),
          .link = json.member("link", Need::required).text()};
}

run::Claim read_claim(const Value& json) {
  run::Claim claim;
  if (!json.exists()) return claim;
  for (const auto& key : claim_keys()) {
    // A literal, which ends in zero. NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage)
    const Value value = json.member(key.name.data());
    claim.*key.member = value.text();
    if (const auto wrong = wrong_with_claimed(key, claim.*key.member); !wrong.empty()) value.complain(wrong);
  }
  return claim;
}

run::RunInfo read_info(const Value& root) {
  const Value cases = root.member("cases", Need::required);
  const Value json = root.member("run", Need::required);
  return {.tool_version = root.member("tool", Need::required).member("version", Need::required).text(),
          .case_set_hash = cases.member("sha256", Need::required).text(),
          .standard_date = cases.member("standard_date", Need::required).text(),
          .started = json.member("started", Need::required).text(),
          .command_line = json.member("command_line", Need::required).texts(),
          .transport_headers = json.member("transport_headers").texts(),
          .gate_level = json.member("level", Need::required).word(suite::find_level),
          .engine = json.member("engine", Need::required).text(),
          .baseline = json.member("baseline").text(),
          .complete = json.member("complete", Need::required).boolean(true),
          .broken_off = json.member("broken_off").bytes(),
          .duration = json.member("duration_ms", Need::required).milliseconds()};
}

void read_shard(const Value& json, run::Report& report) {
  if (!json.exists()) return;
  report.shard = true;
  report.shard_index = json.member("index", Need::required).integer<int>();
  report.shard_count = json.member("count", Need::required).integer<int>();
  if (report.shard_index < 1 || report.shard_index > report.shard_count) json.complain("is no K of N");
}

/// "line 3, column 7", both from 1; columns are bytes.
std::string place(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? before.size() + 1 : before.size() - start;
  return fmt::format("line {}, column {}", line, column);
}

/// The parsed text, or where it stops being JSON.
std::expected<Json, std::string> parse(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t at = error.byte > 0 ? error.byte - 1 : 0;
    return std::unexpected(fmt::format("is no JSON from {} on", place(text, std::min(at, text.size()))));
  }
}

}  // namespace

std::expected<run::Report, std::string> read_json(std::string_view text) {
  const auto document = parse(text);
  if (!document) return std::unexpected(document.error());
  Complaint complaint;
  const Value root(&*document, "", complaint);
  if (root.member("format", Need::required).text() != "corspec-report")
    return std::unexpected("is no report of corspec");
  const int version = root.member("version", Need::required).integer<int>();
  if (version > report_format_version) {
    return std::unexpected(
        fmt::format("has version {} of the format; this corspec reads up to {}", version, report_format_version));
  }
  run::Report report{.info = read_info(root),
                     .claim = read_claim(root.member("claim")),
                     .targets = root.member("targets", Need::required).list(read_target),
                     .rules = root.member("rules", Need::required).members(read_rule),
                     .results = root.member("results", Need::required).list(read_result),
                     .sessions = root.member("sessions").list(read_session)};
  read_shard(root.member("run").member("shard"), report);
  if (complaint.said()) return std::unexpected(*complaint.said());
  return report;
}

}  // namespace corspec::reports
