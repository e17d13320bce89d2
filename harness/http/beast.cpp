// Beast's own code, compiled here once; see corspec_asio in CMakeLists.txt.
#include <boost/beast/src.hpp>
