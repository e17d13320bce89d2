#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace corspec::testing {

/// Compares with a golden file of the source tree byte for byte; with `CORSPEC_UPDATE_GOLDEN=1` the test writes it
/// anew.
inline void expect_golden(const std::string& file, const std::string& text) {
  const std::string path = std::string(CORSPEC_SOURCE_DIR) + "/" + file;
  if (std::getenv("CORSPEC_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
  std::ifstream stream(path, std::ios::binary);
  EXPECT_TRUE(stream) << path;
  std::ostringstream golden;
  golden << stream.rdbuf();
  EXPECT_EQ(text, golden.str()) << "if intended: run this with CORSPEC_UPDATE_GOLDEN=1";
}

}  // namespace corspec::testing
