// What the model costs without a wire: one preflight evaluated, and one whole fetch with its preflight.

#include <benchmark/benchmark.h>

#include "browser/main_fetch.hpp"
#include "fetch/preflight.hpp"

namespace {

using namespace corspec;

const message::HeaderList granted{{"Date", "Mon, 23 Nov 2026 12:00:00 GMT"},
                                  {"Server", "example"},
                                  {"Vary", "Origin"},
                                  {"Access-Control-Allow-Origin", "https://foo.example"},
                                  {"Access-Control-Allow-Credentials", "true"},
                                  {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE"},
                                  {"Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization"},
                                  {"Access-Control-Max-Age", "600"}};

void evaluate_preflight(benchmark::State& state) {
  const fetch::PreflightSubject subject{.origin = "https://foo.example",
                                        .method = "PUT",
                                        .unsafe_names = {"content-type", "x-requested-with"},
                                        .credentials = fetch::CredentialsMode::include};
  for (auto _ : state) benchmark::DoNotOptimize(fetch::evaluate_preflight(subject, 204, granted));
}
BENCHMARK(evaluate_preflight);

void fetch_with_preflight(benchmark::State& state) {
  browser::Request request;
  request.origin = "https://foo.example";
  request.url = *fetch::parse_url("https://api.example/resource");
  request.method = "PUT";
  request.headers = {{"X-Requested-With", "1"}};
  request.credentials = fetch::CredentialsMode::include;
  const browser::Response response{204, granted};
  for (auto _ : state) {
    browser::PreflightCache cache(browser::spec_engine());
    browser::MainFetch fetching(browser::spec_engine(), cache, request);
    browser::Action action = fetching.start({});
    while (std::holds_alternative<browser::Send>(action)) action = fetching.on_response(response, {});
    benchmark::DoNotOptimize(action);
  }
}
BENCHMARK(fetch_with_preflight);

}  // namespace

BENCHMARK_MAIN();
