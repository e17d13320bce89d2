#include "testing/reference_fetch.hpp"

#include <optional>
#include <set>
#include <utility>

#include "fetch/url.hpp"
#include "testing/reference_cache.hpp"
#include "testing/reference_text.hpp"

namespace corspec::reference {

namespace {

using browser::Api;
using browser::Body;
using browser::Mode;
using browser::RedirectMode;
using ::corspec::fetch::CredentialsMode;
using ::corspec::fetch::Url;

const std::string http_whitespace = " \t\r\n";

bool is_among(const std::string& item, const std::set<std::string>& items) {
  return items.contains(item);
}

bool has(const Headers& headers, const std::string& name) {
  return !get(headers, name).null;
}

void remove(Headers& headers, const std::set<std::string>& lower_case_names) {
  Headers kept;
  for (const auto& header : headers) {
    if (!is_among(lowercase(header.first), lower_case_names)) kept.push_back(header);
  }
  headers = kept;
}

bool same_origin(const std::string& origin, const Url& url) {
  return origin == ::corspec::fetch::serialize_origin(url);
}

/// https://w3c.github.io/webappsec-secure-contexts/#potentially-trustworthy-origin
bool is_potentially_trustworthy(const Url& url) {
  if (url.scheme == "https" || url.host == "[::1]" || url.host == "localhost") return true;
  const std::string localhost = ".localhost";
  if (url.host.size() > localhost.size() && url.host.substr(url.host.size() - localhost.size()) == localhost)
    return true;
  return is_ipv4(url.host) && url.host.substr(0, 4) == "127.";
}

/// One fetch on its way.
class Fetching {
 public:
  Fetching(const browser::Request& request, const std::vector<Answer>& answers)
      : request_(request), answers_(answers), cache_(CacheSwitches{}) {}

  Fetched run(bool preflight_only) {
    if (!prepare()) {
      fetched_.kind = "throws";
      return fetched_;
    }
    if (preflight_only) {
      tainting_ = "cors";
      if (preflight()) conclude("allow");
    } else {
      while (fetched_.kind.empty()) main_fetch();
    }
    return fetched_;
  }

 private:
  // fetch#dom-request, XMLHttpRequest's send(): false when they throw.
  bool prepare() {
    const bool userinfo = !request_.url.username.empty() || !request_.url.password.empty();
    if (request_.api == Api::fetch && userinfo) return false;
    if (!is_token(request_.method)) return false;
    if (is_among(lowercase(request_.method), {"connect", "trace", "track"})) return false;
    method_ = normalize_method(request_.method);
    if (request_.mode == Mode::no_cors && !is_among(method_, {"GET", "HEAD", "POST"})) return false;
    body_ = request_.body.kind;
    if (body_ != Body::Kind::none && (method_ == "GET" || method_ == "HEAD")) {
      if (request_.api != Api::xhr) return false;
      body_ = Body::Kind::none;
    } else if (body_ == Body::Kind::stream && request_.mode != Mode::cors && request_.mode != Mode::same_origin) {
      return false;
    }
    for (const auto& header : request_.headers) {
      const std::string value = strip(header.value, http_whitespace);
      if (!is_token(header.name) || value.find_first_of(std::string("\0\r\n", 3)) != std::string::npos) return false;
    }
    for (const auto& header : request_.headers) append(header.name, strip(header.value, http_whitespace));
    if (!content_type().empty() && !has(headers_, "content-type"))
      append("Content-Type", strip(content_type(), http_whitespace));
    // fetch#concept-fetch s13, s14
    const std::string& language = request_.user_agent_accept_language;
    if (!has(headers_, "accept")) headers_.emplace_back("Accept", "*/*");
    if (!language.empty() && !has(headers_, "accept-language")) headers_.emplace_back("Accept-Language", language);
    flag_ = body_ == Body::Kind::stream || (request_.api == Api::xhr && request_.upload_listener);
    url_list_ = {request_.url};
    return true;
  }

  /// https://fetch.spec.whatwg.org/#concept-headers-append; XHR: fetch#concept-header-list-combine
  void append(const std::string& name, const std::string& value) {
    if (is_forbidden_request_header(name, value)) return;
    const Extracted earlier = get(headers_, name);
    const std::string combined = earlier.null ? value : earlier.values[0] + ", " + value;
    if (request_.api == Api::xhr) {
      for (auto& header : headers_) {
        if (lowercase(header.first) != lowercase(name)) continue;
        header.second = combined;
        return;
      }
    } else if (request_.mode == Mode::no_cors) {
      // https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
      if (!is_among(lowercase(name), {"accept", "accept-language", "content-language", "content-type"})) return;
      if (!is_cors_safelisted_request_header(name, combined)) return;
    }
    headers_.emplace_back(name, value);
  }

