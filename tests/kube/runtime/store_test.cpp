#include "kube/runtime/store.h"

#include <gtest/gtest.h>

namespace slipway::kube {
namespace {

struct Thing {
  ObjectMeta meta;
  std::vector<std::string> colours;
};

class StoreTest : public ::testing::Test {
 protected:
  void put(const std::string& ns, const std::string& name, std::vector<std::string> colours = {}) {
    Thing thing;
    thing.meta.ns = ns;
    thing.meta.name = name;
    thing.colours = std::move(colours);
    store_.put(std::make_shared<const Thing>(std::move(thing)));
  }
  std::string indexed(const std::string& colour) const { return names(store_.indexed(colour)); }
  template <typename Things>
  static std::string names(const Things& things) {
    std::string all;
    for (const auto& thing : things) all += (all.empty() ? "" : " ") + thing->meta.key().text();
    return all;
  }

  Store<Thing> store_{[](const Thing& thing) { return thing.colours; }};
};

TEST_F(StoreTest, FindsByNamespaceAndName) {
  put("shop", "web");
  put("", "web");
  ASSERT_TRUE(store_.get({"shop", "web"}));
  EXPECT_EQ(store_.get({"shop", "web"})->meta.ns, "shop");
  EXPECT_EQ(store_.get({"", "web"})->meta.ns, "");
  EXPECT_FALSE(store_.get({"shop", "api"}));
  EXPECT_FALSE(store_.get({"web", "shop"}));
}

TEST_F(StoreTest, IteratesInTheOrderOfKeys) {
  for (const auto* name : {"c", "a", "b"}) put("y", name, {"red"});
  put("x", "z", {"red"});
  EXPECT_EQ(names(store_.all()), "x/z y/a y/b y/c");
  EXPECT_EQ(indexed("red"), "x/z y/a y/b y/c");
}

TEST_F(StoreTest, AnotherVersionTakesThePlaceAlsoInTheIndex) {
  put("shop", "web", {"red", "green"});
  put("shop", "web", {"green", "blue"});
  EXPECT_EQ(store_.size(), 1U);
  EXPECT_EQ(indexed("red"), "");
  EXPECT_EQ(indexed("green"), "shop/web");
  EXPECT_EQ(store_.indexed("green").front(), store_.get({"shop", "web"}));
  EXPECT_EQ(indexed("blue"), "shop/web");
}

TEST_F(StoreTest, TheSameIndexValueTwiceIsOneEntry) {
  put("shop", "web", {"red", "red"});
  EXPECT_EQ(indexed("red"), "shop/web");
  store_.erase({"shop", "web"});
  EXPECT_EQ(indexed("red"), "");
}

TEST_F(StoreTest, WhatIsErasedOrCannotBeReadAnyMoreIsGone) {
  put("shop", "api", {"red"});
  put("shop", "web", {"red"});
  store_.erase({"shop", "api"});
  EXPECT_EQ(indexed("red"), "shop/web");
  store_.putInvalid({"shop", "web"}, {{}, "spec: is required"});
  EXPECT_EQ(store_.size(), 0U);
  EXPECT_EQ(indexed("red"), "");
  ASSERT_TRUE(store_.invalid({"shop", "web"}));
  put("shop", "web");
  EXPECT_FALSE(store_.invalid({"shop", "web"}));
}

}  // namespace
}  // namespace slipway::kube
