#include "reference/variant.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "reference/example_policies.hpp"

namespace corspec::reference {
namespace {

TEST(Variants, HaveIdsOfTheirOwn) {
  std::set<std::string_view> ids;
  for (const auto& variant : variants()) EXPECT_TRUE(ids.insert(variant.id).second) << variant.id;
  EXPECT_GE(ids.size(), 20U);
  EXPECT_EQ(find_variant("lines")->id, "lines");
  EXPECT_EQ(find_variant("none-such"), nullptr);
}

/// A variant that looks like the reference server itself would prove nothing; those of another profile need no other
/// clothes.
TEST(Variants, DifferFromEachOther) {
  const auto policy = example::allowlist();
  std::set<std::string> seen;
  for (const auto& variant : variants()) {
    if (variant.profile != "allowlist") continue;
    Stages stages;
    variant.dress(stages);
    std::string bytes = stages.one_connection_at_a_time ? "one at a time" : "";
    for (const auto& request :
         {example::preflight(example::foo, "PUT", "content-type"), example::preflight(example::evil, "PUT"),
          example::preflight(example::foo, "PATCH"),
          example::request("GET", "/resource/foo", {{"Origin", "https://foo.example"}}),
          example::request("OPTIONS", "/resource/foo"),
          example::request("GET", "/resource/foo?%zz", {{"If-None-Match", "*"}}),
          example::request("GET", "/resource/foo", {{"Cookie", "a=b"}}),
          example::request("GET", "/resource/foo", {{"Sec-Fetch-Site", "cross-site"}}),
          example::request("GET", "/resource/foo", {{"Accept", "anything"}}),
          example::request("DELETE", "/resource/foo"),
          example::request("OPTIONS", "/resource/foo", {{"Content-Length", "1"}}),
          example::request("GET", "/resource/foo", {{"If-None-Match", "*"}, {"Origin", "https://foo.example"}})}) {
      const auto view = request.view();
      const auto wire = stages.write(view, answer(policy, view, stages), "Thu, 01 Jan 2026 00:00:00 GMT");
      bytes += wire.bytes + std::to_string(wire.piece) + (wire.close ? "c" : "");
    }
    // What could not be read to its end.
    const auto unread = example::request("GET", "/");
    auto view = unread.view();
    view.keep_alive = false;
    bytes += stages.write(view, error_answer(400, view), "Thu, 01 Jan 2026 00:00:00 GMT").bytes;
    EXPECT_TRUE(seen.insert(bytes).second) << variant.id;
  }
}

}  // namespace
}  // namespace corspec::reference