  [[nodiscard]] std::string content_type() const {
    if (body_ == Body::Kind::text) return "text/plain;charset=UTF-8";
    if (body_ == Body::Kind::url_search_params) return "application/x-www-form-urlencoded;charset=UTF-8";
    if (body_ == Body::Kind::form_data) return "multipart/form-data; boundary=----corspec-form-boundary";
    if (body_ != Body::Kind::blob) return "";
    // https://w3c.github.io/FileAPI/#dom-blob-blob
    for (char byte : request_.body.blob_type) {
      if (byte < 0x20 || byte > 0x7e) return "";
    }
    return lowercase(request_.body.blob_type);
  }

  /// https://fetch.spec.whatwg.org/#serializing-a-request-origin
  [[nodiscard]] std::string origin() const {
    for (std::size_t at = 1; at < url_list_.size(); ++at) {
      const Url& last = url_list_[at - 1];
      const std::string last_origin = ::corspec::fetch::serialize_origin(last);
      if (!same_origin(last_origin, url_list_[at]) && !same_origin(request_.origin, last)) return "null";
    }
    return request_.origin;
  }

  [[nodiscard]] bool included() const { return request_.credentials == CredentialsMode::include; }

  void conclude(const std::string& kind) { fetched_.kind = kind; }
  void block(const std::string& rule) {
    fetched_.kind = "block";
    fetched_.rule = rule;
  }

  // https://fetch.spec.whatwg.org/#concept-main-fetch, one hop of it
  void main_fetch() {
    const Url& url = url_list_.back();
    if (request_.block_bad_ports && ::corspec::fetch::is_bad_port(url.effective_port())) return block("NEED-12");
    const bool from_https = request_.origin.substr(0, 8) == "https://";
    if (request_.block_mixed_content && from_https && !is_potentially_trustworthy(url)) return block("NEED-11");
    // s12
    if (same_origin(request_.origin, url) && tainting_ == "basic") return http_fetch();
    if (request_.mode == Mode::navigate) return http_fetch();
    if (request_.mode == Mode::same_origin) return block("NEED-3");
    if (request_.mode == Mode::no_cors) {
      if (request_.redirect != RedirectMode::follow) return block("NEED-4");
      tainting_ = "opaque";
      return http_fetch();
    }
    tainting_ = "cors";
    const std::vector<std::string> unsafe = cors_unsafe_request_header_names(headers_);
    const bool is_safelisted_method = is_among(method_, {"GET", "HEAD", "POST"});
    const bool unsafe_request_flag = request_.api != Api::markup;
    if (flag_ || (unsafe_request_flag && (!is_safelisted_method || !unsafe.empty()))) {
      // fetch#concept-http-fetch s4.1
      bool needed = !cache_.has_method(key(), included(), method_, 0) && (!is_safelisted_method || flag_);
      for (const auto& name : unsafe) needed = needed || !cache_.has_header_name(key(), included(), name, 0);
      if (needed && !preflight()) return;
    }
    http_fetch();
  }

  [[nodiscard]] CacheKey key() const {
    return {request_.top_level_site.empty() ? request_.origin : request_.top_level_site, origin(),
            ::corspec::fetch::serialize(url_list_.back())};
  }

  /// The answer to `sent`; null when none comes. 421 is asked again once, on another connection, if `again`.
  std::optional<Answer> send(Sent sent, bool again) {
    for (;;) {
      fetched_.sent.push_back(sent);
      if (fetched_.sent.size() > answers_.size()) {
        block("PF-17");
        return std::nullopt;
      }
      const Answer& answer = answers_[fetched_.sent.size() - 1];
      if (answer.status != 421 || !again || sent.new_connection) return answer;
      sent.new_connection = true;
    }
  }

  /// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0; whether the request may be sent.
  bool preflight() {
    std::string joined;
    for (const auto& name : cors_unsafe_request_header_names(headers_)) joined += (joined.empty() ? "" : ",") + name;
    Headers headers = {{"Accept", "*/*"}, {"Access-Control-Request-Method", method_}};
    if (!joined.empty()) headers.emplace_back("Access-Control-Request-Headers", joined);
    headers.emplace_back("Origin", origin());
    const auto answer =
        send({true, false, false, false, "OPTIONS", ::corspec::fetch::serialize(url_list_.back()), headers}, true);
    if (!answer) return false;
    const Request asked{origin(), method_, headers_, included(), flag_};
    const Evaluation evaluation = evaluate_preflight(asked, answer->status, answer->headers);
    if (!evaluation.rule.empty()) {
      block(evaluation.rule);
      return false;
    }
    cache_.update(key(), included(), evaluation.methods, evaluation.header_names, evaluation.max_age, 0);
    return true;
  }

