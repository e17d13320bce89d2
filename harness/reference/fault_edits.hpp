#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "reference/pipeline.hpp"

/// What the tables of faults share. Private to them.
namespace corspec::reference {

/// Replaces the value of a field that is there by `by(value)`, in one line.
template <typename By>
void change(Answer& answer, std::string_view name, By by) {
  if (const auto value = answer.headers.get(name)) answer.headers.set(name, by(*value));
}

/// What an edit of an answer knows.
struct Asked {
  const Policy& policy;
  const RequestView& request;
  bool preflight = false;
};

/// `edit` has the last word on every answer, preflights' and others', errors included.
template <void (*edit)(const Asked&, Answer&)>
void edit_every_answer(Stages& stages) {
  stages.vary = [](const Policy& policy, const RequestView& request, bool preflight, Answer& answer) {
    vary(policy, request, preflight, answer);
    edit({policy, request, preflight}, answer);
  };
}

/// As above for answers to what is no preflight.
template <void (*edit)(const Asked&, Answer&)>
void edit_actual_answer(Stages& stages) {
  stages.vary = [](const Policy& policy, const RequestView& request, bool preflight, Answer& answer) {
    vary(policy, request, preflight, answer);
    if (!preflight) edit({policy, request, preflight}, answer);
  };
}

/// As above for answers to preflights, granted or not.
template <void (*edit)(const Asked&, Answer&)>
void edit_preflight(Stages& stages) {
  stages.vary = [](const Policy& policy, const RequestView& request, bool preflight, Answer& answer) {
    vary(policy, request, preflight, answer);
    if (preflight) edit({policy, request, preflight}, answer);
  };
}

/// Allows, beside what the policy allows, every single origin that is let in.
template <bool (*lets_in)(const Policy& policy, const RequestView& request, std::string_view origin)>
void also_let_in(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (auto decided = decide_origin(policy, request)) return decided;
    const auto origins = request.headers.lines("Origin");
    if (origins.size() != 1 || !lets_in(policy, request, origins.front())) return std::nullopt;
    return std::string(origins.front());
  };
}

/// Allows nobody whose request is kept out, whatever the policy says of the origin.
template <bool (*keeps_out)(const Policy& policy, const RequestView& request)>
void shut_out(Stages& stages) {
  stages.decide_origin = [](const Policy& policy, const RequestView& request) -> std::optional<std::string> {
    if (keeps_out(policy, request)) return std::nullopt;
    return decide_origin(policy, request);
  };
}

/// A worker that does not outlive what it is asked: until it is back, answers are errors.
template <bool (*kills)(const RequestView&)>
void stumble_after(Stages& stages) {
  constexpr int answers_until_it_is_back = 60;
  const auto left = std::make_shared<int>(0);
  stages.write = [left](const RequestView& request, const Answer& answer, std::string_view date) {
    const bool is_down = *left > 0;
    if (is_down) --*left;
    if (kills(request)) *left = answers_until_it_is_back;
    return is_down ? write(request, error_answer(502, request), date) : write(request, answer, date);
  };
}

}  // namespace corspec::reference
