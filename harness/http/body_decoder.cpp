#include "http/body_decoder.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace corspec::http {

namespace {

// Far beyond any chunk extension or trailer; bounds what is kept of a line that never ends.
constexpr std::size_t max_overhead = std::size_t{64} * 1024;

/// chunk-size [ chunk-ext ], without the line's end.
std::optional<std::uint64_t> parse_chunk_size(std::string_view line) {
  std::uint64_t size = 0;
  const char* const begin = line.data();
  const auto [stopped, error] = std::from_chars(begin, begin + line.size(), size, 16);
  if (error != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(stopped - begin));
  const std::size_t text = line.find_first_not_of(" \t");
  if (text != std::string_view::npos && line[text] != ';') return std::nullopt;
  return size;
}

}  // namespace

BodyDecoder::BodyDecoder(const BodyFraming& framing, std::size_t limit)
    : part_(framing.kind == BodyFraming::Kind::length    ? Part::counted
            : framing.kind == BodyFraming::Kind::chunked ? Part::chunk_size
                                                         : Part::until_close),
      remaining_(framing.length),
      limit_(limit) {}

BodyDecoder::Progress BodyDecoder::feed(std::string_view bytes) {
  const std::size_t given = bytes.size();
  State state = State::need_more;
  while (state == State::need_more && !bytes.empty()) {
    const bool is_content = part_ == Part::counted || part_ == Part::until_close || part_ == Part::chunk_data;
    state = is_content ? take_content(bytes) : take_line(bytes);
  }
  return {state, given - bytes.size()};
}

BodyDecoder::State BodyDecoder::take_content(std::string_view& bytes) {
  std::string_view content = bytes;
  if (part_ != Part::until_close) {
    content = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size())));
    remaining_ -= content.size();
  }
  bytes.remove_prefix(content.size());
  const std::size_t room = limit_ - body_.size();
  body_.append(content.substr(0, room));
  if (content.size() > room) return State::cut_at_limit;
  if (part_ == Part::until_close || remaining_ > 0) return State::need_more;
  if (part_ == Part::counted) return State::done;
  part_ = Part::chunk_end;
  return State::need_more;
}

BodyDecoder::State BodyDecoder::take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end);
  if (line_.size() + piece.size() > max_overhead) return State::broken;
  if (end == std::string_view::npos) {
    line_ += piece;
    bytes = {};
    return State::need_more;
  }
  bytes.remove_prefix(end + 1);
  std::string_view line = piece;
  if (!line_.empty()) {
    line_ += piece;
    line = line_;
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  const State state = end_line(line);
  line_.clear();
  return state;
}

BodyDecoder::State BodyDecoder::end_line(std::string_view line) {
  if (part_ == Part::chunk_size) {
    const auto size = parse_chunk_size(line);
    if (!size) return State::broken;
    remaining_ = *size;
    part_ = *size == 0 ? Part::trailer : Part::chunk_data;
    return State::need_more;
  }
  if (part_ == Part::chunk_end) {
    part_ = Part::chunk_size;
    return line.empty() ? State::need_more : State::broken;
  }
  trailer_size_ += line.size() + 1;
  if (trailer_size_ > max_overhead) return State::broken;
  return line.empty() ? State::done : State::need_more;
}

}  // namespace corspec::http