  // https://fetch.spec.whatwg.org/#concept-http-fetch from s4.3, and what it calls
  void http_fetch() {
    const Url& url = url_list_.back();
    const bool is_stream = body_ == Body::Kind::stream;
    if (is_stream && !request_.connection_streams_bodies) return block("FLAG-3");
    Headers headers = headers_;
    const bool downgrade = request_.origin.substr(0, 8) == "https://" && url.scheme != "https";
    // https://fetch.spec.whatwg.org/#append-a-request-origin-header
    if (tainting_ == "cors") {
      headers.emplace_back("Origin", origin());
    } else if (method_ != "GET" && method_ != "HEAD") {
      headers.emplace_back("Origin", request_.mode != Mode::cors && downgrade ? "null" : origin());
    }
    const bool credentials =
        included() || (request_.credentials == CredentialsMode::same_origin && tainting_ == "basic");
    // A blob, a buffer and the like may be empty; what the scripts have is not.
    const auto answer =
        send({false, false, credentials, body_ != Body::Kind::none, method_, ::corspec::fetch::serialize(url), headers},
             !is_stream);
    if (!answer) return;
    if (tainting_ == "cors") {
      const std::string refused = cors_check(answer->headers, included(), origin());
      if (!refused.empty()) return block(refused);
    }
    if (tainting_ != "basic" && !tao_check(answer->headers, origin())) fetched_.timing = false;
    if (!is_among(std::to_string(answer->status), {"301", "302", "303", "307", "308"})) return respond(*answer);
    if (request_.redirect == RedirectMode::error) return block("REDIR-8");
    if (request_.redirect == RedirectMode::manual) return conclude("opaque");
    http_redirect_fetch(*answer);
  }

  // fetch#concept-main-fetch s14
  void respond(const Answer& answer) {
    if (tainting_ == "opaque") return conclude("opaque");
    conclude("allow");
    if (tainting_ == "cors") {
      fetched_.exposed = exposed_header_names(answer.headers, included());
      return;
    }
    std::set<std::string> names;
    for (const auto& header : answer.headers) names.insert(lowercase(header.first));
    names.erase("set-cookie");
    names.erase("set-cookie2");
    fetched_.exposed = {names.begin(), names.end()};
  }

  // https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
  void http_redirect_fetch(const Answer& answer) {
    const Url& current = url_list_.back();
    std::vector<std::string> lines;
    for (const auto& header : answer.headers) {
      if (lowercase(header.first) == "location") lines.push_back(header.second);
    }
    if (lines.empty()) return respond(answer);
    if (lines.size() > 1) return block("HV-3");
    auto parsed = ::corspec::fetch::parse_url(lines[0], &current);
    if (!parsed)
      return parsed.error() == ::corspec::fetch::UrlError::host_non_ascii ? conclude("left") : block("REDIR-6");
    Url location = *parsed;
    if (!location.fragment) location.fragment = current.fragment;
    // s7
    if (redirect_count_ == 20) return block("REDIR-7");
    ++redirect_count_;
    // s9, s10
    const bool userinfo = !location.username.empty() || !location.password.empty();
    if (request_.mode == Mode::cors && userinfo && !same_origin(request_.origin, location)) return block("REDIR-6");
    if (tainting_ == "cors" && userinfo) return block("REDIR-6");
    // s11
    if (answer.status != 303 && body_ == Body::Kind::stream) return block("FLAG-4");
    const std::string authority = location.host + (location.port ? ":" + std::to_string(*location.port) : "");
    if (request_.only_authority && *request_.only_authority != authority) return conclude("left");
    // s12
    const bool found = answer.status == 301 || answer.status == 302;
    if ((found && method_ == "POST") || (answer.status == 303 && method_ != "GET" && method_ != "HEAD")) {
      method_ = "GET";
      body_ = Body::Kind::none;
      remove(headers_, {"content-encoding", "content-language", "content-location", "content-type"});
    }
    // s13
    if (!same_origin(::corspec::fetch::serialize_origin(current), location)) remove(headers_, {"authorization"});
    // s18
    url_list_.push_back(std::move(location));
  }

  const browser::Request& request_;
  const std::vector<Answer>& answers_;
  Cache cache_;
  std::string method_;
  Headers headers_;
  Body::Kind body_ = Body::Kind::none;
  bool flag_ = false;
  std::vector<Url> url_list_;
  std::string tainting_ = "basic";
  int redirect_count_ = 0;
  Fetched fetched_;
};

}  // namespace

Fetched fetch(const browser::Request& request, bool preflight_only, const std::vector<Answer>& answers) {
  return Fetching(request, answers).run(preflight_only);
}

}  // namespace corspec::reference
