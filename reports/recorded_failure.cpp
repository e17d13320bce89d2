#include "reports/recorded_failure.hpp"

#include <algorithm>
#include <array>

namespace corspec::reports {
namespace {

struct Meaning {
  std::string_view part;  ///< of the word
  std::string_view meaning;
};

/// The first that is in the word counts.
constexpr std::array<Meaning, 13> meanings{
    {{"ERR_NAME_NOT_RESOLVED", "DNS knows no such host"},
     {"ERR_CONNECTION_REFUSED", "nothing listens on that port"},
     {"ERR_CONNECTION_", "the connection broke, or was never made"},
     {"ERR_ADDRESS_UNREACHABLE", "no way leads to that address"},
     {"ERR_INTERNET_DISCONNECTED", "there was no network"},
     {"ERR_TIMED_OUT", "the server did not answer in time"},
     {"ERR_EMPTY_RESPONSE", "the server closed the connection without an answer"},
     {"ERR_CERT_", "the server's certificate is not trusted: open its URL in a tab to see why"},
     {"ERR_SSL_", "TLS came to no agreement with the server"},
     {"ERR_BLOCKED_BY_CLIENT", "an extension of the browser, or its DevTools, blocked the request"},
     {"ERR_BLOCKED_BY_RESPONSE", "Cross-Origin-Resource-Policy, or the page's Cross-Origin-Embedder-Policy"},
     {"ERR_BLOCKED_BY_CSP", "the page's own Content-Security-Policy"},
     {"ERR_ABORTED", "the page cancelled the request, or was left before the answer came"}}};

}  // namespace

std::string_view meaning_of_failure(std::string_view word) {
  const auto found = std::ranges::find_if(meanings, [&](const Meaning& one) { return word.contains(one.part); });
  return found == meanings.end() ? std::string_view() : found->meaning;
}

}  // namespace corspec::reports
