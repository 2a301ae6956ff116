#include "strategies/blue_green.h"

#include <gtest/gtest.h>

namespace slipway::strategies {
namespace {

crds::BlueGreenStrategy preview(IntOrPercent replicas) {
  crds::BlueGreenStrategy strategy;
  strategy.previewReplicas = replicas;
  return strategy;
}

struct Row {
  IntOrPercent preview;
  std::int32_t replicas;
  std::int32_t limit;
};
class PreviewTest : public ::testing::TestWithParam<Row> {};
TEST_P(PreviewTest, HasAtLeastOnePodWhereThereIsAnyToBe) {
  const auto& row = GetParam();
  EXPECT_EQ(stepAt(preview(row.preview), 1, row.replicas).limit, row.limit);
  EXPECT_EQ(stepAt(preview(row.preview), 2, row.replicas).limit, row.replicas);
}
INSTANTIATE_TEST_SUITE_P(
    Sizes, PreviewTest,
    ::testing::Values(Row{IntOrPercent{1, false}, 4, 1}, Row{IntOrPercent{9, false}, 4, 4},
                      Row{IntOrPercent{25, true}, 10, 3}, Row{IntOrPercent{1, true}, 4, 1},
                      Row{IntOrPercent{2, false}, 1, 1}, Row{IntOrPercent{1, false}, 0, 0},
                      Row{IntOrPercent{50, true}, 0, 0}));

TEST(BlueGreenSteps, AreTwoWhereThereIsSomethingToLookAtFirst) {
  EXPECT_EQ(stepsOf(crds::BlueGreenStrategy{}), 0);
  EXPECT_EQ(stepsOf(preview(IntOrPercent{1, false})), 2);
}

}  // namespace
}  // namespace slipway::strategies
