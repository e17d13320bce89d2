// The one place where Asio's and Beast's own code is compiled; see corspec_asio in CMakeLists.txt.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
