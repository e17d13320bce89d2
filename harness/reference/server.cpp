#include "reference/server.hpp"

#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstring>
#include <optional>
#include <thread>

#include "reference/session.hpp"

namespace corspec::reference {
namespace {

using Protocol = asio::generic::stream_protocol;
using Error = boost::system::error_code;
using asio::ip::tcp;

/// How long to wait for file descriptors to come back when accepting fails.
constexpr std::chrono::milliseconds accept_pause{50};

std::string failure(std::string_view doing, std::string_view what, const Error& error) {
  return std::string(doing) + " " + std::string(what) + ": " + error.message();
}

asio::awaitable<void> serve_plain(PlainStream stream, Application& application) {
  auto conversation = converse(stream, application);
  co_await std::move(conversation);
}

asio::awaitable<void> serve_tls(TlsStream stream, Application& application) {
  auto& connection = boost::beast::get_lowest_layer(stream);
  connection.expires_after(application.options().idle);
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_values);
  if (error) co_return;
  auto conversation = converse(stream, application);
  co_await std::move(conversation);
}

}  // namespace

struct Server::Impl {
  explicit Impl(ServerOptions options) : application(std::move(options)) {}

  ~Impl() {
    io.stop();
    if (thread.joinable()) thread.join();
    if (!bound_file.empty()) ::unlink(bound_file.c_str());
  }

  std::optional<std::string> read_certificate() {
    const auto& options = application.options();
    if (options.certificate_file.empty()) return std::nullopt;
    auto& context = tls.emplace(asio::ssl::context::tls_server);
    Error error;
    context.use_certificate_chain_file(options.certificate_file, error);
    if (error) return failure("cannot read the certificate", options.certificate_file, error);
    context.use_private_key_file(options.key_file, asio::ssl::context::pem, error);
    if (error) return failure("cannot read the private key", options.key_file, error);
    return std::nullopt;
  }

  std::optional<std::string> bind() {
    const auto& options = application.options();
    Error error;
    if (!options.unix_socket.empty()) {
      if (const auto problem =
              bind_to(asio::local::stream_protocol::endpoint(options.unix_socket), options.unix_socket))
        return problem;
      bound_file = options.unix_socket;
      return std::nullopt;
    }
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return failure("not an IP address:", options.address, error);
    return bind_to(tcp::endpoint(address, options.port), options.address + " port " + std::to_string(options.port));
  }

  std::optional<std::string> bind_to(const Protocol::endpoint& endpoint, std::string_view shown) {
    Error error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failure("cannot listen on", shown, error);
    return std::nullopt;
  }

  [[nodiscard]] std::uint16_t port() const {
    if (!bound_file.empty()) return 0;
    const auto bound = acceptor.local_endpoint();
    tcp::endpoint endpoint;
    std::memcpy(endpoint.data(), bound.data(), bound.size());
    endpoint.resize(bound.size());
    return endpoint.port();
  }

  asio::awaitable<void> serve(PlainStream stream) {
    return tls ? serve_tls(TlsStream(std::move(stream), *tls), application)
               : serve_plain(std::move(stream), application);
  }

  asio::awaitable<void> accept() {
    for (;;) {
      Protocol::socket socket(io);
      const auto [error] = co_await acceptor.async_accept(socket, as_values);
      if (error) {
        asio::steady_timer pause(io, accept_pause);
        co_await pause.async_wait(as_values);
        continue;
      }
      Error ignored;  // a unix socket knows no such option
      socket.set_option(tcp::no_delay(true), ignored);
      PlainStream stream(std::move(socket));
      auto conversation = serve(std::move(stream));
      if (application.options().stages.one_connection_at_a_time) {
        co_await std::move(conversation);
      } else {
        asio::co_spawn(io, std::move(conversation), asio::detached);
      }
    }
  }

  void begin() {
    asio::co_spawn(io, accept(), asio::detached);
    if (application.options().stop_on_signal) {
      auto& set = signals.emplace(io, SIGINT, SIGTERM);
      set.async_wait([this](const Error& error, int) {
        if (!error) io.stop();
      });
    }
  }

  // In this order: the connections that live in `io` use the application and the TLS context.
  Application application;
  std::optional<asio::ssl::context> tls;
  std::string bound_file;
  asio::io_context io{1};
  asio::basic_socket_acceptor<Protocol> acceptor{io};
  std::optional<asio::signal_set> signals;
  std::thread thread;
};

std::expected<Server, std::string> Server::listen(ServerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (auto problem = impl->read_certificate()) return std::unexpected(std::move(*problem));
  if (auto problem = impl->bind()) return std::unexpected(std::move(*problem));
  impl->begin();
  return Server(std::move(impl));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

std::uint16_t Server::port() const {
  return impl_->port();
}

std::string Server::url() const {
  const auto& options = impl_->application.options();
  const std::string scheme = impl_->tls ? "https://" : "http://";
  if (!options.unix_socket.empty()) return scheme + "localhost";
  const bool is_ipv6 = options.address.find(':') != std::string::npos;
  return scheme + (is_ipv6 ? "[" + options.address + "]" : options.address) + ":" + std::to_string(port());
}

void Server::run() {
  impl_->io.run();
}

void Server::start() {
  impl_->thread = std::thread([&io = impl_->io] { io.run(); });
}

void Server::stop() {
  impl_->io.stop();
}

std::vector<LoggedRequest> Server::requests() const {
  return impl_->application.requests();
}

}  // namespace corspec::reference
