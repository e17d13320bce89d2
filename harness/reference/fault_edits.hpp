#pragma once

#include <memory>
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
