#include <fstream>
#include <iterator>
#include <set>

#include "suite/json_document.hpp"
#include "suite/suite.hpp"
#include "suite/vocabulary.hpp"

namespace corspec::suite {
namespace {

using Words = std::set<std::string>;

/// The suites' schema, which must live as long as nodes of it are looked at.
const Node& schema() {
  static const auto document = [] {
    const std::string path = std::string(CORSPEC_SOURCE_DIR) + "/cases/schema/suite.schema.json";
    std::ifstream stream(path, std::ios::binary);
    return parse_document(path, std::string(std::istreambuf_iterator<char>(stream), {}));
  }();
  if (!document) throw std::runtime_error(describe(document.error().front()));
  return document->root();
}

/// The members of the first `enum` at or below `node`.
Words words_in(const Node& node) {
  if (const Node* list = node.find("enum")) {
    Words words;
    for (const Node* word : list->children) words.insert(word->text);
    return words;
  }
  for (const Node* child : node.children) {
    if (Words words = words_in(*child); !words.empty()) return words;
  }
  return {};
}

template <typename Table>
Words words_of(const Table& table) {
  Words words;
  for (const auto& [word, meaning] : table) words.emplace(word);
  return words;
}

Words feature_words() {
  Words words;
  for (const BindingName& feature : feature_names()) words.emplace(feature.name);
  return words;
}

struct VocabularyRow {
  const char* name;
  std::vector<std::string_view> path;  ///< below $defs
  Words words;
};

void PrintTo(const VocabularyRow& row, std::ostream* out) {
  *out << row.name;
}

class SchemaWords : public testing::TestWithParam<VocabularyRow> {};

TEST_P(SchemaWords, AreTheLoaders) {
  const Node* node = schema().find("$defs");
  for (const std::string_view key : GetParam().path) {
    ASSERT_NE(node, nullptr);
    node = node->find(key);
  }
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(words_in(*node), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SchemaWords,
    testing::Values(VocabularyRow{"features", {"case", "properties", "requires"}, feature_words()},
                    VocabularyRow{"levels", {"level"}, words_of(level_names)},
                    VocabularyRow{"kinds", {"kind"}, words_of(kind_names)},
                    VocabularyRow{"credentials", {"fetch", "properties", "credentials"}, words_of(credentials_names)},
                    VocabularyRow{"modes", {"fetch", "properties", "mode"}, words_of(mode_names)},
                    VocabularyRow{"redirects", {"fetch", "properties", "redirect"}, words_of(redirect_names)},
                    VocabularyRow{"apis", {"fetch", "properties", "api"}, words_of(api_names)},
                    VocabularyRow{"bodies", {"fetch", "properties", "body"}, words_of(body_kind_names)},
                    VocabularyRow{"through", {"through"}, words_of(through_names)},
                    VocabularyRow{"verdicts", {"verdict"}, words_of(verdict_names)},
                    VocabularyRow{
                        "preflights", {"fetch_expectation", "properties", "preflight"}, words_of(preflight_names)},
                    VocabularyRow{"answers", {"answer"}, words_of(answer_names)}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace corspec::suite
