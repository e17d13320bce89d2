#include "fetch/ip_address.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <vector>

#include "fetch/percent_encoding.hpp"
#include "message/bytes.hpp"

namespace corspec::fetch {
namespace {

std::vector<std::string_view> split_on_dots(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto dot = text.find('.');
    parts.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

/// One more than fits: what every number beyond 32 bits counts as.
constexpr std::uint64_t beyond_ipv4 = std::uint64_t{1} << 32;

/// https://url.spec.whatwg.org/#ipv4-number-parser. A bare `0x` is zero. Saturates at `beyond_ipv4`.
std::optional<std::uint64_t> parse_ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int radix = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    radix = 16;
    text.remove_prefix(2);
  } else if (text.size() >= 2 && text.front() == '0') {
    radix = 8;
    text.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char digit : text) {
    const int digit_value = hex_value(static_cast<unsigned char>(digit));
    if (digit_value < 0 || digit_value >= radix) return std::nullopt;
    value = std::min(value * static_cast<std::uint64_t>(radix) + static_cast<std::uint64_t>(digit_value), beyond_ipv4);
  }
  return value;
}

class Ipv6Reader {
 public:
  explicit Ipv6Reader(std::string_view text) : rest_(text) {}

  std::optional<Ipv6Pieces> read() {
    if (rest_.starts_with(':')) {
      if (!rest_.starts_with("::")) return std::nullopt;
      rest_.remove_prefix(2);
      compress_at_ = 0;
    }
    while (!rest_.empty()) {
      if (rest_.front() == ':') {
        if (compress_at_) return std::nullopt;
        rest_.remove_prefix(1);
        compress_at_ = count_;
        continue;
      }
      const auto digits = hex_digits();
      if (rest_.substr(digits).starts_with('.')) {
        if (digits == 0 || !read_ipv4_tail()) return std::nullopt;
        break;
      }
      if (count_ == pieces_.size() || digits == 0 || !read_piece(digits)) return std::nullopt;
    }
    return finish();
  }

 private:
  [[nodiscard]] std::size_t hex_digits() const {
    std::size_t digits = 0;
    while (digits < std::min<std::size_t>(rest_.size(), 4) && hex_value(static_cast<unsigned char>(rest_[digits])) >= 0)
      ++digits;
    return digits;
  }

  /// A piece, and the colon after it, which must not end the address.
  bool read_piece(std::size_t digits) {
    const auto piece = rest_.substr(0, digits);
    std::from_chars(piece.data(), piece.data() + piece.size(), pieces_[count_], 16);
    ++count_;
    rest_.remove_prefix(digits);
    if (rest_.empty()) return true;
    if (rest_.front() != ':') return false;
    rest_.remove_prefix(1);
    return !rest_.empty();
  }

  /// `d.d.d.d` in decimal without leading zeros: the last two pieces.
  bool read_ipv4_tail() {
    const auto parts = split_on_dots(rest_);
    if (parts.size() != 4 || count_ > pieces_.size() - 2) return false;
    std::array<unsigned, 4> bytes{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto part = parts[i];
      if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return false;
      if (!std::ranges::all_of(part,
                               [](char digit) { return message::is_ascii_digit(static_cast<unsigned char>(digit)); }))
        return false;
      std::from_chars(part.data(), part.data() + part.size(), bytes[i]);
      if (bytes[i] > 255) return false;
    }
    pieces_[count_++] = static_cast<std::uint16_t>(bytes[0] * 256 + bytes[1]);
    pieces_[count_++] = static_cast<std::uint16_t>(bytes[2] * 256 + bytes[3]);
    return true;
  }

  /// Moves the pieces after `::` to the end. `::` stands for at least one piece.
  std::optional<Ipv6Pieces> finish() {
    if (!compress_at_) return count_ == pieces_.size() ? std::optional(pieces_) : std::nullopt;
    if (count_ == pieces_.size()) return std::nullopt;
    const auto middle = pieces_.begin() + static_cast<std::ptrdiff_t>(*compress_at_);
    std::rotate(middle, pieces_.begin() + static_cast<std::ptrdiff_t>(count_), pieces_.end());
    return pieces_;
  }

  std::string_view rest_;
  Ipv6Pieces pieces_{};
  std::size_t count_ = 0;
  std::optional<std::size_t> compress_at_;
};

struct Run {
  std::size_t begin = 0;
  std::size_t length = 0;
};

Run longest_zero_run(const Ipv6Pieces& pieces) {
  Run longest;
  Run current;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    current = pieces[i] == 0 ? Run{current.length == 0 ? i : current.begin, current.length + 1} : Run{};
    if (current.length > longest.length) longest = current;
  }
  return longest;
}

std::string hex(std::uint16_t piece) {
  std::array<char, 4> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), piece, 16).ptr;
  return {digits.data(), end};
}

}  // namespace

bool ends_in_a_number(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  const auto last = domain.substr(domain.rfind('.') + 1);
  const bool digits = !last.empty() && std::ranges::all_of(last, [](char digit) {
    return message::is_ascii_digit(static_cast<unsigned char>(digit));
  });
  return digits || parse_ipv4_number(last).has_value();
}

std::optional<std::uint32_t> parse_ipv4(std::string_view domain) {
  auto parts = split_on_dots(domain);
  if (parts.back().empty() && parts.size() > 1) parts.pop_back();
  if (parts.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_ipv4_number(parts[i]);
    if (!number) return std::nullopt;
    const bool last = i + 1 == parts.size();
    const auto bits = last ? 8 * (4 - i) : 8;
    if (*number >> bits != 0) return std::nullopt;
    address = address << bits | *number;
  }
  return static_cast<std::uint32_t>(address);
}

std::string serialize_ipv4(std::uint32_t address) {
  std::string text;
  for (const int shift : {24, 16, 8, 0}) {
    if (!text.empty()) text += '.';
    text += std::to_string(address >> shift & 0xFF);
  }
  return text;
}

std::optional<Ipv6Pieces> parse_ipv6(std::string_view text) {
  return Ipv6Reader(text).read();
}

std::string serialize_ipv6(const Ipv6Pieces& pieces) {
  const auto run = longest_zero_run(pieces);
  const bool compress = run.length >= 2;
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (compress && i == run.begin) {
      text += i == 0 ? "::" : ":";
      i += run.length - 1;
      continue;
    }
    text += hex(pieces[i]);
    if (i + 1 < pieces.size()) text += ':';
  }
  return text;
}

}  // namespace corspec::fetch
