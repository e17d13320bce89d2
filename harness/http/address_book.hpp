#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/client.hpp"
#include "http/connection.hpp"

namespace corspec::http {

struct Address {
  boost::asio::generic::stream_protocol::endpoint endpoint;
  std::string name;  ///< "127.0.0.1:8080", "[::1]:8080", "unix:/path"
};
[[nodiscard]] Address tcp_address(const boost::asio::ip::tcp::endpoint& endpoint);

using Addresses = std::shared_ptr<const std::vector<Address>>;

/// Where the endpoint is: resolved once, with the address that worked last in front.
class AddressBook {
 public:
  using Found = std::expected<Addresses, ConnectionError>;
  using Callback = std::move_only_function<void(Found)>;

  AddressBook(boost::asio::io_context& context, const Endpoint& endpoint);
  /// Of an endpoint that needs no resolver.
  AddressBook(boost::asio::io_context& context, std::vector<Address> addresses);

  /// Calls back at once when the addresses are known, else from the event loop. A name that was not found is asked for
  /// anew by the next caller.
  void look_up(Callback callback);
  /// `addresses[index]` accepted a connection.
  void prefer(const Addresses& addresses, std::size_t index);

 private:
  void answer(const Found& found);

  std::string host_;
  std::string port_;
  boost::asio::ip::tcp::resolver resolver_;
  Addresses addresses_;
  std::vector<Callback> waiting_;
};

}  // namespace corspec::http
