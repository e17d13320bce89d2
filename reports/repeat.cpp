#include "reports/repeat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "run/shell_word.hpp"

namespace corspec::reports {
namespace {

constexpr std::array<std::string_view, 8> flags_with_files{
    "--cacert", "--cases", "--cert", "--key", "--known-failing", "--known-flaky", "--profile", "--targets"};
constexpr std::array<std::string_view, 3> flags_left_out{"--baseline", "--claim", "--exec-log"};

bool names_file(std::string_view flag) {
  return std::ranges::find(flags_with_files, flag) != flags_with_files.end();
}

bool is_left_out(std::string_view flag) {
  return flag.starts_with("--report-") || std::ranges::find(flags_left_out, flag) != flags_left_out.end();
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::vector<std::string> words_to_repeat(const run::RunInfo& info) {
  std::vector<std::string> words;
  std::string_view flag;  // whose value a word is
  for (const std::string& word : info.command_line) {
    if (words.empty()) {
      words.emplace_back(file_name(word));
      continue;
    }
    const bool is_flag = word.starts_with("--");
    const std::size_t equals = is_flag ? word.find('=') : std::string::npos;
    if (is_flag) flag = std::string_view(word).substr(0, equals);
    if (!is_left_out(flag)) {
      if (!names_file(flag) || (is_flag && equals == std::string::npos)) {
        words.push_back(word);
      } else {
        words.push_back(is_flag ? fmt::format("{}={}", flag, file_name(word)) : std::string(file_name(word)));
      }
    }
    if (!is_flag || equals != std::string::npos) flag = {};
  }
  return words;
}

std::string command_to_repeat(const run::RunInfo& info) {
  std::vector<std::string> words;
  for (const std::string& word : words_to_repeat(info)) words.push_back(run::shell_word(word));
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace corspec::reports
