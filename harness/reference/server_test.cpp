#include "reference/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "fetch/cors_check.hpp"
#include "fetch/preflight.hpp"
#include "reference/example_policies.hpp"

namespace corspec::reference {
namespace {

using fetch::CredentialsMode;

const std::string foo(example::foo);

/// A blocking client socket; what it waits for in vain fails the test after some seconds.
class Connection {
 public:
  explicit Connection(int family) : socket_(::socket(family, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Connection(Connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Connection& operator=(Connection&&) = delete;
  ~Connection() {
    if (socket_ >= 0) ::close(socket_);
  }

  static Connection to(const Server& server) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Connection connection(AF_INET);
    connection.connect(address);
    return connection;
  }

  static Connection to(const std::string& unix_socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, unix_socket.c_str(), sizeof address.sun_path - 1);
    Connection connection(AF_UNIX);
    connection.connect(address);
    return connection;
  }

  [[nodiscard]] int descriptor() const { return socket_; }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server may have closed already: what it said is what counts
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Everything until the server closes, or until `end` has come.
  [[nodiscard]] std::string receive(std::string_view end = {}) const {
    std::string received;
    std::array<char, 4096> buffer;
    while (end.empty() || !received.ends_with(end)) {
      const auto length = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (length < 0) ADD_FAILURE() << std::strerror(errno) << " after: " << received;
      if (length <= 0) break;
      received.append(buffer.data(), static_cast<std::size_t>(length));
    }
    return received;
  }

 private:
  template <typename Address>
  void connect(const Address& address) const {
    ASSERT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0)
        << std::strerror(errno);
  }

  int socket_;
};

struct Received {
  int status = 0;
  message::HeaderList headers;
  std::string body;
};

Received parse(std::string_view bytes) {
  Received received;
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.1 ")) {
    ADD_FAILURE() << "no answer: " << bytes;
    return received;
  }
  received.status = std::stoi(std::string(bytes.substr(9, 3)));
  received.body = bytes.substr(end + 4);
  auto lines = bytes.substr(0, end + 2);
  lines.remove_prefix(lines.find("\r\n") + 2);
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find("\r\n"));
    const auto colon = line.find(": ");
    received.headers.append(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    lines.remove_prefix(line.size() + 2);
  }
  return received;
}

std::string get(std::string_view path, std::string_view fields = "", std::string_view minor_version = "1") {
  return "GET " + std::string(path) + " HTTP/1." + std::string(minor_version) + "\r\nHost: localhost\r\n" +
         std::string(fields) + "\r\n";
}

ServerOptions options() {
  return {.policies = {example::allowlist()}};
}

Server started(ServerOptions options) {
  auto server = Server::listen(std::move(options));
  if (!server) throw std::runtime_error(server.error());
  server->start();
  return std::move(*server);
}

