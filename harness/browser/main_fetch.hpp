#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "browser/preflight_cache.hpp"
#include "browser/request.hpp"
#include "browser/request_state.hpp"
#include "fetch/preflight.hpp"
#include "fetch/refusal.hpp"
#include "fetch/time.hpp"
#include "fetch/url.hpp"
#include "message/header_list.hpp"

namespace corspec::browser {

/// What the browser wants to be sent next.
struct Send {
  enum class Purpose : std::uint8_t { preflight, request };

  Purpose purpose = Purpose::request;
  fetch::Url url;
  std::string method;
  /// In the order of sending; without what the network layer adds (Host, User-Agent, Content-Length, Connection).
  message::HeaderList headers;
  std::string body;
  /// Whether credentials (cookies, TLS client certificate, HTTP authentication) may go along; also names the
  /// connection pool. Never for a preflight (PFQ-8).
  bool credentials = false;
  /// The same was answered with 421: it is to go out on another connection (PFQ-19, ACT-6).
  bool new_connection = false;
};

/// A final response as the network layer delivers it.
struct Response {
  int status = 0;
  message::HeaderList headers;
};

/// Why a preflight was or was not needed.
struct PreflightNeed {
  enum class Answer : std::uint8_t { not_cors, not_needed, cached, sent };

  Answer answer = Answer::not_needed;
  /// The rule that decided, NEED-1 to NEED-12; empty when the preflight alone was asked for.
  std::string_view rule;
  /// The reasons, each a fact about the request: method not safelisted, the unsafe header names, the flag.
  bool method_not_safelisted = false;
  bool use_cors_preflight_flag = false;
  bool outlasts_redirect = false;  ///< GREY-36: it was needed before the redirect
  std::vector<std::string> unsafe_names;
};

/// One URL of the redirect chain.
struct Hop {
  fetch::Url url;
  std::string method;
  std::string origin;  ///< the serialised request origin on this hop (REDIR-9)
  PreflightNeed preflight;
  /// The preflight as sent, and its evaluation; null when none was sent or no answer came.
  std::optional<fetch::PreflightEvaluation> evaluation;
  /// The status of the answer to the request itself; 0 when it was not sent or not answered.
  int status = 0;
};

/// What a browser concludes.
struct Verdict {
  enum class Kind : std::uint8_t {
    allow,        ///< script may read the response
    block,        ///< a network error
    opaque,       ///< `no-cors`, or an opaque redirect: nothing to read, nothing refused
    left_target,  ///< redirected to a host that must not be contacted: not a verdict
  };
  /// Where on its last hop a refusal happened: a redirect may lead to what is refused before it is sent.
  enum class Stage : std::uint8_t { before_sending, preflight, request };

  Kind kind = Kind::block;
  Stage stage = Stage::request;
  /// With `block`. Besides response headers and "status", `field` may be a part of the request: "method", "body",
  /// "request headers", "url", "mode", "redirect mode".
  std::optional<fetch::Refusal> refusal;
  std::vector<Hop> hops;
  /// The names script may read, lower-case and sorted; of all headers when the request was not a CORS request.
  std::vector<std::string> exposed;
  /// TAO-1 over the whole chain: null when it passes.
  std::optional<fetch::Refusal> timing;
  /// Redirect target when `left_target`.
  std::string location;

  [[nodiscard]] bool allowed() const { return kind == Kind::allow; }
};

using Action = std::variant<Send, Verdict>;

/// https://fetch.spec.whatwg.org/#concept-main-fetch and what it calls, for one request, sans-I/O:
///
///     MainFetch fetching(engine, cache, request);
///     Action action = fetching.start(now);
///     while (auto* send = std::get_if<Send>(&action)) action = fetching.on_response(answer(*send), now);
///
/// `engine` and `cache` must outlive the object; one browser's fetches share them. 421 is retried once (PFQ-19),
/// redirects are followed (REDIR-1 to REDIR-9). Service workers, the HTTP cache, HSTS, CSP and
/// Cross-Origin-Resource-Policy (which concerns opaque responses only, CORP-1) are not modelled.
class MainFetch {
 public:
  MainFetch(const Engine& engine, PreflightCache& cache, Request request);

  /// Must be called once, first.
  [[nodiscard]] Action start(fetch::Instant now);
  /// The final response to the last `Send`; 1xx never arrives here (PFQ-22). Throws std::logic_error when nothing was
  /// sent, as on_failure does.
  [[nodiscard]] Action on_response(const Response& response, fetch::Instant now);
  /// No answer is an answer (PF-17). `what` says what happened, for the refusal: "connection reset before the head".
  [[nodiscard]] Action on_failure(std::string_view what, fetch::Instant now);

  /// fetch#cors-preflight-fetch-0 alone: the preflight of `request`, needed or not, evaluated and cached on success.
  /// Used instead of `start`; the answer to the preflight ends it. The cache is neither asked nor cleared.
  [[nodiscard]] Action start_preflight_only(fetch::Instant now);
  /// After `start_preflight_only`: whether pages have any way to make the engine send that preflight. Where nothing
  /// asks for one, only an observed upload forces it, and GREY-37 wants something to upload.
  [[nodiscard]] bool is_ever_sent() const;

 private:
  enum class Awaiting : std::uint8_t { nothing, preflight, request };

  [[nodiscard]] Action main_fetch(fetch::Instant now);
  [[nodiscard]] Action http_fetch(fetch::Instant now);
  [[nodiscard]] Action cors_preflight_fetch(bool new_connection = false);
  [[nodiscard]] Action http_network_or_cache_fetch(bool new_connection = false);
  [[nodiscard]] Action on_preflight_response(const Response& response, fetch::Instant now);
  [[nodiscard]] Action on_request_response(const Response& response, fetch::Instant now);
  [[nodiscard]] Action http_redirect_fetch(const Response& response, fetch::Instant now);
  [[nodiscard]] Action allow(const Response& response);
  [[nodiscard]] Action network_error(Verdict::Stage stage, fetch::Refusal refusal);
  [[nodiscard]] Action conclude(Verdict::Kind kind, Verdict::Stage stage);

  void learn(const fetch::PreflightEvaluation& evaluation, const Response& response, fetch::Instant now);
  void clear_cache_after_failure();
  [[nodiscard]] Hop& hop() { return verdict_.hops.back(); }

  const Engine* engine_;
  PreflightCache* cache_;
  std::expected<RequestState, fetch::Refusal> prepared_;
  fetch::PreflightSubject subject_;  ///< of the current URL, when the request to it is a CORS request
  Awaiting awaiting_ = Awaiting::nothing;
  bool retried_on_new_connection_ = false;
  bool preflight_only_ = false;
  bool preflight_class_ = false;  ///< some hop took the branch of NEED-6
  Verdict verdict_;
};

}  // namespace corspec::browser
