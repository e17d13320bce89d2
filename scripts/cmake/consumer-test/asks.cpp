#include <fetch/cors_check.hpp>
#include <message/header_list.hpp>

int main() {
  using namespace corspec;
  const message::HeaderList headers{{"Access-Control-Allow-Origin", "https://foo.example"}};
  const bool passes = !fetch::cors_check(headers, fetch::CredentialsMode::same_origin, "https://foo.example");
  const bool refuses = fetch::cors_check(headers, fetch::CredentialsMode::include, "https://foo.example").has_value();
  return passes && refuses ? 0 : 1;
}
