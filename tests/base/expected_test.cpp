#include "base/expected.h"

#include <memory>
#include <string>

namespace slipway {
namespace {

using Number = Expected<int, std::string>;

TEST(Expected, HoldsAValueOrAnError) {
  const Number good = 7;
  const Number bad = Unexpected{std::string("no number")};
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(*good, 7);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), "no number");
  EXPECT_EQ(bad.valueOr(3), 3);
  EXPECT_EQ(good.valueOr(3), 7);
}

TEST(Expected, ConvertsTheErrorOfALiteral) {
  const Number bad = Unexpected{"text"};
  EXPECT_EQ(bad.error(), "text");
}

TEST(Expected, IsEqualWhenTheSameSideHoldsTheSame) {
  EXPECT_EQ(Number(1), Number(1));
  EXPECT_NE(Number(1), Number(2));
  EXPECT_NE(Number(1), Number(Unexpected{"1"}));
}

TEST(Expected, MovesAValueThatCannotBeCopied) {
  Expected<std::unique_ptr<int>, std::string> owner = std::make_unique<int>(5);
  const std::unique_ptr<int> taken = *std::move(owner);
  EXPECT_EQ(*taken, 5);
}

TEST(Expected, TellsTheSidesApartWhenBothHaveTheSameType) {
  using Text = Expected<std::string, std::string>;
  EXPECT_TRUE(Text("x").ok());
  EXPECT_FALSE(Text(Unexpected{std::string("x")}).ok());
}

TEST(ExpectedDeathTest, AskingForTheMissingSideAborts) {
  const Number bad = Unexpected{"no"};
  EXPECT_DEATH({ [[maybe_unused]] const int n = bad.value(); }, "");
}

}  // namespace
}  // namespace slipway
