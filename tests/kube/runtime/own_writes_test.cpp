#include "kube/runtime/own_writes.h"

#include "kube/types/resources.h"
#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

struct OwnWritesTest : testing::Test {
  OwnWrites guard;
  std::vector<std::string> released;
  const ObjectKey web = shop("web");

  OwnWritesTest() {
    guard.watch(things());
    guard.onReleased([this](const ObjectKey& key) { released.push_back(key.name); });
  }
};

TEST_F(OwnWritesTest, AWriteIsWaitedForUntilItsObjectIsSeen) {
  guard.wrote(web, things(), shop("web-1"), "10");
  EXPECT_TRUE(guard.behind(web));
  EXPECT_FALSE(guard.behind(shop("other")));
  guard.sawObject(things(), shop("web-1"), "10", false);
  EXPECT_FALSE(guard.behind(web));
  EXPECT_THAT(released, testing::ElementsAre("web"));
}

TEST_F(OwnWritesTest, AnOlderVersionOfTheObjectDoesNotRelease) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawObject(things(), shop("web-1"), "9", false);
  EXPECT_TRUE(guard.behind(web));
}

TEST_F(OwnWritesTest, VersionsCompareAsNumbersNotAsText) {
  guard.wrote(web, things(), shop("web-1"), "100");
  guard.sawObject(things(), shop("web-1"), "99", false);
  EXPECT_TRUE(guard.behind(web));
  guard.sawObject(things(), shop("web-1"), "101", false);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, AVersionSomeoneElseWroteLaterReleasesToo) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawObject(things(), shop("web-1"), "12", false);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, TheDeletionOfTheObjectReleases) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawObject(things(), shop("web-1"), "11", true);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, AnEarlierDeletionUnderTheSameNameDoesNotRelease) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawObject(things(), shop("web-1"), "7", true);
  EXPECT_TRUE(guard.behind(web));
}

TEST_F(OwnWritesTest, ABookmarkAtItReleasesAndOneBeforeItDoesNot) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawVersion(things(), "9");
  EXPECT_TRUE(guard.behind(web));
  guard.sawVersion(things(), "10");
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, AListPastItReleases) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawList(things(), "", "15", 0);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, AnotherTypeDoesNotRelease) {
  guard.watch(resources::pods());
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.sawVersion(resources::pods(), "50");
  guard.sawObject(resources::pods(), shop("web-1"), "50", false);
  EXPECT_TRUE(guard.behind(web));
}

TEST_F(OwnWritesTest, AWriteThatChangedNothingIsNotWaitedFor) {
  guard.sawObject(things(), shop("web-1"), "10", false);
  guard.wrote(web, things(), shop("web-1"), "10");
  EXPECT_FALSE(guard.behind(web));
  EXPECT_THAT(released, testing::IsEmpty());
}

TEST_F(OwnWritesTest, AnEventThatCameBeforeTheAnswerIsNotWaitedForAgain) {
  guard.sawObject(things(), shop("web-1"), "12", false);
  guard.wrote(web, things(), shop("web-1"), "11");
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, EachOfSeveralWritesMustBeSeen) {
  guard.watch(resources::pods());
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.wrote(web, resources::pods(), shop("p"), "11");
  guard.sawObject(things(), shop("web-1"), "10", false);
  EXPECT_TRUE(guard.behind(web));
  EXPECT_THAT(released, testing::IsEmpty());
  guard.sawObject(resources::pods(), shop("p"), "11", false);
  EXPECT_THAT(released, testing::ElementsAre("web"));
}

TEST_F(OwnWritesTest, OfTwoWritesToOneObjectTheNewerMustBeSeen) {
  guard.wrote(web, things(), shop("web-1"), "10");
  guard.wrote(web, things(), shop("web-1"), "12");
  guard.sawObject(things(), shop("web-1"), "10", false);
  EXPECT_TRUE(guard.behind(web));
  guard.sawObject(things(), shop("web-1"), "12", false);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, WritesToWhatNobodyWatchesAreNotWaitedFor) {
  guard.wrote(web, resources::events(), shop("web.1"), "10");
  EXPECT_EQ(guard.deleting(web, resources::events(), shop("web.1")), 0U);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, TwoControllersWithTheSameKeyDoNotMeet) {
  std::vector<std::string> other;
  guard.onReleased([&](const ObjectKey& key) { other.push_back(key.name); }, "rollback");
  guard.wrote({web, "rollback"}, things(), shop("r"), "10");
  EXPECT_FALSE(guard.behind(web));
  EXPECT_TRUE(guard.behind({web, "rollback"}));
  guard.sawVersion(things(), "10");
  EXPECT_THAT(other, testing::ElementsAre("web"));
  EXPECT_THAT(released, testing::IsEmpty());
}

