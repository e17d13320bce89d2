#include "http/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <unordered_set>
#include <utility>

#include "http/address_book.hpp"
#include "http/connection_pool.hpp"
#include "http/socket_connection.hpp"
#include "http/tls_connection.hpp"
#include "http/tls_settings.hpp"

namespace corspec::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// Makes connections to the endpoint. Outlives them.
class ConnectionMaker {
 public:
  ConnectionMaker(asio::io_context& context, const ClientOptions& options)
      : context_(context), addresses_(context, options.endpoint) {
    if (options.endpoint.scheme == "https") tls_.emplace(options.tls, options.endpoint);
  }

  std::shared_ptr<Connection> make(Pool pool) {
    if (tls_) return std::make_shared<TlsConnection>(context_, addresses_, *tls_, pool);
    return std::make_shared<SocketConnection>(context_, addresses_);
  }

 private:
  asio::io_context& context_;
  AddressBook addresses_;
  std::optional<TlsSettings> tls_;
};

struct Alarm {
  Alarm(asio::io_context& context, std::chrono::milliseconds delay, std::move_only_function<void()> what)
      : timer(context, delay), then(std::move(what)) {}

  asio::steady_timer timer;
  std::move_only_function<void()> then;
};

/// Learns whether a connection opens.
class Probe final : public ConnectionEvents {
 public:
  explicit Probe(asio::io_context& context) : context_(context) {}

  void opened() override { end(std::nullopt); }
  void written() override {}
  void write_failed(ConnectionError) override {}
  void received(std::string_view) override {}
  void failed(ConnectionError error) override { end(std::move(error)); }

  void end(std::optional<ConnectionError> outcome) {
    outcome_ = std::move(outcome);
    context_.stop();
  }
  [[nodiscard]] const std::optional<ConnectionError>& outcome() const { return outcome_; }

 private:
  asio::io_context& context_;
  std::optional<ConnectionError> outcome_;
};

}  // namespace

struct Client::Impl {
  explicit Impl(ClientOptions given)
      : options(std::move(given)),
        maker(context, options),
        deadline_timer(context),
        credentialed(make_pool(Pool::credentialed)),
        anonymous(make_pool(Pool::anonymous)) {}

  ConnectionPool make_pool(Pool pool) {
    return {[this, pool] { return maker.make(pool); }, [this](Clock::time_point deadline) { watch(deadline); },
            [this](Job job, ExchangeResult result) { complete(std::move(job), std::move(result)); }, options.limits,
            options.max_connections};
  }

  void submit(Job job) {
    ++outstanding;
    job.needs_fresh_connection = job.request.raw || job.request.hang_up || job.request.new_connection;
    (job.request.pool == Pool::credentialed ? credentialed : anonymous).submit(std::move(job));
  }

  void complete(Job job, ExchangeResult result) {
    job.done(std::move(result));
    settle();
  }

  /// One thing less to wait for.
  void settle() {
    if (--outstanding == 0) context.stop();
  }

  /// One timer watches all deadlines: it is set for the earliest known, and looks for the next when it goes off. As
  /// deadlines hardly ever pass, that is once in a deadline's length, not once an exchange.
  void watch(Clock::time_point deadline) {
    if (deadline >= watched) return;
    watched = deadline;
    deadline_timer.expires_at(deadline);
    deadline_timer.async_wait([this](const error_code& error) {
      if (error) return;
      watched = Clock::time_point::max();
      const Clock::time_point now = Clock::now();
      const Clock::time_point next = std::min(credentialed.expire(now), anonymous.expire(now));
      if (next != Clock::time_point::max()) watch(next);
    });
  }

  void add_alarm(std::chrono::milliseconds delay, std::move_only_function<void()> then) {
    ++outstanding;
    const auto alarm = std::make_shared<Alarm>(context, delay, std::move(then));
    alarms.insert(alarm);
    alarm->timer.async_wait([this, alarm](const error_code&) {
      if (alarms.erase(alarm) == 0) return;
      alarm->then();
      settle();
    });
  }

