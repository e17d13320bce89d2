#include "cli/connection_flags.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace corspec::cli {
namespace {

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

}  // namespace

CLI::Option* repeatable(CLI::Option* option) {
  return option->allow_extra_args(false);
}

void add_connection_flags(CLI::App& command, ConnectionFlags& flags) {
  command.add_flag("-k,--insecure", flags.insecure, "Do not verify the target's certificate");
  command.add_option("--cacert", flags.network.tls.ca_file, "Certificates to verify the target against")
      ->type_name("FILE");
  command.add_option("--cert", flags.network.tls.client_cert, "Client certificate for actual requests")
      ->type_name("FILE");
  command.add_option("--key", flags.network.tls.client_key, "Private key of --cert")->type_name("FILE");
  repeatable(command.add_option("--resolve", flags.network.resolve, "Address for a host and port"))
      ->type_name("HOST:PORT:ADDRESS");
  repeatable(command.add_option("--connect-to", flags.network.connect_to, "Connect to another host and port"))
      ->type_name("HOST1:PORT1:HOST2:PORT2");
  command.add_option("--unix-socket", flags.network.unix_socket, "Connect through this socket")->type_name("PATH");
  command.add_option("--max-time", flags.max_time, "Seconds one exchange may take (15)")
      ->check(CLI::PositiveNumber)
      ->type_name("S");
  command.add_option("--connect-timeout", flags.connect_timeout, "Seconds connecting may take (5)")
      ->check(CLI::PositiveNumber)
      ->type_name("S");
  command.add_option("--max-head", flags.network.limits.head, "Bytes of an answer's head, 1xx included")
      ->check(CLI::Range(std::size_t{256}, std::size_t{1} << 30))
      ->capture_default_str()
      ->type_name("BYTES");
  command.add_option("--max-body", flags.network.limits.body, "Bytes of an answer's content that are read")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1} << 30))
      ->capture_default_str()
      ->type_name("BYTES");
}

run::NetworkOptions network_of(const ConnectionFlags& flags) {
  run::NetworkOptions network = flags.network;
  network.tls.verify = !flags.insecure;
  if (flags.max_time > 0) {
    http::Deadlines& deadlines = network.deadlines;
    deadlines.total = milliseconds(flags.max_time);
    deadlines.first_byte = std::min(deadlines.first_byte, deadlines.total);
    deadlines.connect = std::min(deadlines.connect, deadlines.total);
  }
  if (flags.connect_timeout > 0) network.deadlines.connect = milliseconds(flags.connect_timeout);
  return network;
}

}  // namespace corspec::cli