TEST_F(OwnWritesTest, ADeletionIsWaitedForUntilItIsSeen) {
  guard.deleting(web, things(), shop("web-1"));
  guard.sawObject(things(), shop("web-1"), "9", false);
  guard.sawVersion(things(), "30");
  EXPECT_TRUE(guard.behind(web));
  guard.sawObject(things(), shop("web-1"), "31", true);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, ADeletionThatDidNotHappenIsNotWaitedFor) {
  const auto ticket = guard.deleting(web, things(), shop("web-1"));
  guard.notDeleted(ticket);
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, ADeletionIsReleasedByAListStartedAfterItOnly) {
  const auto before = guard.listStarted();
  guard.deleting(web, things(), shop("web-1"));
  guard.sawList(things(), "", "40", before);
  EXPECT_TRUE(guard.behind(web));
  guard.sawList(things(), "", "41", guard.listStarted());
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, VersionsThatAreNoNumbersAreReleasedBySameVersionDeletionOrAFreshList) {
  guard.wrote(web, things(), shop("a"), "x1");
  guard.sawObject(things(), shop("a"), "x2", false);
  EXPECT_TRUE(guard.behind(web));
  guard.sawObject(things(), shop("a"), "x1", false);
  EXPECT_FALSE(guard.behind(web));
  guard.wrote(web, things(), shop("a"), "x3");
  guard.sawObject(things(), shop("a"), "x4", true);
  EXPECT_FALSE(guard.behind(web));
  guard.wrote(web, things(), shop("a"), "x5");
  guard.sawList(things(), "", "x6", guard.listStarted());
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, ACacheOfOneNamespaceSaysNothingAboutAnother) {
  OwnWrites scoped;
  scoped.watch(things(), "shop");
  scoped.watch(things(), "bank");
  scoped.wrote(web, things(), shop("web-1"), "10");
  scoped.sawVersion(things(), "20", "bank");
  scoped.sawObject(things(), {"bank", "x"}, "21", false, "bank");
  scoped.sawList(things(), "bank", "22", scoped.listStarted());
  EXPECT_TRUE(scoped.behind(web));
  scoped.sawVersion(things(), "20", "shop");
  EXPECT_FALSE(scoped.behind(web));
}

TEST_F(OwnWritesTest, AfterARestoredBackupTheOldVersionsCountNoMore) {
  guard.sawObject(things(), shop("a"), "1000", false);
  guard.sawList(things(), "", "50", 0);
  guard.wrote(web, things(), shop("a"), "51");
  EXPECT_TRUE(guard.behind(web));
}

TEST_F(OwnWritesTest, RereadAsksTheCachesConcernedOnceEach) {
  int toldThings = 0;
  int toldPods = 0;
  guard.watch(things(), "", [&] { ++toldThings; });
  guard.watch(resources::pods(), "", [&] { ++toldPods; });
  guard.wrote(web, things(), shop("a"), "10");
  guard.wrote(web, things(), shop("b"), "11");
  guard.reread(web);
  EXPECT_EQ(toldThings, 1);
  EXPECT_EQ(toldPods, 0);
  EXPECT_TRUE(guard.behind(web));
}

TEST_F(OwnWritesTest, RereadGivesUpWritesWhoseCacheCannotReadAnew) {
  guard.wrote(web, things(), shop("a"), "10");
  guard.reread(web);
  EXPECT_FALSE(guard.behind(web));
  EXPECT_THAT(released, testing::ElementsAre("web"));
}

TEST_F(OwnWritesTest, ACacheThatGoesAwayReleasesWhatWaitedForIt) {
  guard.wrote(web, things(), shop("a"), "10");
  guard.unwatch(things());
  EXPECT_FALSE(guard.behind(web));
}

TEST_F(OwnWritesTest, WhatIsMissingIsNamedForPeople) {
  guard.wrote(web, things(), shop("a"), "10");
  guard.deleting(web, things(), shop("b"));
  EXPECT_EQ(guard.missing(web), "things.test.dev shop/a at 10, things.test.dev shop/b deleted");
}

}  // namespace
}  // namespace slipway::kube::test
