#include "http/address_book.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <utility>

#include "http/plain_words.hpp"

namespace corspec::http {

namespace asio = boost::asio;
using asio::ip::tcp;

Address tcp_address(const tcp::endpoint& endpoint) {
  std::string name = endpoint.address().to_string();
  if (endpoint.address().is_v6()) name.insert(0, 1, '[').append(1, ']');
  return {endpoint, name.append(1, ':').append(std::to_string(endpoint.port()))};
}

namespace {

Addresses one(const Address& address) {
  return std::make_shared<const std::vector<Address>>(1, address);
}

/// What needs no resolver: a Unix socket, an IP address.
Addresses known(const std::string& unix_socket, const std::string& host, std::uint16_t port) {
  if (!unix_socket.empty()) return one({asio::local::stream_protocol::endpoint(unix_socket), "unix:" + unix_socket});
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  return error ? nullptr : one(tcp_address({address, port}));
}

}  // namespace

AddressBook::AddressBook(asio::io_context& context, const Endpoint& endpoint)
    : host_(endpoint.connect_host.empty() ? endpoint.host : endpoint.connect_host), resolver_(context) {
  const std::uint16_t port = endpoint.connect_port != 0 ? endpoint.connect_port : endpoint.port;
  port_ = std::to_string(port);
  // A longer path is no Unix socket's; opening the connection then fails with the name not found.
  constexpr std::size_t max_path = sizeof(sockaddr_un::sun_path) - 1;
  if (endpoint.unix_socket.size() <= max_path) addresses_ = known(endpoint.unix_socket, host_, port);
}

AddressBook::AddressBook(asio::io_context& context, std::vector<Address> addresses)
    : resolver_(context), addresses_(std::make_shared<const std::vector<Address>>(std::move(addresses))) {}

void AddressBook::look_up(Callback callback) {
  if (addresses_) return callback(addresses_);
  waiting_.push_back(std::move(callback));
  if (waiting_.size() > 1) return;
  resolver_.async_resolve(host_, port_, tcp::resolver::numeric_service,
                          [this](const boost::system::error_code& error, const tcp::resolver::results_type& results) {
                            if (error) {
                              return answer(std::unexpected(ConnectionError{
                                  TransportError::Kind::resolve, "host " + host_ + ": " + plain_words(error)}));
                            }
                            std::vector<Address> found;
                            for (const auto& entry : results) found.push_back(tcp_address(entry.endpoint()));
                            addresses_ = std::make_shared<const std::vector<Address>>(std::move(found));
                            answer(addresses_);
                          });
}

void AddressBook::answer(const Found& found) {
  for (Callback& callback : std::exchange(waiting_, {})) callback(found);
}

void AddressBook::prefer(const Addresses& addresses, std::size_t index) {
  if (index == 0 || addresses != addresses_) return;
  std::vector<Address> reordered = *addresses;
  const auto preferred = reordered.begin() + static_cast<std::ptrdiff_t>(index);
  std::rotate(reordered.begin(), preferred, preferred + 1);
  addresses_ = std::make_shared<const std::vector<Address>>(std::move(reordered));
}

}  // namespace corspec::http
