#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "browser/request.hpp"
#include "fetch/credentials_mode.hpp"
#include "suite/case.hpp"
#include "suite/expectation.hpp"

/// The words of the case format and what they mean.
namespace corspec::suite {

template <typename Meaning, std::size_t size>
using Vocabulary = std::array<std::pair<std::string_view, Meaning>, size>;

inline constexpr Vocabulary<Level, 3> level_names{
    {{"must", Level::must}, {"should", Level::should}, {"may", Level::may}}};

inline constexpr Vocabulary<Kind, 4> kind_names{{{"conformance", Kind::conformance},
                                                 {"security", Kind::security},
                                                 {"interop", Kind::interop},
                                                 {"efficiency", Kind::efficiency}}};

inline constexpr Vocabulary<fetch::CredentialsMode, 3> credentials_names{
    {{"omit", fetch::CredentialsMode::omit},
     {"same-origin", fetch::CredentialsMode::same_origin},
     {"include", fetch::CredentialsMode::include}}};

inline constexpr Vocabulary<browser::Mode, 3> mode_names{
    {{"cors", browser::Mode::cors}, {"no-cors", browser::Mode::no_cors}, {"same-origin", browser::Mode::same_origin}}};

inline constexpr Vocabulary<browser::RedirectMode, 3> redirect_names{{{"follow", browser::RedirectMode::follow},
                                                                      {"error", browser::RedirectMode::error},
                                                                      {"manual", browser::RedirectMode::manual}}};

inline constexpr Vocabulary<browser::Api, 3> api_names{
    {{"fetch", browser::Api::fetch}, {"xhr", browser::Api::xhr}, {"markup", browser::Api::markup}}};

inline constexpr Vocabulary<browser::Body::Kind, 6> body_kind_names{
    {{"text", browser::Body::Kind::text},
     {"urlencoded", browser::Body::Kind::url_search_params},
     {"form", browser::Body::Kind::form_data},
     {"blob", browser::Body::Kind::blob},
     {"buffer", browser::Body::Kind::buffer},
     {"stream", browser::Body::Kind::stream}}};

inline constexpr Vocabulary<Through, 3> through_names{
    {{"network", Through::network}, {"cache", Through::explicit_cache}, {"heuristic-cache", Through::heuristic_cache}}};

inline constexpr Vocabulary<Expectation::Verdict, 2> verdict_names{
    {{"allow", Expectation::Verdict::allow}, {"block", Expectation::Verdict::block}}};

inline constexpr Vocabulary<Expectation::Preflight, 3> preflight_names{
    {{"sent", Expectation::Preflight::sent},
     {"cached", Expectation::Preflight::cached},
     {"not-needed", Expectation::Preflight::not_needed}}};

inline constexpr Vocabulary<AnswerWanted, 3> answer_names{
    {{"any", AnswerWanted::any}, {"response", AnswerWanted::response}, {"none", AnswerWanted::none}}};

/// Every meaning has a word.
template <typename Meaning, std::size_t size>
[[nodiscard]] constexpr std::string_view word_for(const Vocabulary<Meaning, size>& words, Meaning meaning) {
  return std::ranges::find(words, meaning, &std::pair<std::string_view, Meaning>::second)->first;
}

template <typename Meaning, std::size_t size>
[[nodiscard]] constexpr std::optional<Meaning> meaning_of(const Vocabulary<Meaning, size>& words,
                                                          std::string_view word) {
  const auto found = std::ranges::find(words, word, &std::pair<std::string_view, Meaning>::first);
  return found == words.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace corspec::suite
