// Asio's own code, compiled here once; see corspec_asio in CMakeLists.txt.
#include <boost/asio/impl/src.hpp>
