#include "reports/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "reports/describe.hpp"
#include "reports/escape.hpp"
#include "reports/xml_writer.hpp"
#include "run/gate.hpp"

namespace corspec::reports {
namespace {

enum class Outcome { passed, failure, error, skipped };

/// JUnit's four outcomes from our nine, in step with `run::gates`.
Outcome outcome(run::Result result) {
  if (result == run::Result::error) return Outcome::error;
  if (run::gates(result)) return Outcome::failure;
  return result == run::Result::pass ? Outcome::passed : Outcome::skipped;
}

using SuiteKey = std::tuple<std::string, std::string, std::string, std::string>;

struct JunitSuite {
  std::vector<const run::CaseResult*> cases;
  std::chrono::microseconds duration{0};

  [[nodiscard]] std::ptrdiff_t number_of(Outcome wanted) const {
    return std::ranges::count_if(cases, [&](const auto* result) { return outcome(result->result) == wanted; });
  }
  [[nodiscard]] std::string count_of(Outcome wanted) const { return std::to_string(number_of(wanted)); }
};

std::string seconds(std::chrono::microseconds duration) {
  return fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1e6);
}

std::chrono::microseconds duration_of(const run::CaseResult& result) {
  std::chrono::microseconds sum{0};
  for (const auto& attempt : result.attempts) sum += attempt.duration;
  return sum;
}

/// `corspec.preflight.method`: the dots make CI show a tree.
std::string class_name(const run::CaseResult& result) {
  std::string name = result.suite;
  std::ranges::replace(name, '/', '.');
  return "corspec." + name;
}

/// The id with its row, below the suite's name. Readers take two tests of one class and name for the same.
std::string case_name(const run::Report& report, const run::CaseResult& result) {
  const std::string prefix = result.suite + "/";
  const std::string name = result.id.starts_with(prefix) ? result.id.substr(prefix.size()) : result.id;
  return name + whereabouts(report, result);
}

void write_failures(XmlWriter& xml, const run::Report& report, const run::CaseResult& result) {
  const auto failures = decisive_failures(result);
  for (const auto* failure : failures) {
    xml.open("failure");
    xml.attribute("message", printable(failure->what));
    xml.attribute("type", leading_rule(*failure));
    xml.text(result.title + "\n" + failure_details(report, result, *failure, ""));
    xml.close();
  }
  if (!failures.empty()) return;
  xml.open("failure");
  xml.attribute("message", printable(result.reason));
  xml.attribute("type", run::name(result.result));
  xml.close();
}

void write_case(XmlWriter& xml, const run::Report& report, const run::CaseResult& result) {
  xml.open("testcase");
  xml.attribute("name", case_name(report, result));
  xml.attribute("classname", class_name(result));
  xml.attribute("time", seconds(duration_of(result)));
  switch (outcome(result.result)) {
    case Outcome::passed:
      break;
    case Outcome::failure:
      write_failures(xml, report, result);
      break;
    case Outcome::error:
      xml.open("error");
      xml.attribute("message", printable(result.reason));
      xml.attribute("type", "error");
      xml.close();
      break;
    case Outcome::skipped:
      xml.open("skipped");
      xml.attribute("message", fmt::format("{}: {}", run::name(result.result), printable(result.reason)));
      xml.close();
      break;
  }
  xml.close();
}

/// A target that cannot be reached has no results; an empty document would look like success.
void write_unreachable(XmlWriter& xml, const run::TargetInfo& target) {
  xml.open("testsuite");
  xml.attribute("name", target.url);
  for (const auto& [name, value] :
       {std::pair{"tests", "1"}, {"failures", "0"}, {"errors", "1"}, {"skipped", "0"}, {"time", "0.000"}}) {
    xml.attribute(name, value);
  }
  xml.open("testcase");
  xml.attribute("name", "reachable");
  xml.attribute("classname", "corspec.target");
  xml.attribute("time", "0.000");
  xml.open("error");
  xml.attribute("message", printable(target.unreachable_reason));
  xml.attribute("type", "unreachable");
  xml.close();
  xml.close();
  xml.close();
}

}  // namespace

std::string junit(const run::Report& report) {
  std::map<SuiteKey, JunitSuite> suites;
  JunitSuite all;
  for (const auto& result : report.results) {
    JunitSuite& suite = suites[{result.target, result.profile, result.engine, result.suite}];
    for (JunitSuite* into : {&suite, &all}) {
      into->cases.push_back(&result);
      into->duration += duration_of(result);
    }
  }
  const auto unreachable = std::ranges::count_if(report.targets, [](const auto& target) { return !target.reachable; });
  XmlWriter xml;
  xml.open("testsuites");
  xml.attribute("name", "corspec");
  xml.attribute("tests", std::to_string(static_cast<std::ptrdiff_t>(all.cases.size()) + unreachable));
  xml.attribute("failures", all.count_of(Outcome::failure));
  xml.attribute("errors", std::to_string(all.number_of(Outcome::error) + unreachable));
  xml.attribute("time", seconds(report.info.duration));
  for (const auto& [key, suite] : suites) {
    const auto& [target, profile, engine, name] = key;
    xml.open("testsuite");
    xml.attribute("name", name);
    xml.attribute("tests", std::to_string(suite.cases.size()));
    xml.attribute("failures", suite.count_of(Outcome::failure));
    xml.attribute("errors", suite.count_of(Outcome::error));
    xml.attribute("skipped", suite.count_of(Outcome::skipped));
    xml.attribute("time", seconds(suite.duration));
    xml.open("properties");
    const std::pair<std::string_view, std::string_view> properties[] = {
        {"target", target},
        {"profile", profile},
        {"engine", engine},
        {"corspec.version", report.info.tool_version},
        {"corspec.cases.sha256", report.info.case_set_hash},
        {"fetch.standard.date", report.info.standard_date},
        {"complete", report.info.complete ? "true" : "false"},
    };
    for (const auto& [property, value] : properties) {
      xml.open("property");
      xml.attribute("name", property);
      xml.attribute("value", value);
      xml.close();
    }
    xml.close();
    for (const auto* result : suite.cases) write_case(xml, report, *result);
    xml.close();
  }
  for (const auto& target : report.targets) {
    if (!target.reachable) write_unreachable(xml, target);
  }
  xml.close();
  return xml.take();
}

}  // namespace corspec::reports
