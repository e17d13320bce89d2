#include "testing/hostile_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
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

namespace corspec::testing {

namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int get() const { return number_; }
  void reset() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

void check_tls(bool holds) {
  if (!holds) throw std::runtime_error("the server's TLS could not be set up");
}

struct ReleaseTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
template <class T>
using TlsHandle = std::unique_ptr<T, ReleaseTls>;

TlsHandle<SSL_CTX> make_tls(const HostileServerOptions& options) {
  if (!options.certificate) return nullptr;
  TlsHandle<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  check_tls(context != nullptr);
  const auto bio_of = [](const std::string& pem) {
    return TlsHandle<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  };
  const TlsHandle<X509> certificate(
      PEM_read_bio_X509(bio_of(options.certificate->pem).get(), nullptr, nullptr, nullptr));
  const TlsHandle<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(bio_of(options.certificate->key_pem).get(), nullptr, nullptr, nullptr));
  check_tls(certificate && key);
  check_tls(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1);
  check_tls(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
  if (options.client_certificate != ClientCertificate::unasked) {
    const bool is_demanded = options.client_certificate == ClientCertificate::demanded;
    // Any certificate is good enough: who signed it is not what the tests are about.
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | (is_demanded ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       [](int, X509_STORE_CTX*) { return 1; });
  }
  return context;
}

std::string common_name_of_peer(SSL* session) {
  const TlsHandle<X509> certificate(SSL_get1_peer_certificate(session));
  std::array<char, 256> name{};
  if (!certificate) return "";
  const int size =
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(), name.size());
  return {name.data(), static_cast<std::size_t>(std::max(size, 0))};
}

std::string server_name(SSL* session) {
  const char* const name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

/// A connection that waits for the peer or for the server's end, whichever comes first.
class Stream {
 public:
  Stream(Descriptor socket, int stop) : socket_(std::move(socket)), stop_(stop) {}

  [[nodiscard]] bool start_tls(SSL_CTX* context) {
    session_.reset(SSL_new(context));
    check_tls(session_ != nullptr && SSL_set_fd(session_.get(), socket_.get()) == 1);
    for (;;) {
      const int accepted = SSL_accept(session_.get());
      if (accepted == 1) return true;
      if (!await_tls(accepted)) return false;
    }
  }

  /// Empty: the peer is gone, or the server ends.
  [[nodiscard]] std::string read() {
    std::array<char, 64 * 1024> buffer;
    for (;;) {
      if (session_) {
        const int size = SSL_read(session_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
        if (!await_tls(size)) return "";
      } else {
        const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
        if (size == 0 || errno != EAGAIN || !await(POLLIN)) return "";
      }
    }
  }

  /// False: the peer is gone, or the server ends.
  [[nodiscard]] bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      if (session_) {
        const int size = SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (size <= 0 && !await_tls(size)) return false;
        bytes.remove_prefix(static_cast<std::size_t>(std::max(size, 0)));
      } else {
        const ssize_t size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size < 0 && (errno != EAGAIN || !await(POLLOUT))) return false;
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
      }
    }
    return true;
  }

  void close() {
    if (session_) SSL_shutdown(session_.get());
    socket_.reset();
  }

  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket_.reset();
  }

  [[nodiscard]] SSL* session() const { return session_.get(); }

 private:
  [[nodiscard]] bool await(short event) const {
    std::array<pollfd, 2> waits{pollfd{socket_.get(), event, 0}, pollfd{stop_, POLLIN, 0}};
    while (::poll(waits.data(), waits.size(), -1) < 0 && errno == EINTR) {
    }
    return waits[1].revents == 0;
  }

  [[nodiscard]] bool await_tls(int result) const {
    switch (SSL_get_error(session_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return await(POLLIN);
      case SSL_ERROR_WANT_WRITE:
        return await(POLLOUT);
      default:
        return false;
    }
  }

  Descriptor socket_;
  int stop_;
  TlsHandle<SSL> session_;
};

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
  void serve(Descriptor socket, Script script);
  [[nodiscard]] bool play(Stream& stream, std::string& received, const Step& step);
  [[nodiscard]] bool read_head(Stream& stream, std::string& received);

  HostileServerOptions options;
  TlsHandle<SSL_CTX> tls;
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
    : options(std::move(given)), tls(make_tls(options)), listener(listen_on(options, port)) {
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
    threads.emplace_back([this, socket = std::move(socket), script = std::move(script)]() mutable {
      serve(std::move(socket), std::move(script));
    });
  }
}

void HostileServer::Impl::serve(Descriptor socket, Script script) {
  Stream stream(std::move(socket), stop_reading.get());
  if (tls) {
    if (!stream.start_tls(tls.get())) return;
    const std::scoped_lock lock(mutex);
    clients.push_back(common_name_of_peer(stream.session()));
    server_names.push_back(server_name(stream.session()));
  }
  std::string received;
  for (const Step& step : script) {
    if (!play(stream, received, step)) return;
  }
  stream.close();
}

bool HostileServer::Impl::read_head(Stream& stream, std::string& received) {
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
bool HostileServer::Impl::play(Stream& stream, std::string& received, const Step& next) {
  struct Player {
    Impl& server;
    Stream& stream;
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
