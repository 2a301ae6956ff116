#include "base/seldom.h"

#include <gtest/gtest.h>
#include <string>

namespace slipway {
namespace {

using Name = Seldom<std::string>;

TEST(Seldom, HoldsNothingOrAValue) {
  const Name none;
  EXPECT_FALSE(none);
  EXPECT_FALSE(none.has_value());
  const Name web = std::string("web");
  ASSERT_TRUE(web);
  EXPECT_EQ(*web, "web");
  EXPECT_EQ(web->size(), 3U);
  EXPECT_EQ(sizeof(Name), sizeof(void*));
}

TEST(Seldom, TakesWhatAnOptionalHolds) {
  EXPECT_EQ(Name(std::optional<std::string>("web")), Name(std::string("web")));
  EXPECT_FALSE(Name(std::optional<std::string>()));
  EXPECT_FALSE(Name(std::nullopt));
}

TEST(Seldom, IsComparedByItsValue) {
  EXPECT_EQ(Name(), Name());
  EXPECT_NE(Name(), Name(std::string()));
  EXPECT_NE(Name(std::string("web")), Name(std::string("api")));
}

TEST(Seldom, IsCopiedWithItsValue) {
  Name web = std::string("web");
  Name copy = web;
  *copy = "api";
  EXPECT_EQ(*web, "web");
  copy = web;
  EXPECT_EQ(copy, web);
  const Name& same = copy;
  copy = same;
  EXPECT_EQ(copy, web);
  const Name moved = std::move(copy);
  EXPECT_EQ(moved, web);
  web = Name();
  EXPECT_FALSE(web);
  web.emplace() = "new";
  EXPECT_EQ(*web, "new");
  web.reset();
  EXPECT_FALSE(web);
}

}  // namespace
}  // namespace slipway
