#include "fetch/client_hints.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string_view>

#include "testing/row_name.hpp"

namespace corspec::fetch {
namespace {

using corspec::testing::row_name;

struct HintRow {
  const char* name;
  std::string_view header;
  std::string_view value;
  bool safelisted;
};

void PrintTo(const HintRow& row, std::ostream* out) {
  *out << row.name;
}

class ClientHint : public ::testing::TestWithParam<HintRow> {};

TEST_P(ClientHint, IsSafelistedByItsValue) {
  EXPECT_EQ(is_safelisted_client_hint(GetParam().header, GetParam().value), GetParam().safelisted);
}

const HintRow rows[] = {
    {"dpr_integer", "DPR", "2", true},
    {"dpr_decimal", "dpr", "1.25", true},
    {"dpr_empty", "dpr", "", false},
    {"dpr_point_in_front", "dpr", ".5", false},
    {"dpr_point_behind", "dpr", "2.", false},
    {"dpr_two_points", "dpr", "1.2.3", false},
    {"dpr_sign", "dpr", "-1", false},
    {"dpr_word", "dpr", "two", false},
    {"device_memory", "Device-Memory", "0.5", true},
    {"device_memory_unit", "device-memory", "8GiB", false},
    {"downlink", "Downlink", "10.0", true},
    {"downlink_comma", "downlink", "10,0", false},
    {"width", "Width", "640", true},
    {"width_decimal", "width", "640.0", false},
    {"width_empty", "width", "", false},
    {"viewport_width", "Viewport-Width", "320", true},
    {"viewport_width_space", "viewport-width", "320 ", false},
    {"rtt", "RTT", "100", true},
    {"rtt_decimal", "rtt", "0.1", false},
    {"ect_slow_2g", "ECT", "slow-2g", true},
    {"ect_2g", "ect", "2g", true},
    {"ect_3g", "ect", "3g", true},
    {"ect_4g", "ect", "4g", true},
    {"ect_upper_case", "ect", "4G", false},
    {"ect_other", "ect", "5g", false},
    {"ect_empty", "ect", "", false},
    {"save_data", "Save-Data", "on", true},
    {"save_data_upper_case", "save-data", "ON", true},
    {"save_data_off", "save-data", "off", false},
    {"save_data_empty", "save-data", "", false},
    {"intervention", "Intervention", "<https://a.example>; level=\"warning\"", true},
    {"intervention_empty", "intervention", "", true},
    {"other_name", "x-width", "640", false},
    {"name_cut_short", "widt", "640", false},
};

INSTANTIATE_TEST_SUITE_P(, ClientHint, ::testing::ValuesIn(rows), row_name);

}  // namespace
}  // namespace corspec::fetch
