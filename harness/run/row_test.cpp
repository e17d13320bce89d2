#include "run/row.hpp"

#include <gtest/gtest.h>

namespace corspec::run {
namespace {

const Bound bound{{"method", "PUT"}, {"origin", "https://foo.example:8443"}, {"header.allowed", "x-a"}};

TEST(Row, IsNamedByWhatItIsAbout) {
  EXPECT_EQ(id_by_values("s/m/method:4", bound), "s/m/method[PUT]");
  EXPECT_EQ(id_by_values("s/m/origin:12/method:4", bound), "s/m/origin[https://foo.example:8443]/method[PUT]");
  EXPECT_EQ(id_without_places("s/m/origin:12/method:4", bound), "s/m/origin/method");
}

TEST(Row, KeepsItsRolesAndPlacesInNoList) {
  for (const auto* const id : {"s/m", "s/m/origin:suffix", "s/m/header:1"}) {
    EXPECT_EQ(id_by_values(id, bound), id);
    EXPECT_EQ(id_without_places(id, bound), id);
  }
}

}  // namespace
}  // namespace corspec::run
