// The part of Asio's own code that needs OpenSSL; see corspec_asio in CMakeLists.txt.
#include <boost/asio/ssl/impl/src.hpp>