TEST(Server, AnswersPreflightAndRequestOnOneConnection) {
  const auto server = started(options());
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
  const auto connection = Connection::to(server);

  const auto subject = fetch::preflight_subject(foo, "PUT", {{"X-Requested-With", "1"}}, CredentialsMode::include);
  std::string preflight = "OPTIONS /resource/foo HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : fetch::preflight_request_headers(subject)) preflight += name + ": " + value + "\r\n";
  connection.send(preflight + "\r\n");
  const auto granted = parse(connection.receive("\r\n\r\n"));
  EXPECT_TRUE(fetch::evaluate_preflight(subject, granted.status, granted.headers).allowed());
  EXPECT_TRUE(granted.headers.contains("Date"));
  EXPECT_FALSE(granted.headers.contains("Content-Length")) << "HTTP-6";

  connection.send("PUT /resource/foo HTTP/1.1\r\nHost: localhost\r\nOrigin: " + foo +
                  "\r\nX-Requested-With: 1\r\nContent-Length: 4\r\n\r\nbody");
  const auto answer = parse(connection.receive("}\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(fetch::cors_check(answer.headers, CredentialsMode::include, foo), std::nullopt);
  EXPECT_EQ(answer.body, "{\"path\":\"/resource/foo\",\"serial\":2}\n");
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  const auto server = started(options());
  const auto connection = Connection::to(server);
  constexpr int count = 500;
  std::string requests;
  for (int i = 1; i < count; ++i) requests += get("/resource/foo");
  requests += get("/resource/foo", "Connection: close\r\n");
  connection.send(requests);
  const auto answers = connection.receive();
  std::size_t at = 0;
  for (int i = 1; i <= count; ++i) {
    at = answers.find("\"serial\":" + std::to_string(i) + "}", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST(Server, SendsNoBodyToHead) {
  const auto server = started(options());
  const auto connection = Connection::to(server);
  connection.send("HEAD /resource/foo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto answer = parse(connection.receive());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("Content-Length"), "36");
  EXPECT_EQ(answer.body, "");
}

TEST(Server, KeepsHttp10ConnectionsOnlyWhenAsked) {
  const auto server = started(options());
  const auto once = Connection::to(server);
  once.send(get("/resource/foo", "", "0"));
  EXPECT_EQ(parse(once.receive()).headers.get("Connection"), "close");

  const auto kept = Connection::to(server);
  kept.send(get("/resource/foo", "Connection: keep-alive\r\n", "0"));
  EXPECT_EQ(parse(kept.receive("}\n")).headers.get("Connection"), "keep-alive");
  kept.send(get("/nope", "", "0"));
  EXPECT_EQ(parse(kept.receive()).status, 404);
}

TEST(Server, AsksForABodyThatWaits) {
  const auto server = started(options());
  const auto connection = Connection::to(server);
  connection.send("PUT /resource/foo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(connection.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  connection.send("body");
  EXPECT_EQ(parse(connection.receive("}\n")).status, 200);
}

TEST(Server, RefusesWhatIsMalformedOrTooLarge) {
  auto with_limits = options();
  with_limits.limits = {.head = 1000, .body = 1000};
  const auto server = started(with_limits);
  struct Row {
    std::string bytes;
    int status;
  };
  const std::string large(100000, 'x');
  for (const auto& [bytes, status] :
       {Row{"\x16\x03\x01", 400}, Row{"GET / HTTP/1.1\r\n\r\n", 400}, Row{get("/", "A: " + large + "\r\n"), 431},
        Row{"PUT / HTTP/1.1\r\nHost: a\r\nOrigin: " + foo + "\r\nContent-Length: 100000\r\n\r\n" + large, 413}}) {
    const auto connection = Connection::to(server);
    connection.send(bytes);
    if (status == 400) ::shutdown(connection.descriptor(), SHUT_WR);
    const auto answer = parse(connection.receive());
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(fetch::cors_check(answer.headers, CredentialsMode::include, foo).has_value(), status != 413);
  }
}

TEST(Server, ServesManyConnectionsAtOnce) {
  const auto server = started(options());
  std::vector<Connection> connections;
  for (int i = 0; i < 100; ++i) connections.push_back(Connection::to(server));
  for (const auto& connection : connections) connection.send(get("/resource/foo"));
  for (const auto& connection : connections) EXPECT_EQ(parse(connection.receive("}\n")).status, 200);
}

TEST(Server, ServesOneConnectionAtATimeWhenToldSo) {
  auto one_at_a_time = options();
  one_at_a_time.stages.one_connection_at_a_time = true;
  one_at_a_time.log_requests = true;
  const auto server = started(std::move(one_at_a_time));
  auto served = std::optional(Connection::to(server));
  const auto waiting = Connection::to(server);
  waiting.send(get("/resource/foo?waiting"));
  served->send(get("/resource/foo?served", "Connection: close\r\n"));
  EXPECT_EQ(parse(served->receive()).status, 200);
  EXPECT_EQ(server.requests().size(), 1U) << "the one that waits was asked first";
  served.reset();
  EXPECT_EQ(parse(waiting.receive("}\n")).status, 200);
}

TEST(Server, ClosesIdleConnections) {
  auto impatient = options();
  impatient.idle = std::chrono::milliseconds(20);
  const auto server = started(impatient);
  const auto connection = Connection::to(server);
  EXPECT_EQ(connection.receive(), "");
}

TEST(Server, ObeysWhatTheWriteStageSays) {
  auto silent = options();
  silent.stages.write = [](const RequestView& request, const Answer& answer, std::string_view date) {
    if (request.target == "/silent") return Wire{.bytes = {}, .close = true};
    return write(request, answer, date);
  };
  const auto server = started(silent);
  const auto connection = Connection::to(server);
  connection.send(get("/nope"));
  EXPECT_EQ(parse(connection.receive("}\n")).status, 404);
  connection.send(get("/silent"));
  EXPECT_EQ(connection.receive(), "");
}

TEST(Server, LogsRequestsWhenAsked) {
  auto logging = options();
  logging.log_requests = true;
  const auto server = started(logging);
  const auto connection = Connection::to(server);
  connection.send(get("/a?b", "X: 1\r\nY: 2\r\nx: 3\r\nConnection: close\r\n"));
  EXPECT_EQ(parse(connection.receive()).status, 404);
  EXPECT_EQ(
      server.requests(),
      (std::vector<LoggedRequest>{
          {"GET", "/a?b", {{"Host", "localhost"}, {"X", "1"}, {"Y", "2"}, {"x", "3"}, {"Connection", "close"}}}}));
}

TEST(Server, RunsInTheCallingThreadUntilStopped) {
  auto server = Server::listen(options());
  ASSERT_TRUE(server.has_value()) << server.error();
  std::thread client([&] {
    const auto connection = Connection::to(*server);
    connection.send(get("/resource/foo"));
    EXPECT_EQ(parse(connection.receive("}\n")).status, 200);
    server->stop();
  });
  server->run();
  client.join();
}

TEST(Server, StopsWithConnectionsOpen) {
  std::optional<Server> server(started(options()));
  const auto connection = Connection::to(*server);
  connection.send(get("/resource/foo"));
  EXPECT_EQ(parse(connection.receive("}\n")).status, 200);
  server.reset();
  EXPECT_EQ(connection.receive(), "");
}

TEST(Server, SaysWhyItCannotListen) {
  const auto server = started(options());
  auto same_port = options();
  same_port.port = server.port();
  EXPECT_EQ(Server::listen(same_port).error(),
            "cannot listen on 127.0.0.1 port " + std::to_string(server.port()) + ": Address already in use");
  auto no_address = options();
  no_address.address = "nowhere";
  EXPECT_EQ(Server::listen(no_address).error(), "not an IP address: nowhere: Invalid argument");
  auto no_certificate = options();
  no_certificate.certificate_file = "/nonexistent/cert.pem";
  const auto refused = Server::listen(no_certificate);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().starts_with("cannot read the certificate /nonexistent/cert.pem: ")) << refused.error();
  auto no_folder = options();
  no_folder.unix_socket = "/dev/null/socket";
  EXPECT_EQ(Server::listen(no_folder).error(), "cannot listen on /dev/null/socket: Not a directory");
}

/// A directory of the test's own, gone at its end.
class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "corspec-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

TEST(Server, ListensOnAUnixSocket) {
  const Directory directory;
  auto local = options();
  local.unix_socket = directory.file("socket");
  {
    const auto server = started(local);
    EXPECT_EQ(server.port(), 0);
    EXPECT_EQ(server.url(), "http://localhost");
    const auto connection = Connection::to(local.unix_socket);
    connection.send(get("/resource/foo", "Connection: close\r\n"));
    EXPECT_EQ(parse(connection.receive()).status, 200);
  }
  EXPECT_FALSE(std::filesystem::exists(local.unix_socket));
}

template <auto release>
struct Release {
  template <typename Object>
  void operator()(Object* object) const {
    release(object);
  }
};
template <typename Object, auto release>
using Handle = std::unique_ptr<Object, Release<release>>;

/// A self-signed certificate and its key, as PEM files.
void write_certificate(const std::string& certificate_file, const std::string& key_file) {
  const Handle<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
  const Handle<X509, X509_free> certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  const Handle<BIO, BIO_free> certificate_out(BIO_new_file(certificate_file.c_str(), "w"));
  const Handle<BIO, BIO_free> key_out(BIO_new_file(key_file.c_str(), "w"));
  ASSERT_EQ(PEM_write_bio_X509(certificate_out.get(), certificate.get()), 1);
  ASSERT_EQ(PEM_write_bio_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
}

TEST(Server, SpeaksTls) {
  const Directory directory;
  auto secure = options();
  secure.certificate_file = directory.file("certificate.pem");
  secure.key_file = directory.file("key.pem");
  ASSERT_NO_FATAL_FAILURE(write_certificate(secure.certificate_file, secure.key_file));
  const auto server = started(secure);
  EXPECT_EQ(server.url(), "https://127.0.0.1:" + std::to_string(server.port()));

  const auto connection = Connection::to(server);
  const Handle<SSL_CTX, SSL_CTX_free> context(SSL_CTX_new(TLS_client_method()));
  const Handle<SSL, SSL_free> tls(SSL_new(context.get()));
  SSL_set_fd(tls.get(), connection.descriptor());
  ASSERT_EQ(SSL_connect(tls.get()), 1) << ERR_error_string(ERR_get_error(), nullptr);
  const auto request = get("/resource/foo", "Origin: " + foo + "\r\nConnection: close\r\n");
  ASSERT_EQ(SSL_write(tls.get(), request.data(), static_cast<int>(request.size())), static_cast<int>(request.size()));
  std::string received;
  std::array<char, 4096> buffer;
  int length = 0;
  while ((length = SSL_read(tls.get(), buffer.data(), static_cast<int>(buffer.size()))) > 0)
    received.append(buffer.data(), static_cast<std::size_t>(length));
  EXPECT_EQ(SSL_get_error(tls.get(), length), SSL_ERROR_ZERO_RETURN) << "closed without close_notify";
  const auto answer = parse(received);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(fetch::cors_check(answer.headers, CredentialsMode::include, foo), std::nullopt);
}

TEST(Server, SurvivesClientsThatSpeakPlainlyToTls) {
  const Directory directory;
  auto secure = options();
  secure.certificate_file = directory.file("certificate.pem");
  secure.key_file = directory.file("key.pem");
  ASSERT_NO_FATAL_FAILURE(write_certificate(secure.certificate_file, secure.key_file));
  const auto server = started(secure);
  for (int i = 0; i < 2; ++i) {
    const auto connection = Connection::to(server);
    connection.send(get("/resource/foo"));
    EXPECT_FALSE(connection.receive().contains("HTTP/"));
  }
}

}  // namespace
}  // namespace corspec::reference
