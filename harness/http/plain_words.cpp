#include "http/plain_words.hpp"

#include <openssl/err.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <system_error>

#include "message/bytes.hpp"

namespace corspec::http {

namespace {

std::string text_of(const boost::system::error_code& error) {
  if (error == boost::asio::error::host_not_found) return "no such host";
  if (error == boost::asio::error::eof || error == boost::asio::ssl::error::stream_truncated)
    return "connection closed";
  if (error.category() == boost::asio::error::get_ssl_category()) {
    const unsigned long code = static_cast<unsigned int>(error.value());
    if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
    const char* const reason = ERR_reason_error_string(code);
    if (reason != nullptr) return reason;
  }
  return error.message();
}

}  // namespace

std::string plain_words(const boost::system::error_code& error) {
  std::string text = text_of(error);
  // "Connection refused" stands inside a sentence; "SSL routines" keeps its capitals.
  const auto is_upper = [&](std::size_t at) {
    return message::is_ascii_upper_alpha(static_cast<unsigned char>(text[at]));
  };
  if (text.size() > 1 && is_upper(0) && !is_upper(1)) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

}  // namespace corspec::http
