#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "http/client.hpp"
#include "testing/certificates.hpp"
#include "testing/hostile_server.hpp"
#include "testing/loopback.hpp"
#include "testing/row_name.hpp"

namespace corspec::http {
namespace {

using corspec::testing::answer_each;
using corspec::testing::Certificate;
using corspec::testing::CertificateAuthority;
using corspec::testing::ClientCertificate;
using corspec::testing::HostileServer;
using corspec::testing::HostileServerOptions;
using corspec::testing::Script;
using corspec::testing::Subject;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = TransportError::Kind;
using std::chrono::milliseconds;
namespace step = corspec::testing::step;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) : path_(::testing::TempDir() + "corspec-XXXXXX") {
    ::close(::mkstemp(path_.data()));
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// One authority for the whole program; its keys cost time.
const CertificateAuthority& authority() {
  static const CertificateAuthority made("corspec test authority");
  return made;
}

const Certificate& server_certificate() {
  static const Certificate made = authority().issue(
      {.common_name = "common.example", .dns_names = {"a.example", "*.wild.example"}, .ip_addresses = {"127.0.0.1"}});
  return made;
}

Request get(Pool pool = Pool::credentialed) {
  Request request;
  request.headers = {{"Host", "a.example"}};
  request.pool = pool;
  return request;
}

struct TlsTest : ::testing::Test {
  static HostileServerOptions server_options(ClientCertificate client = ClientCertificate::unasked) {
    return {.scripts = {answer_each(ok)}, .certificate = server_certificate(), .client_certificate = client};
  }

  /// The server stands at 127.0.0.1, whatever `host` is.
  [[nodiscard]] ClientOptions options_for(const HostileServer& server, const std::string& host) const {
    ClientOptions options = corspec::testing::loopback_options(server.port());
    options.endpoint.scheme = "https";
    options.endpoint.host = host;
    options.endpoint.port = 443;
    options.endpoint.connect_host = "127.0.0.1";
    options.endpoint.connect_port = server.port();
    options.tls.ca_file = ca_file.path();
    return options;
  }

  TemporaryFile ca_file{authority().pem()};
};

struct NameRow {
  const char* name;
  std::string host;
  std::string detail;  ///< empty: accepted
  std::string server_name;
};

struct HostName : TlsTest, ::testing::WithParamInterface<NameRow> {};

TEST_P(HostName, IsVerified) {
  const NameRow& row = GetParam();
  const HostileServer server(server_options());
  const ExchangeResult result = exchange_once(options_for(server, row.host), get());
  if (row.detail.empty()) {
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->response.body, "hi");
    EXPECT_THAT(server.server_names(), ElementsAre(row.server_name));
    return;
  }
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::tls);
  EXPECT_EQ(result.error().detail, row.detail);
  EXPECT_TRUE(server.heads().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Hosts, HostName,
    ::testing::Values(
        NameRow{"right", "a.example", "", "a.example"}, NameRow{"other_case", "A.Example", "", "A.Example"},
        NameRow{"final_dot", "a.example.", "", "a.example"},
        NameRow{"wildcard", "b.wild.example", "", "b.wild.example"}, NameRow{"address", "127.0.0.1", "", ""},
        NameRow{"wrong", "b.example", "certificate verify failed: hostname mismatch", ""},
        NameRow{"two_labels_for_a_wildcard", "c.b.wild.example", "certificate verify failed: hostname mismatch", ""},
        NameRow{"common_name_only", "common.example", "certificate verify failed: hostname mismatch", ""},
        NameRow{"wrong_address", "127.0.0.2", "certificate verify failed: IP address mismatch", ""},
        NameRow{"wrong_ipv6_address", "::1", "certificate verify failed: IP address mismatch", ""}),
    corspec::testing::row_name);

TEST_F(TlsTest, RefusesAnUnknownAuthority) {
  const HostileServer server(server_options());
  const CertificateAuthority other("another authority");
  const TemporaryFile other_file(other.pem());
  ClientOptions options = options_for(server, "a.example");
  for (const std::string& file : {other_file.path(), std::string()}) {
    options.tls.ca_file = file;
    const ExchangeResult result = exchange_once(options, get());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::tls);
    EXPECT_EQ(result.error().detail, "certificate verify failed: unable to get local issuer certificate");
  }
}

TEST_F(TlsTest, AsksNothingWhenToldSo) {
  const HostileServer server(server_options());
  ClientOptions options = options_for(server, "b.example");
  options.tls.verify = false;
  options.tls.ca_file.clear();
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_THAT(server.server_names(), ElementsAre("b.example"));
}

TEST_F(TlsTest, KeepsConnections) {
  const HostileServer server(server_options());
  Client client(options_for(server, "a.example"));
  std::vector<bool> reused;
  for (int number = 0; number < 3; ++number) {
    client.exchange(get(), [&](ExchangeResult result) {
      ASSERT_TRUE(result) << result.error().detail;
      reused.push_back(result->reused_connection);
    });
    client.run();
  }
  EXPECT_EQ(reused.size(), 3U);
  EXPECT_TRUE(reused.back());
  EXPECT_LE(server.connections(), 2U);
}

