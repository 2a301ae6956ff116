// The list half: what the store shows, and when.

#include "kube/runtime/informer.h"

#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct InformerTest : testing::Test {
  World world;
  ScriptedApi api{world.loop};
  OwnWrites guard;
  int giveBack = 0;
  Informer<Thing> informer{
      RuntimeSeams{api, world.loop, world.random, world.log, &guard, [this] { ++giveBack; }},
      Selection{things(), "", "app=web"}, decodeThing,
      [](const Thing& t) { return std::vector<std::string>{"size " + std::to_string(t.size)}; }};
  std::vector<std::string> changes;

  InformerTest() {
    informer.onChanged([this](const ObjectKey& key, const auto& before, const auto& after) {
      const auto text = [](const Informer<Thing>::Ptr& t) {
        return t ? std::to_string(t->size) : std::string("-");
      };
      changes.push_back(key.name + " " + text(before) + "->" + text(after));
    });
  }
  void start(std::vector<Value> items, const std::string& version = "100") {
    api.pages.push_back(page(version, std::move(items)));
    informer.start();
    world.runFor(milliseconds(1));
    changes.clear();
  }
  void event(WatchEventType type, Value object) {
    api.emit(type, std::move(object));
    world.settle();
  }
};

TEST_F(InformerTest, ListsAllPagesThenWatchesFromTheListsVersion) {
  api.pages.push_back(page("100", {thing("a", "1")}, "token"));
  api.pages.push_back(page("100", {thing("b", "2")}));
  informer.start();
  world.runFor(seconds(1));
  ASSERT_EQ(api.lists.size(), 2U);
  EXPECT_EQ(api.lists[0].continueToken, "");
  EXPECT_EQ(api.lists[0].labelSelector, "app=web");
  EXPECT_EQ(api.lists[1].continueToken, "token");
  ASSERT_EQ(api.watches.size(), 1U);
  EXPECT_EQ(api.watches[0].resourceVersion, "100");
  EXPECT_EQ(api.watches[0].labelSelector, "app=web");
  EXPECT_TRUE(api.watches[0].bookmarks);
  EXPECT_TRUE(informer.synced());
  EXPECT_EQ(informer.store().size(), 2U);
  EXPECT_THAT(changes, testing::ElementsAre("a -->1", "b -->1"));
  EXPECT_EQ(giveBack, 1);
}

TEST_F(InformerTest, NothingIsShownBeforeTheLastPage) {
  api.pages.push_back(page("100", {thing("a", "1")}, "token"));
  informer.start();
  world.runFor(seconds(1));
  EXPECT_FALSE(informer.synced());
  EXPECT_EQ(informer.store().size(), 0U);
  EXPECT_THAT(changes, testing::IsEmpty());
}

TEST_F(InformerTest, APageThatFailsLeavesTheStoreAsItWas) {
  start({thing("a", "1"), thing("b", "2")});
  api.pages.push_back(page("200", {thing("a", "150", 7)}, "token"));
  api.pages.push_back(failedPage(apiError(500)));
  informer.relist();
  world.runFor(milliseconds(10));
  EXPECT_EQ(informer.store().size(), 2U);
  EXPECT_EQ(informer.store().get(shop("a"))->size, 1);
  EXPECT_THAT(changes, testing::IsEmpty());
  EXPECT_NE(informer.trouble(), "");
}

TEST_F(InformerTest, AnExpiredContinueTokenStartsTheListAgain) {
  api.pages.push_back(page("100", {thing("gone", "1")}, "token"));
  api.pages.push_back(failedPage(apiError(410, "Expired")));
  api.pages.push_back(page("200", {thing("a", "150")}));
  informer.start();
  world.runFor(milliseconds(10));
  ASSERT_EQ(api.lists.size(), 3U);
  EXPECT_EQ(api.lists[2].continueToken, "");
  EXPECT_TRUE(informer.store().get(shop("a")));
  EXPECT_FALSE(informer.store().get(shop("gone")));
  EXPECT_EQ(api.watches.at(0).resourceVersion, "200");
}

TEST_F(InformerTest, AListWithoutAVersionIsAnError) {
  api.pages.push_back(page("", {thing("a", "1")}));
  informer.start();
  world.runFor(milliseconds(10));
  EXPECT_FALSE(informer.synced());
  EXPECT_EQ(informer.store().size(), 0U);
  EXPECT_THAT(informer.trouble(), testing::HasSubstr("resourceVersion"));
}

TEST_F(InformerTest, ARelistEmitsTheDeletionsItMissedAndOnlyRealChanges) {
  start({thing("gone", "1"), thing("same", "2"), thing("changed", "3")});
  api.pages.push_back(page("200", {thing("same", "2"), thing("changed", "150", 5)}));
  informer.relist();
  world.runFor(milliseconds(10));
  EXPECT_THAT(changes, testing::ElementsAre("gone 1->-", "changed 1->5"));
}

TEST_F(InformerTest, WhoIsToldDuringARelistSeesTheWholeNewStore) {
  start({thing("gone", "1")});
  std::vector<std::size_t> sizes;
  informer.onChanged([&](const ObjectKey&, const auto&, const auto&) {
    sizes.push_back(informer.store().size());
    EXPECT_FALSE(informer.store().get(shop("gone")));
  });
  api.pages.push_back(page("200", {thing("a", "150"), thing("b", "151")}));
  informer.relist();
  world.runFor(milliseconds(10));
  EXPECT_THAT(sizes, testing::ElementsAre(2, 2, 2));
}

