#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace corspec::reports {

/// Compares with a golden file byte for byte; `CORSPEC_UPDATE_GOLDEN=1 reports_test` writes it anew.
inline void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(CORSPEC_SOURCE_DIR) + "/reports/testdata/" + name;
  if (std::getenv("CORSPEC_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << "if intended: CORSPEC_UPDATE_GOLDEN=1 reports_test";
}

}  // namespace corspec::reports
