#include "reports/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/mark.hpp"
#include "reports/markdown_text.hpp"
#include "reports/page.hpp"

namespace corspec::reports {
namespace {

using Json = nlohmann::ordered_json;

/// The columns of a table that say why a score is what it is.
constexpr std::array tallied{Mark::must, Mark::should, Mark::may, Mark::blocked};

struct Column {
  const run::Report* report = nullptr;
  std::string name;
  std::string_view target;
  std::string_view profile;
  std::string_view engine;
  std::vector<const run::CaseResult*> results;
  std::vector<Mark> marks;  ///< of the results, in their order
};

/// What one column has of a case; null: it has no such case.
struct Cell {
  const run::CaseResult* result = nullptr;
  Mark mark = Mark::unjudged;
};

/// What else a column can be called by, where the name alone is not enough.
constexpr std::array qualifiers{&Column::target, &Column::profile, &Column::engine};

std::vector<Column> unnamed_columns(std::span<const Part> parts) {
  std::vector<Column> columns;
  for (const auto& [file, report] : parts) {
    std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> index;
    for (const auto& result : report.results) {
      const auto [found, is_new] =
          index.emplace(std::tuple(std::string_view(result.target), std::string_view(result.profile),
                                   std::string_view(result.engine)),
                        columns.size());
      if (is_new)
        columns.push_back({&report,
                           report.claim.implementation.empty() ? result.target : report.claim.implementation,
                           result.target,
                           result.profile,
                           result.engine,
                           {},
                           {}});
      columns[found->second].results.push_back(&result);
    }
  }
  for (Column& column : columns) column.marks = marks_of(column.results);
  return columns;
}

std::vector<Column> columns_of(std::span<const Part> parts) {
  std::vector<Column> columns = unnamed_columns(parts);
  std::map<std::pair<std::string, std::string>, std::vector<Column*>> namesakes;
  for (auto& column : columns) namesakes[{column.name, column.report->claim.version}].push_back(&column);
  for (const auto& [name, alike] : namesakes) {
    for (const auto qualifier : qualifiers) {
      const auto differs = [&](const Column* column) { return column->*qualifier != alike.front()->*qualifier; };
      if (std::ranges::none_of(alike, differs)) continue;
      for (Column* column : alike) column->name += fmt::format(", {}", column->*qualifier);
    }
  }
  return columns;
}

Json failure_json(const run::CaseResult& result, const run::CheckFailure& failure) {
  Json json{{"level", suite::name(failure.level)},
            {"rule", leading_rule(failure)},
            {"what", isomorphic_decode(failure.what)},
            {"expected", isomorphic_decode(failure.expected)},
            {"seen", failure.absent ? Json(nullptr) : Json(isomorphic_decode(failure.seen))}};
  if (const auto* exchange = exchange_of(result, failure)) {
    json["sent"] = isomorphic_decode(exchange->sent);
    json["head"] = isomorphic_decode(exchange->head);
    if (!exchange->error.empty()) json["error"] = isomorphic_decode(exchange->error);
    if (!exchange->reproduce.empty()) json["reproduce"] = isomorphic_decode(exchange->reproduce);
  }
  return json;
}

Json cell_json(const Cell& cell) {
  if (cell.result == nullptr) return nullptr;
  const run::CaseResult& result = *cell.result;
  const Mark mark = cell.mark;
  Json json{{"mark", name(mark)}};
  if (mark != Mark::pass && !result.reason.empty()) json["reason"] = isomorphic_decode(result.reason);
  if (mark == Mark::unjudged || mark == Mark::blocked) return json;
  for (const auto* failure : decisive_failures(result)) json["failures"].push_back(failure_json(result, *failure));
  return json;
}

struct Row {
  const run::CaseResult* first = nullptr;
  std::size_t place = 0;
  std::vector<Cell> cells;  ///< one for each column
};

/// Cases in the order in which the first column that has them does.
std::vector<Row> rows_of(std::span<const Column> columns) {
  std::vector<Row> rows;
  std::map<std::string_view, std::size_t> index;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const auto& results = columns[column].results;
    for (std::size_t at = 0; at < results.size(); ++at) {
      const auto [found, is_new] = index.emplace(results[at]->id, rows.size());
      if (is_new) rows.push_back({results[at], 0, std::vector<Cell>(columns.size())});
      rows[found->second].cells[column] = {results[at], columns[column].marks[at]};
    }
  }
  // By topic; within one, as they came.
  for (std::size_t at = 0; at < rows.size(); ++at) rows[at].place = at;
  std::ranges::sort(rows, {}, [](const Row& row) { return std::pair(topic(*row.first), row.place); });
  return rows;
}

Json rules_json(std::span<const Part> parts) {
  Json rules = Json::object();
  for (const auto& [file, report] : parts) {
    for (const auto& rule : report.rules) rules[rule.id] = {{"statement", rule.statement}, {"link", rule.link}};
  }
  return rules;
}

/// With the policy, where all are held against the same.
std::string title_of(std::span<const Part> parts) {
  const auto columns = unnamed_columns(parts);
  const auto differs = [&](const Column& column) { return column.profile != columns.front().profile; };
  const bool alike = !columns.empty() && !columns.front().profile.empty() && std::ranges::none_of(columns, differs);
  return alike ? fmt::format("CORS compliance matrix: {}", columns.front().profile) : "CORS compliance matrix";
}

Json document_of(std::span<const Part> parts) {
  const auto columns = columns_of(parts);
  Json json{{"format", "corspec-matrix"}, {"version", 1}};
  json["columns"] = Json::array();
  for (const auto& column : columns) {
    json["columns"].push_back({{"name", column.name},
                               {"version", column.report->claim.version},
                               {"profile", column.profile},
                               {"engine", column.engine},
                               {"started", column.report->info.started},
                               {"corspec", column.report->info.tool_version},
                               {"cases", column.report->info.case_set_hash}});
  }
  json["rules"] = rules_json(parts);
  json["cases"] = Json::array();
  for (const auto& row : rows_of(columns)) {
    Json cells = Json::array();
    for (const Cell& cell : row.cells) cells.push_back(cell_json(cell));
    json["cases"].push_back({{"id", row.first->id},
                             {"topic", topic(*row.first)},
                             {"title", row.first->title},
                             {"why", row.first->why},
                             {"cells", std::move(cells)}});
  }
  return json;
}

}  // namespace

