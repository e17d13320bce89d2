#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace corspec::cli {

/// Whether a stream is a terminal that wants colour: `NO_COLOR` is obeyed, `TERM=dumb` too.
[[nodiscard]] bool wants_color(int file_descriptor);

void print(std::string_view text);        ///< to stdout
void print_error(std::string_view text);  ///< to stderr

/// Whether `write_output` could write there now. Empty if so, else why not.
[[nodiscard]] std::string check_output(const std::string& path);

/// Writes `text` to `path`, or to stdout when it is `-`. Empty on success, else why not.
[[nodiscard]] std::string write_output(const std::string& path, std::string_view text);

/// A file that grows line by line, or stdout when the path is `-`; each line reaches the reader at once.
class LineWriter {
 public:
  LineWriter() = default;
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  /// Empty on success, else why not.
  [[nodiscard]] std::string open(const std::string& path);
  void write(std::string_view line);

 private:
  std::FILE* file_ = nullptr;
};

/// A progress bar on stderr, drawn only on a terminal, gone when done.
class Progress {
 public:
  explicit Progress(bool on) : on_(on) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start(int total);
  void advance(bool failed);
  void clear();

 private:
  void draw();

  bool on_;
  int total_ = 0;
  int done_ = 0;
  int failed_ = 0;
  int drawn_ = -1;
};

}  // namespace corspec::cli
