// How many exchanges per second the client alone makes: to be held against wrk with the same number of connections.
//   http_client_bench PORT [EXCHANGES [CONNECTIONS [PATH]]]
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "http/client.hpp"

int main(int argc, char** argv) {
  using namespace corspec::http;
  const auto argument = [&](int index, unsigned long otherwise) {
    return argc > index ? std::strtoul(argv[index], nullptr, 10) : otherwise;
  };
  ClientOptions options;
  options.endpoint.host = "127.0.0.1";
  options.endpoint.port = static_cast<std::uint16_t>(argument(1, 8080));
  const unsigned long exchanges = argument(2, 200000);
  options.max_connections = argument(3, 64);
  const std::string path = argc > 4 ? argv[4] : "/";

  Client client(options);
  unsigned long started = 0;
  unsigned long failed = 0;
  std::function<void()> next = [&] {
    if (started == exchanges) return;
    ++started;
    Request request;
    request.method = "OPTIONS";
    request.target = path;
    request.headers = {{"Host", "127.0.0.1"},
                       {"Accept", "*/*"},
                       {"Origin", "https://foo.example"},
                       {"Access-Control-Request-Method", "PUT"},
                       {"Access-Control-Request-Headers", "x-requested-with"}};
    client.exchange(std::move(request), [&](ExchangeResult result) {
      if (!result) ++failed;
      next();
    });
  };
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t connection = 0; connection < options.max_connections; ++connection) next();
  client.run();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  std::printf("%.0f exchanges per second (%lu failed); user %.2f s, system %.2f s\n",
              static_cast<double>(exchanges) / elapsed.count(), failed, seconds(usage.ru_utime),
              seconds(usage.ru_stime));
  return failed == 0 ? 0 : 1;
}