std::expected<void, std::string> check_matrix(std::span<const Part> parts) {
  for (const auto& [name, report] : parts) {
    if (report.shard) return std::unexpected(name + " is a shard: merge them first, without --matrix");
    if (!report.info.complete)
      return std::unexpected(fmt::format("{} is an incomplete run: {}", name, printable(report.info.broken_off)));
    for (const auto& target : report.targets) {
      if (!target.reachable)
        return std::unexpected(
            fmt::format("{} did not reach {}: {}", name, target.url, printable(target.unreachable_reason)));
    }
  }
  return check_common(parts, {Common::version, Common::case_set, Common::level});
}

std::string matrix_json(std::span<const Part> parts) {
  return document_of(parts).dump(1, ' ', true, Json::error_handler_t::replace) + "\n";
}

std::string matrix_html(std::span<const Part> parts) {
  const auto data = document_of(parts).dump(-1, ' ', true, Json::error_handler_t::replace);
  const auto& info = parts.front().report.info;
  const std::string title = xml_text(printable(title_of(parts)));
  return make_page(
      "matrix", title,
      {{"title", title},
       {"footer", xml_text(printable(fmt::format("corspec {}, cases {}, Fetch Standard of {}, {}", info.tool_version,
                                                 info.case_set_hash, info.standard_date, info.started)))},
       {"data", page_json(data)}});
}

std::string matrix_markdown(std::span<const Part> parts) {
  const auto columns = columns_of(parts);
  std::map<std::string_view, std::vector<Score>> by_topic;
  std::vector<Score> all(columns.size());
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const auto& results = columns[column].results;
    for (std::size_t at = 0; at < results.size(); ++at) {
      auto& scores = by_topic[topic(*results[at])];
      scores.resize(columns.size());
      scores[column].add(columns[column].marks[at]);
      all[column].add(columns[column].marks[at]);
    }
  }
  std::string out = "| implementation | version |";
  for (const auto& [topic, scores] : by_topic) out += fmt::format(" {} |", markdown_text(topic));
  out += " all |";
  for (const Mark mark : tallied) out += fmt::format(" {} |", name(mark));
  out += "\n| --- | --- |";
  for (std::size_t at = 0; at < by_topic.size() + 1 + tallied.size(); ++at) out += " ---: |";
  out += "\n";
  for (std::size_t column = 0; column < columns.size(); ++column) {
    out += fmt::format("| {} | {} |", markdown_text(columns[column].name),
                       markdown_text(columns[column].report->claim.version));
    for (const auto& [topic, scores] : by_topic)
      out += fmt::format(" {}/{} |", scores[column].met(), scores[column].asked());
    out += fmt::format(" {}/{} |", all[column].met(), all[column].asked());
    for (const Mark mark : tallied) out += fmt::format(" {} |", all[column].of(mark));
    out += "\n";
  }
  return out;
}

}  // namespace corspec::reports
