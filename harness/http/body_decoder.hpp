#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "http/body_framing.hpp"

namespace corspec::http {

/// Takes the body out of a byte stream: RFC 9112 section 7.1 for the chunked coding, as mild as browsers are (blanks
/// after a chunk's size, lines that end in LF alone; extensions and trailers are skipped).
///
/// Not Beast's parser: in Boost 1.81 an assertion in it fails when the last chunk comes in single bytes, and it refuses
/// chunk sizes with blanks after them, which browsers accept.
class BodyDecoder {
 public:
  enum class State : std::uint8_t { need_more, done, cut_at_limit, broken };

  /// At most `limit` bytes of content are kept. `framing` has a body.
  BodyDecoder(const BodyFraming& framing, std::size_t limit);

  struct Progress {
    State state = State::need_more;
    std::size_t consumed = 0;  ///< less than was given only with State::done: the rest is not part of this message
  };
  /// Not to be called again once the state is not need_more.
  [[nodiscard]] Progress feed(std::string_view bytes);
  /// Whether the message is complete if the connection ends here.
  [[nodiscard]] bool may_end() const { return part_ == Part::until_close; }
  [[nodiscard]] std::string take_body() { return std::move(body_); }

 private:
  enum class Part : std::uint8_t { counted, until_close, chunk_size, chunk_data, chunk_end, trailer };

  [[nodiscard]] State take_content(std::string_view& bytes);
  [[nodiscard]] State take_line(std::string_view& bytes);
  [[nodiscard]] State end_line(std::string_view line);

  Part part_;
  std::uint64_t remaining_ = 0;  ///< of the body or chunk, in bytes
  std::size_t limit_;
  std::size_t trailer_size_ = 0;
  std::string line_;  ///< of the chunked coding, as far as it came
  std::string body_;
};

}  // namespace corspec::http
