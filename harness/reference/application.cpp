#include "reference/application.hpp"

namespace corspec::reference {
namespace {

/// Bytes of answers to pipelined requests that are gathered before they are written.
constexpr std::size_t write_at = std::size_t{64} * 1024;

}  // namespace

RequestReader Application::new_reader() const {
  return RequestReader(options_.limits, [this](const ReceivedRequest& request) {
    return options_.stages.leaves_content(request.view(0, 0));
  });
}

Application::Next Application::answer_pending(std::uint64_t connection, RequestReader& reader, Wire& output) {
  while (output.bytes.size() < write_at) {
    Wire wire;
    switch (reader.next()) {
      case RequestReader::Event::need_more:
        return Next::read;
      case RequestReader::Event::expects_continue:
        output.bytes += "HTTP/1.1 100 Continue\r\n\r\n";
        continue;
      case RequestReader::Event::request:
        wire = respond(reader.request(), connection);
        break;
      case RequestReader::Event::refused:
        wire = refuse(reader.request(), connection, reader.refusal());
        wire.close = true;
        break;
    }
    output.bytes += wire.bytes;
    output.piece = wire.piece;
    output.pause = wire.pause;
    if (wire.close) return Next::close;
    if (wire.piece > 0) break;
  }
  return Next::answer_more;
}

Wire Application::respond(const ReceivedRequest& request, std::uint64_t connection) {
  log(request);
  const auto view = request.view(++serial_, connection);
  return options_.stages.write(view, answer(options_.policies, view, options_.stages), clock_.now());
}

Wire Application::refuse(const ReceivedRequest& request, std::uint64_t connection, int status) {
  const auto view = request.view(++serial_, connection);
  // Of a head that could not be read to its end nothing may be believed, hence no policy and no CORS.
  const auto answer =
      status == 413 ? reference::refuse(options_.policies, view, status, options_.stages) : error_answer(status, view);
  return options_.stages.write(view, answer, clock_.now());
}

void Application::log(const ReceivedRequest& request) {
  if (!options_.log_requests) return;
  const std::scoped_lock lock(log_mutex_);
  log_.push_back({request.method, request.target, request.headers});
}

std::vector<LoggedRequest> Application::requests() const {
  const std::scoped_lock lock(log_mutex_);
  return log_;
}

}  // namespace corspec::reference
