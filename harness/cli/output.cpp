#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace corspec::cli {
namespace {

constexpr int bar_width = 30;

void write_all(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

std::string cannot_write(const std::string& path, int reason) {
  return fmt::format("cannot write {}: {}", path, std::strerror(reason));
}

/// Where the bytes of a file go. Readers find the old report or the new one, never half of it: hence a name of its own
/// and a rename, behind symbolic links. A device or pipe (`/dev/null`, `>(command)`) is written itself: a rename would
/// put a file in its place.
struct Destination {
  std::string written;
  std::string final;

  [[nodiscard]] bool is_renamed() const { return written != final; }
};

Destination destination_of(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) return {path, path};
  const auto resolved = std::filesystem::weakly_canonical(path, ignored);
  const std::string final = ignored ? path : resolved.string();
  return {final + ".part", final};
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
  const Destination destination = destination_of(path);
  if (!destination.is_renamed()) {
    if (std::filesystem::is_directory(path)) return cannot_write(path, EISDIR);
    return ::access(path.c_str(), W_OK) == 0 ? std::string{} : cannot_write(path, errno);
  }
  std::FILE* file = std::fopen(destination.written.c_str(), "wb");
  if (file == nullptr) return cannot_write(path, errno);
  std::fclose(file);
  std::remove(destination.written.c_str());
  return {};
}

std::string write_output(const std::string& path, std::string_view text) {
  if (path == "-") {
    write_all(stdout, text);
    return std::fflush(stdout) == 0 ? std::string{} : fmt::format("cannot write to stdout: {}", std::strerror(errno));
  }
  const Destination destination = destination_of(path);
  std::FILE* file = std::fopen(destination.written.c_str(), "wb");
  if (file == nullptr) return cannot_write(path, errno);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (written && closed && !destination.is_renamed()) return {};
  if (written && closed && std::rename(destination.written.c_str(), destination.final.c_str()) == 0) return {};
  const int reason = errno;
  if (destination.is_renamed()) std::remove(destination.written.c_str());
  return cannot_write(path, reason);
}

LineWriter::~LineWriter() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

std::string LineWriter::open(const std::string& path) {
  file_ = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  return file_ != nullptr ? std::string{} : cannot_write(path, errno);
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