TEST_F(InformerTest, AnObjectDeletedAndMadeAgainUnderItsNameIsAChange) {
  start({thing("a", "1")});
  api.pages.push_back(page("200", {thing("a", "1").withPointer("/metadata/uid", "another")}));
  informer.relist();
  world.runFor(milliseconds(10));
  EXPECT_EQ(informer.store().get(shop("a"))->meta.uid, "another");
  EXPECT_THAT(changes, testing::ElementsAre("a 1->1"));
}

TEST_F(InformerTest, EventsChangeTheStoreAndAreTold) {
  start({thing("a", "1")});
  event(WatchEventType::Added, thing("b", "101", 2));
  event(WatchEventType::Modified, thing("a", "102", 3));
  event(WatchEventType::Deleted, thing("b", "103", 2));
  EXPECT_THAT(changes, testing::ElementsAre("b -->2", "a 1->3", "b 2->-"));
  EXPECT_EQ(informer.store().size(), 1U);
  EXPECT_EQ(informer.resourceVersion(), "103");
}

TEST_F(InformerTest, TheIndexFollowsEveryChange) {
  start({thing("a", "1", 1), thing("b", "2", 1)});
  EXPECT_EQ(informer.store().indexed("size 1").size(), 2U);
  event(WatchEventType::Modified, thing("a", "101", 2));
  event(WatchEventType::Deleted, thing("b", "102", 1));
  EXPECT_EQ(informer.store().indexed("size 1").size(), 0U);
  EXPECT_EQ(informer.store().indexed("size 2").size(), 1U);
}

TEST_F(InformerTest, TheDeletionOfAnUnknownObjectIsNotTold) {
  start({});
  event(WatchEventType::Deleted, thing("b", "103"));
  EXPECT_THAT(changes, testing::IsEmpty());
}

TEST_F(InformerTest, AnObjectThatCannotBeDecodedIsMarkedInvalidAndTheWatchGoesOn) {
  start({thing("a", "1")});
  event(WatchEventType::Modified, thing("a", "101", "large"));
  const Undecodable* why = informer.store().invalid(shop("a"));
  ASSERT_TRUE(why);
  EXPECT_THAT(why->reason, testing::HasSubstr("spec.size"));
  EXPECT_EQ(why->meta.uid, "uid-a");
  EXPECT_FALSE(informer.store().get(shop("a")));
  EXPECT_TRUE(api.watching());
  event(WatchEventType::Modified, thing("a", "102", 4));
  EXPECT_FALSE(informer.store().invalid(shop("a")));
  EXPECT_THAT(changes, testing::ElementsAre("a 1->-", "a -->4"));
}

TEST_F(InformerTest, AnInvalidObjectInTheListDoesNotHideTheOthers) {
  start({thing("bad", "1", "large"), thing("good", "2")});
  EXPECT_TRUE(informer.store().invalid(shop("bad")));
  EXPECT_TRUE(informer.store().get(shop("good")));
}

TEST_F(InformerTest, AnInvalidObjectThatARelistMissesIsForgotten) {
  start({thing("bad", "1", "large")});
  api.pages.push_back(page("200", {}));
  informer.relist();
  world.runFor(milliseconds(10));
  EXPECT_FALSE(informer.store().invalid(shop("bad")));
}

TEST_F(InformerTest, ABookmarkChangesNoObjectAndMovesTheVersion) {
  start({thing("a", "1")});
  event(WatchEventType::Bookmark, bookmark("500"));
  EXPECT_THAT(changes, testing::IsEmpty());
  EXPECT_EQ(informer.resourceVersion(), "500");
}

TEST_F(InformerTest, TheGuardHearsOfObjectsDeletionsBookmarksAndLists) {
  start({});
  const ObjectKey owner = shop("owner");
  guard.wrote(owner, things(), shop("a"), "101");
  event(WatchEventType::Modified, thing("a", "101"));
  EXPECT_FALSE(guard.behind(owner));
  guard.deleting(owner, things(), shop("a"));
  event(WatchEventType::Deleted, thing("a", "102"));
  EXPECT_FALSE(guard.behind(owner));
  guard.wrote(owner, things(), shop("a"), "110");
  event(WatchEventType::Bookmark, bookmark("110"));
  EXPECT_FALSE(guard.behind(owner));
  guard.wrote(owner, things(), shop("a"), "120");
  api.pages.push_back(page("121", {}));
  informer.relist();
  world.runFor(milliseconds(10));
  EXPECT_FALSE(guard.behind(owner));
}

TEST_F(InformerTest, StopEndsTheWatchAndKeepsTheStore) {
  start({thing("a", "1")});
  informer.stop();
  EXPECT_FALSE(api.watching());
  world.runFor(minutes(30));
  EXPECT_EQ(informer.store().size(), 1U);
  EXPECT_EQ(api.watches.size(), 1U);
}

TEST_F(InformerTest, AListenerMayStopTheInformerFromInsideAnEvent) {
  start({});
  informer.onChanged([&](const ObjectKey&, const auto&, const auto&) { informer.stop(); });
  api.emit(WatchEventType::Added, thing("a", "101"));
  api.emit(WatchEventType::Added, thing("b", "102"));
  world.settle();
  EXPECT_THAT(changes, testing::ElementsAre("a -->1"));
}

}  // namespace
}  // namespace slipway::kube::test