  void drop_timers() {
    outstanding -= alarms.size();
    for (const auto& alarm : std::exchange(alarms, {})) alarm->timer.cancel();
  }

  void cancel() {
    drop_timers();
    std::vector<std::pair<Job, TransportError>> given_up = credentialed.cancel();
    for (auto& entry : anonymous.cancel()) given_up.push_back(std::move(entry));
    // Keeps the loop turning until the completions have run, and only then lets it end.
    ++outstanding;
    asio::post(context, [this, jobs = std::move(given_up)]() mutable {
      for (auto& [job, error] : jobs) complete(std::move(job), std::unexpected(std::move(error)));
      settle();
    });
  }

  void wait_for_signal() {
    signals->async_wait([this](const error_code& error, int) {
      if (error) return;
      wait_for_signal();
      on_interrupt();
    });
  }

  ClientOptions options;
  asio::io_context context{1};
  ConnectionMaker maker;
  asio::steady_timer deadline_timer;
  Clock::time_point watched = Clock::time_point::max();
  ConnectionPool credentialed;
  ConnectionPool anonymous;
  std::unordered_set<std::shared_ptr<Alarm>> alarms;
  std::optional<asio::signal_set> signals;
  std::move_only_function<void()> on_interrupt;
  std::size_t outstanding = 0;  ///< exchanges and alarms that are not over
};

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Client::~Client() = default;

void Client::exchange(Request request, Completion done) {
  exchange(std::move(request), impl_->options.deadlines, std::move(done));
}

void Client::exchange(Request request, Deadlines deadlines, Completion done) {
  impl_->submit({.request = std::move(request), .deadlines = deadlines, .done = std::move(done)});
}

void Client::after(std::chrono::milliseconds delay, std::move_only_function<void()> then) {
  impl_->add_alarm(delay, std::move(then));
}

void Client::close_idle() {
  impl_->credentialed.close_idle();
  impl_->anonymous.close_idle();
}

void Client::run() {
  impl_->context.restart();
  if (impl_->outstanding > 0) impl_->context.run();
}

void Client::cancel() {
  impl_->cancel();
}

void Client::drop_timers() {
  impl_->drop_timers();
}

void Client::on_interrupt(std::move_only_function<void()> then) {
  impl_->on_interrupt = std::move(then);
  if (impl_->signals) return;
  impl_->signals.emplace(impl_->context, SIGINT, SIGTERM);
  impl_->wait_for_signal();
}

ExchangeResult exchange_once(ClientOptions options, Request request) {
  Client client(std::move(options));
  ExchangeResult result = std::unexpected(TransportError{});
  client.exchange(std::move(request), [&result](ExchangeResult answer) { result = std::move(answer); });
  client.run();
  return result;
}

std::optional<TransportError> try_connect(const ClientOptions& options) {
  asio::io_context context{1};
  ConnectionMaker maker(context, options);
  const std::shared_ptr<Connection> connection = maker.make(Pool::credentialed);
  Probe probe(context);
  const auto start = Clock::now();
  connection->open(probe, options.deadlines.connect);
  asio::steady_timer timer(context, options.deadlines.connect);
  timer.async_wait([&](const error_code& error) {
    const std::string detail = "no connection within " + std::to_string(options.deadlines.connect.count()) + " ms";
    if (!error) probe.end(ConnectionError{TransportError::Kind::timeout, detail});
  });
  context.run();
  const std::string peer(connection->peer());
  connection->close();
  if (!probe.outcome()) return std::nullopt;
  TransportError error{.kind = probe.outcome()->kind, .detail = probe.outcome()->detail, .peer = peer};
  error.timings.connect = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  error.timings.total = error.timings.connect;
  return error;
}

}  // namespace corspec::http
