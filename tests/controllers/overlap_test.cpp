#include "controllers/release/overlap.h"

#include <gtest/gtest.h>

#include "tests/controllers/scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

crds::Release named(const std::string& name, const kube::Labels& labels, const std::string& created,
                    std::optional<kube::Labels> selector = {}, const std::string& ns = "shop") {
  crds::Release made = release(releaseValue());
  made.meta.name = name;
  made.meta.ns = ns;
  made.meta.creationTimestamp = parseTime("2026-01-01T00:00:" + created + "Z");
  made.spec.templateLabels = labels;
  made.spec.selector = std::move(selector);
  return made;
}

struct Row {
  const char* name;
  crds::Release other;
  bool overlap;
};

TEST(Overlap, IsWhenOneSelectorFindsTheOthersPods) {
  const crds::Release web = named("web", {{"app", "web"}, {"tier", "front"}}, "10");
  const std::vector<Row> rows{
      {"the same labels", named("b", {{"app", "web"}, {"tier", "front"}}, "11"), true},
      {"my pods carry its selector", named("b", {{"app", "web"}}, "11"), true},
      {"its pods carry my selector",
       named("b", {{"app", "web"}, {"tier", "front"}, {"x", "y"}}, "11"), true},
      {"one label differs", named("b", {{"app", "web"}, {"tier", "back"}}, "11"), false},
      {"another app", named("b", {{"app", "api"}}, "11"), false},
      {"a narrower selector with other labels",
       named("b", {{"app", "api"}, {"tier", "front"}}, "11", kube::Labels{{"tier", "front"}}),
       true},
      {"another namespace", named("b", {{"app", "web"}}, "11", {}, "other"), false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(overlaps(web, row.other), row.overlap) << row.name;
    EXPECT_EQ(overlaps(row.other, web), row.overlap) << row.name << ", the other way round";
    kube::Store<crds::Release> store([](const crds::Release& r) { return labelIndex(r); });
    put(store, web);
    put(store, row.other);
    EXPECT_EQ(overlapping(store, web).size(), row.overlap ? 1U : 0U) << row.name << ", by index";
    EXPECT_EQ(overlapping(store, row.other).size(), row.overlap ? 1U : 0U) << row.name;
  }
}

TEST(Overlap, TheYoungerOneYields) {
  kube::Store<crds::Release> store([](const crds::Release& r) { return labelIndex(r); });
  const auto older = named("z", {{"app", "web"}}, "10");
  const auto younger = named("a", {{"app", "web"}}, "11");
  put(store, older);
  put(store, younger);
  EXPECT_EQ(olderTwin(store, younger), older.meta.key());
  EXPECT_FALSE(olderTwin(store, older));
}

TEST(Overlap, OfTheSameSecondTheNameDecides) {
  EXPECT_TRUE(isOlder(named("a", {}, "10"), named("b", {}, "10")));
}

TEST(Overlap, OneThatIsBeingDeletedStandsInNobodysWay) {
  kube::Store<crds::Release> store([](const crds::Release& r) { return labelIndex(r); });
  auto older = named("z", {{"app", "web"}}, "10");
  older.meta.deletionTimestamp = older.meta.creationTimestamp;
  const auto younger = named("a", {{"app", "web"}}, "11");
  put(store, older);
  put(store, younger);
  EXPECT_FALSE(olderTwin(store, younger));
}

}  // namespace
}  // namespace slipway::controllers
