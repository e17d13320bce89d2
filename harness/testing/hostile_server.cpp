#include "testing/hostile_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "testing/peer_stream.hpp"

namespace corspec::testing {

namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Descriptor listen_on(const HostileServerOptions& options, std::uint16_t& port) {
  sockaddr_storage address{};
  socklen_t size = 0;
  if (!options.unix_socket.empty()) {
    auto& local = reinterpret_cast<sockaddr_un&>(address);
    local.sun_family = AF_UNIX;
    if (options.unix_socket.size() >= sizeof local.sun_path) throw std::runtime_error("the socket's path is too long");
    std::ranges::copy(options.unix_socket, local.sun_path);
    size = sizeof local;
  } else if (options.address.contains(':')) {
    auto& ipv6 = reinterpret_cast<sockaddr_in6&>(address);
    ipv6.sin6_family = AF_INET6;
    ::inet_pton(AF_INET6, options.address.c_str(), &ipv6.sin6_addr);
    size = sizeof ipv6;
  } else {
    auto& ipv4 = reinterpret_cast<sockaddr_in&>(address);
    ipv4.sin_family = AF_INET;
    ::inet_pton(AF_INET, options.address.c_str(), &ipv4.sin_addr);
    size = sizeof ipv4;
  }
  Descriptor socket(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) throw_errno("socket");
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), generic, size) != 0) throw_errno("bind");
  if (::listen(socket.get(), SOMAXCONN) != 0) throw_errno("listen");
  if (::getsockname(socket.get(), generic, &size) != 0) throw_errno("getsockname");
  if (address.ss_family == AF_INET) port = ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) port = ntohs(reinterpret_cast<sockaddr_in6&>(address).sin6_port);
  return socket;
}

}  // namespace

struct HostileServer::Impl {
  explicit Impl(HostileServerOptions given);
  ~Impl();

  void accept_all();
  void serve(Descriptor socket, const Script& script);
  [[nodiscard]] bool play(PeerStream& stream, std::string& received, const Step& step);
  [[nodiscard]] bool read_head(PeerStream& stream, std::string& received);

  HostileServerOptions options;
  std::unique_ptr<ServerTls> tls;
  std::uint16_t port = 0;
  Descriptor listener;
  Descriptor stop_reading;  ///< readable once the server ends
  Descriptor stop_writing;
  std::thread acceptor;
  std::vector<std::thread> threads;  ///< the acceptor's

  mutable std::mutex mutex;
  std::condition_variable changed;
  bool is_stopping = false;
  std::size_t connections = 0;
  std::vector<std::string> heads;
  std::vector<std::string> clients;
  std::vector<std::string> server_names;
};

HostileServer::Impl::Impl(HostileServerOptions given)
    : options(std::move(given)),
      tls(options.certificate ? std::make_unique<ServerTls>(*options.certificate, options.client_certificate)
                              : nullptr),
      listener(listen_on(options, port)) {
  if (options.scripts.empty()) throw std::invalid_argument("a server without a script");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe");
  stop_reading = Descriptor(ends[0]);
  stop_writing = Descriptor(ends[1]);
  // Signals are the client's to handle, and writing to a connection that is gone must not end the process.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  acceptor = std::thread([this] { accept_all(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

HostileServer::Impl::~Impl() {
  {
    const std::scoped_lock lock(mutex);
    is_stopping = true;
  }
  changed.notify_all();
  stop_writing.reset();
  acceptor.join();
  for (std::thread& thread : threads) thread.join();
  if (!options.unix_socket.empty()) ::unlink(options.unix_socket.c_str());
}

void HostileServer::Impl::accept_all() {
  for (;;) {
    std::array<pollfd, 2> waits{pollfd{listener.get(), POLLIN, 0}, pollfd{stop_reading.get(), POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[1].revents != 0) return;
    Descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) continue;
    std::size_t index = 0;
    {
      const std::scoped_lock lock(mutex);
      index = connections++;
    }
    changed.notify_all();
    Script script = options.scripts[std::min(index, options.scripts.size() - 1)];
    threads.emplace_back(
        [this, socket = std::move(socket), script = std::move(script)]() mutable { serve(std::move(socket), script); });
  }
}

void HostileServer::Impl::serve(Descriptor socket, const Script& script) {
  PeerStream stream(std::move(socket), stop_reading.get());
  if (tls) {
    if (!stream.start_tls(*tls)) return;
    const std::scoped_lock lock(mutex);
    clients.push_back(stream.client_name());
    server_names.push_back(stream.server_name());
  }
  std::string received;
  for (const Step& step : script) {
    if (!play(stream, received, step)) return;
  }
  stream.close();
}

bool HostileServer::Impl::read_head(PeerStream& stream, std::string& received) {
  constexpr std::string_view end = "\r\n\r\n";
  while (!received.contains(end)) {
    const std::string bytes = stream.read();
    if (bytes.empty()) return false;
    received += bytes;
  }
  const std::size_t size = received.find(end) + end.size();
  const std::scoped_lock lock(mutex);
  heads.push_back(received.substr(0, size));
  received.erase(0, size);
  return true;
}

/// False ends the script.
bool HostileServer::Impl::play(PeerStream& stream, std::string& received, const Step& next) {
  struct Player {
    Impl& server;
    PeerStream& stream;
    std::string& received;

    bool operator()(const step::ReadHead&) const { return server.read_head(stream, received); }
    bool operator()(const step::ReadBytes& read) const {
      while (received.size() < read.size) {
        const std::string bytes = stream.read();
        if (bytes.empty()) return false;
        received += bytes;
      }
      received.erase(0, read.size);
      return true;
    }
    bool operator()(const step::Send& send) const { return stream.write(send.bytes); }
    bool operator()(const step::SendForever& send) const {
      while (stream.write(send.bytes)) {
      }
      return false;
    }
    bool operator()(const step::AnswerEach& answer) const {
      while (server.read_head(stream, received)) {
        if (!stream.write(answer.bytes)) break;
      }
      return false;
    }
    bool operator()(const step::AwaitClose&) const {
      while (!stream.read().empty()) {
      }
      return false;
    }
    bool operator()(const step::AwaitConnections& await) const {
      std::unique_lock lock(server.mutex);
      server.changed.wait(lock, [&] { return server.is_stopping || server.connections >= await.count; });
      return !server.is_stopping;
    }
    bool operator()(const step::Close&) const {
      stream.close();
      return false;
    }
    bool operator()(const step::Reset&) const {
      stream.reset();
      return false;
    }
  };
  return std::visit(Player{*this, stream, received}, next);
}

Script answer_each(std::string bytes) {
  return {step::AnswerEach{std::move(bytes)}};
}

HostileServer::HostileServer(HostileServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HostileServer::HostileServer(Script script) : HostileServer(HostileServerOptions{.scripts = {std::move(script)}}) {}
HostileServer::~HostileServer() = default;

std::uint16_t HostileServer::port() const {
  return impl_->port;
}

std::size_t HostileServer::connections() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->connections;
}

std::vector<std::string> HostileServer::heads() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->heads;
}

std::vector<std::string> HostileServer::clients() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->clients;
}

std::vector<std::string> HostileServer::server_names() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->server_names;
}

}  // namespace corspec::testing