TEST_F(TlsTest, ShowsTheClientCertificateOnTheCredentialedPoolOnly) {
  const HostileServer server(server_options(ClientCertificate::asked));
  const Certificate client_certificate = authority().issue({.common_name = "corspec client"});
  const TemporaryFile certificate(client_certificate.pem);
  const TemporaryFile key(client_certificate.key_pem);
  ClientOptions options = options_for(server, "a.example");
  options.tls.client_cert = certificate.path();
  options.tls.client_key = key.path();
  Client client(options);
  for (const Pool pool : {Pool::credentialed, Pool::anonymous}) {
    client.exchange(get(pool), [](ExchangeResult result) { EXPECT_TRUE(result) << result.error().detail; });
    client.run();
  }
  EXPECT_THAT(server.clients(), ElementsAre("corspec client", ""));
}

TEST_F(TlsTest, TakesTheClientKeyFromTheCertificatesFile) {
  const HostileServer server(server_options(ClientCertificate::asked));
  const Certificate client_certificate = authority().issue({.common_name = "corspec client"});
  const TemporaryFile both(client_certificate.key_pem + client_certificate.pem);
  ClientOptions options = options_for(server, "a.example");
  options.tls.client_cert = both.path();
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_THAT(server.clients(), ElementsAre("corspec client"));
}

TEST_F(TlsTest, TellsThatTheServerWantsACertificate) {
  const HostileServer server(server_options(ClientCertificate::demanded));
  const ExchangeResult result = exchange_once(options_for(server, "a.example"), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::tls);
  EXPECT_EQ(result.error().detail, "tlsv13 alert certificate required");
}

TEST_F(TlsTest, TellsWhichFileIsUnusable) {
  const HostileServer server(server_options());
  ClientOptions options = options_for(server, "a.example");
  options.tls.ca_file = "/nonexistent/ca.pem";
  const ExchangeResult no_ca = exchange_once(options, get());
  ASSERT_FALSE(no_ca);
  EXPECT_EQ(no_ca.error().kind, Kind::tls);
  EXPECT_THAT(no_ca.error().detail, HasSubstr("CA certificates /nonexistent/ca.pem: "));
  options.tls.ca_file = ca_file.path();
  options.tls.client_cert = "/nonexistent/client.pem";
  const ExchangeResult no_certificate = exchange_once(options, get());
  ASSERT_FALSE(no_certificate);
  EXPECT_EQ(no_certificate.error().kind, Kind::tls);
  EXPECT_THAT(no_certificate.error().detail, HasSubstr("client certificate /nonexistent/client.pem: "));
  EXPECT_TRUE(exchange_once(options, get(Pool::anonymous)));
}

TEST_F(TlsTest, TellsAPlainServerFromATlsServer) {
  const HostileServer plain(Script{step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::AwaitClose{}});
  const ExchangeResult result = exchange_once(options_for(plain, "a.example"), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::tls);
  EXPECT_EQ(result.error().detail, "wrong version number");
}

TEST_F(TlsTest, TellsThatTheServerClosedDuringTheHandshake) {
  const HostileServer server(Script{step::ReadBytes{1}, step::Close{}});
  const ExchangeResult result = exchange_once(options_for(server, "a.example"), get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::tls);
  EXPECT_THAT(result.error().detail, HasSubstr("during the TLS handshake"));
}

TEST_F(TlsTest, BoundsTheHandshake) {
  const HostileServer server(Script{step::AwaitClose{}});
  ClientOptions options = options_for(server, "a.example");
  options.deadlines.connect = milliseconds(200);
  const ExchangeResult result = exchange_once(options, get());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, Kind::timeout);
  EXPECT_EQ(result.error().detail, "no connection within 200 ms");
  const auto probed = try_connect(options);
  ASSERT_TRUE(probed);
  EXPECT_EQ(probed->kind, Kind::timeout);
}

TEST_F(TlsTest, ReadsAnAnswerThatEndsWithTheConnection) {
  HostileServerOptions given = server_options();
  given.scripts = {{step::ReadHead{}, step::Send{"HTTP/1.1 200 OK\r\n\r\nhi"}, step::Close{}}};
  const HostileServer server(given);
  const ExchangeResult result = exchange_once(options_for(server, "a.example"), get());
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.body, "hi");
  EXPECT_TRUE(result->response.body_complete);
}

TEST_F(TlsTest, ReadsLargeBodiesBothWays) {
  HostileServerOptions given = server_options();
  const std::string body(300 * 1024, 'b');
  given.scripts = {{step::ReadHead{}, step::ReadBytes{300 * 1024},
                    step::Send{"HTTP/1.1 200 OK\r\nContent-Length: 307200\r\n\r\n" + body}, step::AwaitClose{}}};
  const HostileServer server(given);
  Request request = get();
  request.body = body;
  const ExchangeResult result = exchange_once(options_for(server, "a.example"), request);
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(result->response.body, body);
}

}  // namespace
}  // namespace corspec::http
