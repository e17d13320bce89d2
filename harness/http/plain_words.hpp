#pragma once

#include <boost/system/error_code.hpp>
#include <string>

namespace corspec::http {

/// An error as a person would say it: "connection refused", "certificate has expired". Without the library's addenda.
[[nodiscard]] std::string plain_words(const boost::system::error_code& error);

}  // namespace corspec::http
