#include "run/case_set.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "run/target_file.hpp"

namespace corspec::run {
namespace {

const std::filesystem::path source = CORSPEC_SOURCE_DIR;

TEST(Sha256, OfThePublishedVectors) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(CaseSet, OfTheProgramIsThatOfTheCheckout) {
  const auto built_in = load_case_set({});
  ASSERT_TRUE(built_in.has_value()) << suite::describe(built_in.error().front());
  EXPECT_FALSE(built_in->library.suites.empty());
  const auto checkout = load_case_set({source / "cases"});
  ASSERT_TRUE(checkout.has_value()) << suite::describe(checkout.error().front());
  EXPECT_EQ(checkout->library.suites.size(), built_in->library.suites.size());
  EXPECT_EQ(checkout->hash, built_in->hash);
}

TEST(CaseSet, OfOneFileCitesTheShippedRules) {
  const auto one = load_case_set({source / "cases/preflight/method.json"});
  ASSERT_TRUE(one.has_value()) << suite::describe(one.error().front());
  EXPECT_EQ(one->library.suites.size(), 1U);
  EXPECT_NE(one->library.rules.find("PF-5"), nullptr);
}

TEST(CaseSet, NamesEveryFileThatCannotBeRead) {
  const auto missing = load_case_set({source / "cases/one-missing.json", source / "cases/another-missing.json"});
  ASSERT_FALSE(missing.has_value());
  ASSERT_EQ(missing.error().size(), 2U);
  EXPECT_NE(suite::describe(missing.error()[0]).find("another-missing.json"), std::string::npos);
}

/// A file that goes when the test does.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& text) {
    std::string name = (std::filesystem::temp_directory_path() / "corspec-file-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    path_ = name;
    std::ofstream(path_) << text;
    close(descriptor);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { std::filesystem::remove(path_); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(TargetFile, HasAUrlOnEachLine) {
  const ScratchFile file("# staging\nhttp://a.example/\n\n  https://b.example/x # the other one\n");
  const auto urls = read_target_file(file.path());
  ASSERT_TRUE(urls.has_value()) << urls.error();
  EXPECT_EQ(*urls, (std::vector<std::string>{"http://a.example/", "https://b.example/x"}));
}

TEST(TargetFile, MustNameATarget) {
  const ScratchFile file("# nothing\n");
  const auto urls = read_target_file(file.path());
  ASSERT_FALSE(urls.has_value());
  EXPECT_NE(urls.error().find("names no target"), std::string::npos) << urls.error();
  EXPECT_FALSE(read_target_file("/no/such/file").has_value());
}

}  // namespace
}  // namespace corspec::run
