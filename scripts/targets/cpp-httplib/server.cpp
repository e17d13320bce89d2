// As its manual has it: set_default_headers, which cannot depend on the request, and an OPTIONS handler.
#include <httplib.h>

#include <cstdlib>

int main() {
  httplib::Server server;
  server.set_default_headers({{"Access-Control-Allow-Origin", "*"},
                              {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE"},
                              {"Access-Control-Allow-Headers", "X-Requested-With, Content-Type, X-PINGOTHER"},
                              {"Access-Control-Expose-Headers", "X-Request-Id"},
                              {"Access-Control-Max-Age", "86400"}});
  const auto foo = [](const httplib::Request&, httplib::Response& response) {
    response.set_header("X-Request-Id", "1");
    response.set_content("{}", "application/json");
  };
  server.Get("/resource/foo", foo);
  server.Post("/resource/foo", foo);
  server.Put("/resource/foo", foo);
  server.Delete("/resource/foo", foo);
  server.Options("/resource/foo", [](const httplib::Request&, httplib::Response& response) { response.status = 204; });
  return server.listen("127.0.0.1", std::atoi(std::getenv("PORT"))) ? 0 : 1;
}
