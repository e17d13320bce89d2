#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace corspec::recorded {

/// What `curl -v` says of its connections, in lines that begin with `*`, as far as it tells the scheme of a request:
/// its request lines do not.
class CurlConnections {
 public:
  /// Any line of the output, in order.
  void read(std::string_view line);
  /// Of the request whose head comes next; null when nothing was said of its connection.
  [[nodiscard]] std::optional<std::string_view> take_scheme();

 private:
  void connect(std::string_view said);
  void reuse(std::string_view said);
  void remember(std::string_view said);

  std::optional<bool> tls_;              ///< of the connection in use
  std::optional<bool> tls_of_redirect_;  ///< of the URL that a redirect leads to
  /// Of those that are kept, by the number that curl gives them, `#0`, and by their host; versions differ in what they
  /// say when they use one again.
  std::map<std::string, bool, std::less<>> tls_of_;
};

}  // namespace corspec::recorded
