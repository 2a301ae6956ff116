#include "kube/types/labels.h"

#include <gtest/gtest.h>
#include <map>

#include "base/random.h"

namespace slipway::kube {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Entries entries(const Labels& labels) {
  Entries all;
  for (const auto& [name, value] : labels) all.emplace_back(name, value);
  return all;
}

TEST(Labels, StandInTheOrderOfTheirNames) {
  const Labels labels{{"tier", "web"}, {"app", "shop"}, {"", "empty name"}};
  EXPECT_EQ(entries(labels), (Entries{{"", "empty name"}, {"app", "shop"}, {"tier", "web"}}));
  EXPECT_EQ(labels.size(), 3U);
  EXPECT_FALSE(labels.empty());
}

TEST(Labels, OfNoneAreEmpty) {
  const Labels none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.begin(), none.end());
  EXPECT_FALSE(none.contains(""));
  EXPECT_NE(none, (Labels{{"", ""}}));
  EXPECT_EQ((Labels{{"", ""}}).size(), 1U);
}

TEST(Labels, FirstOfTwoWithOneNameCounts) {
  EXPECT_EQ(entries(Labels{{"app", "shop"}, {"app", "blog"}}), (Entries{{"app", "shop"}}));
}

TEST(Labels, AreFoundByTheirWholeName) {
  const Labels labels{{"app", "shop"}, {"app.kubernetes.io/name", "web"}};
  ASSERT_NE(labels.find("app"), labels.end());
  EXPECT_EQ(labels.find("app")->second, "shop");
  EXPECT_EQ(labels.find("ap"), labels.end());
  EXPECT_EQ(labels.at("app.kubernetes.io/name"), "web");
  EXPECT_THROW(static_cast<void>(labels.at("web")), std::out_of_range);
  EXPECT_EQ(labels.valueOr("app", "none"), "shop");
  EXPECT_EQ(labels.valueOr("web", "none"), "none");
}

TEST(Labels, ChangeLikeAMap) {
  Labels labels{{"app", "shop"}};
  labels.emplace("app", "blog");
  EXPECT_EQ(labels.at("app"), "shop");
  labels.insert_or_assign("app", "blog");
  labels.emplace("tier", labels.at("app"));  // a view into itself
  EXPECT_EQ(entries(labels), (Entries{{"app", "blog"}, {"tier", "blog"}}));
  labels.erase(labels.begin()->first);
  labels.erase("nothing");
  EXPECT_EQ(entries(labels), (Entries{{"tier", "blog"}}));
  labels.erase("tier");
  EXPECT_EQ(labels, Labels());
}

// Lengths of one, two and three bytes; bytes of any kind.
TEST(Labels, HoldTextsOfAnyLength) {
  Labels labels;
  std::map<std::string, std::string> expected;
  for (const std::size_t length : {0U, 1U, 127U, 128U, 129U, 16383U, 16384U, 262144U}) {
    const std::string name = "n" + std::to_string(length) + std::string(length % 300, '\0');
    expected[name] = std::string(length, '\xff');
    labels.insert_or_assign(name, expected[name]);
  }
  EXPECT_EQ(entries(labels), Entries(expected.begin(), expected.end()));
}

TEST(Labels, AgreeWithAMap) {
  SeededRandom random(7);
  const auto text = [&] {
    return std::string(random.below(3) * 70, 'x') + std::to_string(random.below(6));
  };
  for (int round = 0; round < 200; ++round) {
    Labels labels;
    std::map<std::string, std::string> map;
    for (int step = 0; step < 20; ++step) {
      const std::string name = text();
      const std::string value = text();
      switch (random.below(3)) {
        case 0:
          labels.emplace(name, value);
          map.emplace(name, value);
          break;
        case 1:
          labels.insert_or_assign(name, value);
          map.insert_or_assign(name, value);
          break;
        default:
          labels.erase(name);
          map.erase(name);
          break;
      }
      ASSERT_EQ(entries(labels), Entries(map.begin(), map.end()));
      ASSERT_EQ(labels.size(), map.size());
      ASSERT_EQ(labels.contains(value), map.contains(value));
    }
  }
}

}  // namespace
}  // namespace slipway::kube
