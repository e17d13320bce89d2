#include "fuzz/grammar/list.hpp"

#include <array>
#include <cstddef>

namespace corspec::fuzz {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array separators{","sv, ", "sv, " ,"sv, "\t,\t"sv, ",,"sv, ", ,"sv, ",\t ,"sv};
constexpr std::array blanks{""sv, " "sv, "\t"sv, " \t "sv};
/// What no list of tokens holds, or what a parser may stumble over.
constexpr std::array strays{"\"a\\\", b\""sv, " "sv,  ";"sv, "\""sv, "="sv,    "\0"sv,      "\xff"sv, "("sv, "/"sv,
                            "\"a, b\""sv,     "\\"sv, ":"sv, "\v"sv, "\x7f"sv, "\xc2\xa0"sv};

std::string_view separator(Random& random) {
  return random.one_in(2) ? ","sv : random.pick(separators);
}

}  // namespace

std::string generate_list(std::span<const std::string_view> elements, Random& random) {
  std::string made;
  if (random.one_in(8)) made += separator(random);
  for (std::size_t left = random.below(6); left > 0; --left) {
    made += random.pick(elements);
    if (random.one_in(16)) made += random.pick(strays);
    if (left > 1 || random.one_in(8)) made += separator(random);
  }
  return made;
}

std::string mutate_list(std::string_view value, Random& random) {
  std::vector<std::size_t> seams;
  seams.reserve(16);
  seams = {0, value.size()};
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] == ',') seams.insert(seams.end(), {at, at + 1});
  }
  const std::size_t from = random.pick(seams);
  std::size_t to = random.pick(seams);
  if (to < from) to = from;
  std::string made(value.substr(0, from));
  switch (random.below(6)) {
    case 0:
      made += random.pick(strays);
      break;
    case 1:
      made += separator(random);
      break;
    case 2:
      made += random.pick(blanks);
      break;
    case 3:
      made += value.substr(from, to - from);
      break;
    case 4:
      return made.append(value.substr(to));
    default: {
      made = value;
      if (!made.empty()) made[random.below(made.size())] = random.byte();
      return made;
    }
  }
  return made.append(value.substr(from));
}

std::vector<std::string> respell_list(std::span<const std::string> elements, Random& random) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < elements.size(); ++at) {
    if (at > 0) {
      if (random.one_in(4)) {
        lines.emplace_back();
      } else {
        lines.back() += separator(random);
      }
    }
    lines.back() += random.pick(blanks);
    lines.back() += elements[at];
  }
  if (random.one_in(4)) lines.back() += ",";
  return lines;
}

}  // namespace corspec::fuzz
