#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace corspec::cli {
namespace {

constexpr int bar_width = 30;

void write_all(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

}  // namespace

bool wants_color(int file_descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
  return isatty(file_descriptor) == 1 && (no_color == nullptr || *no_color == '\0') && !dumb;
}

void print(std::string_view text) {
  write_all(stdout, text);
}

void print_error(std::string_view text) {
  write_all(stderr, text);
}

std::string check_output(const std::string& path) {
  if (path.empty() || path == "-") return {};
  const std::string scratch = path + ".part";
  std::FILE* file = std::fopen(scratch.c_str(), "wb");
  if (file == nullptr) return fmt::format("cannot write {}: {}", path, std::strerror(errno));
  std::fclose(file);
  std::remove(scratch.c_str());
  return {};
}

std::string write_output(const std::string& path, std::string_view text) {
  if (path == "-") {
    write_all(stdout, text);
    return std::fflush(stdout) == 0 ? std::string{} : fmt::format("cannot write to stdout: {}", std::strerror(errno));
  }
  // Readers find the old report or the new one, never half of it.
  const std::string scratch = path + ".part";
  std::FILE* file = std::fopen(scratch.c_str(), "wb");
  if (file == nullptr) return fmt::format("cannot write {}: {}", path, std::strerror(errno));
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (written && closed && std::rename(scratch.c_str(), path.c_str()) == 0) return {};
  const int reason = errno;
  std::remove(scratch.c_str());
  return fmt::format("cannot write {}: {}", path, std::strerror(reason));
}

LineWriter::~LineWriter() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

std::string LineWriter::open(const std::string& path) {
  file_ = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  return file_ != nullptr ? std::string{} : fmt::format("cannot write {}: {}", path, std::strerror(errno));
}

void LineWriter::write(std::string_view line) {
  if (file_ == nullptr) return;
  write_all(file_, line);
  std::fflush(file_);
}

void Progress::start(int total) {
  total_ = total;
  draw();
}

void Progress::advance(bool failed) {
  ++done_;
  if (failed) ++failed_;
  draw();
}

void Progress::draw() {
  if (!on_ || total_ == 0) return;
  const int percent = 100 * done_ / total_;
  if (percent == drawn_) return;
  drawn_ = percent;
  const int filled = bar_width * done_ / total_;
  print_error(fmt::format("\r[{:=<{}}{: <{}}] {}/{}{}", "", filled, "", bar_width - filled, done_, total_,
                          failed_ > 0 ? fmt::format("  {} failed", failed_) : ""));
}

void Progress::clear() {
  if (drawn_ < 0) return;
  print_error("\r\x1b[K");
  drawn_ = -1;
}

}  // namespace corspec::cli
