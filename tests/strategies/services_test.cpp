#include "strategies/traffic/services.h"

#include <gtest/gtest.h>

#include "strategies/release_plan.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;
using crds::Reach;
using crds::ServiceRole;
using std::chrono::seconds;

// The spec names it, and status knows where it leads.
Given& led(Given& given, ServiceView view, std::int64_t since = 0) {
  given.spec().traffic.services.push_back({view.name, view.role, Value()});
  const Leads leads = leadsOf(given, view);
  given.status().traffic.push_back({view.name, leads.reach, leads.hash, at(since), 0, ""});
  given.snapshot().services.push_back(std::move(view));
  return given;
}

// Revision b is on its way beside revision a; both have their pods.
Given updating(std::int32_t old, RevisionView update) {
  auto given = Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, old));
  given.with(std::move(update));
  return given;
}
Given& beside(Given& given) {
  given.spec().strategy = crds::BlueGreenStrategy{};
  return given;
}
bool has(const Plan& plan, const std::string& line) {
  const auto all = lines(plan);
  return std::find(all.begin(), all.end(), line) != all.end();
}

// --- Where a Service leads -----------------------------------------------------------------------

TEST(Leads, AreReadFromTheSelector) {
  const auto given = Given('a').with(revision('a', 1, 4));
  EXPECT_EQ(leadsOf(given, service(' ')).reach, Reach::Nothing);
  EXPECT_EQ(leadsOf(given, service('a')), (Leads{Reach::Revision, hashOf('a')}));
  EXPECT_EQ(leadsOf(given, service('A')).reach, Reach::Release);
  EXPECT_EQ(leadsOf(given, service('?')).reach, Reach::Foreign);
  auto narrower = service('a');
  narrower.selector.emplace("zone", "x");
  EXPECT_EQ(leadsOf(given, narrower).reach, Reach::Foreign);
}

// --- Before users are let in ---------------------------------------------------------------------

TEST(Pinning, ComesBeforeTheFirstNewPod) {
  auto given = updating(4, revision('b', 2, 0));
  led(given, service('A'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-a"});
}

TEST(Pinning, DoneLetsTheFirstNewPodCome) {
  auto given = updating(4, revision('b', 2, 0));
  led(given, service('a'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 0->1"});
}

TEST(Pinning, IsNotActedOnBeforeStatusSaysWhatWasSeen) {
  auto given = updating(4, revision('b', 2, 0));
  led(given, service('A'));
  given.status().traffic.clear();
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->traffic.at(0).reach, Reach::Release);
}

TEST(Pinning, WaitsForNothingButThatStatusIsWritten) {
  auto given = updating(4, revision('b', 2, 0));
  led(given, service('a'));
  given = written(given);
  given.status().traffic[0].reach = Reach::Release;
  given.status().traffic[0].hash.clear();
  EXPECT_TRUE(planRelease(given).statusMayWait) << "it was moved, and stays where it is";
  given.snapshot().services[0] = service('b');
  EXPECT_FALSE(planRelease(given).statusMayWait) << "it is to be led back";
}

TEST(Pinning, KeepsNewPodsFromReleasingOldOnes) {
  auto given = updating(4, revision('b', 2, 1)).passed('b', 1);
  led(given, service('a'));
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->servingAt, given.snapshot().now) << "but lets users in first";
}

TEST(LettingIn, WidensTheServiceAndThenMovesOn) {
  auto given = updating(4, revision('b', 2, 1)).passed('b', 1);
  given.status().update->servingAt = at(990);
  auto pinned = given;
  EXPECT_EQ(lines(planRelease(led(pinned, service('a')))), Lines{"point web -> all"});
  EXPECT_EQ(lines(planRelease(led(given, service('A')))), Lines{"scale web-a 4->3"});
}

TEST(LettingIn, WaitsUntilThePreviewShowsThePods) {
  auto given = updating(4, revision('b', 2, 1)).passed('b', 1);
  given.status().update->servingAt = at(990);
  led(given, service('a'));
  led(given, service('b', "preview", ServiceRole::Update));
  EXPECT_FALSE(has(planRelease(given), "point web -> all"));
  given.snapshot().services[1].endpoints = {"pod-b0-uid"};
  EXPECT_TRUE(has(planRelease(given), "point web -> all"));
}

// --- The switch ----------------------------------------------------------------------------------

Given allThere() {
  auto given = updating(4, revision('b', 2, 4)).passed('b', 4);
  beside(given);
  return given;
}

TEST(Switch, IsDecidedInStatusFirst) {
  auto given = allThere();
  led(given, service('a'));
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->promotedAt, given.snapshot().now);
}

TEST(Switch, IsOneWriteAndTakesNothingDown) {
  auto given = allThere().promoted();
  led(given, service('a'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-b"});
}

// Otherwise the revision would be stable, and Ready, while users are still with the one before.
TEST(Switch, ComesBeforeTheTestsAfterPromotionAndTheEnd) {
  auto given = allThere().promoted();
  led(given, service('a'));
  led(given, service('b', "preview", ServiceRole::Update));
  for (const bool answered : {false, true}) {
    if (answered) given.answeredAgain('b', 4, crds::Verdict::Passed);
    const Plan plan = planRelease(given);
    EXPECT_EQ(lines(plan), Lines{})
        << "nobody is asked, and the preview does not show the pods yet";
    ASSERT_TRUE(plan.status);
    EXPECT_EQ(plan.status->stable->hash, hashOf('a'));
    EXPECT_EQ(plan.status->phase, "Verifying");
    EXPECT_NE(plan.status->message.find("once EndpointSlices list them"), std::string::npos)
        << plan.status->message;
  }
  for (const auto& pod : given.snapshot().revisions[1].pods)
    given.snapshot().services[1].endpoints.push_back(pod.uid);
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-b"});
}

TEST(Switch, ThenFewerReplicasTakeOldPodsOnlyWhenNobodyIsSentToThem) {
  auto given = updating(4, revision('b', 2, 2)).passed('b', 2);
  beside(given);
  given.promoted();
  given.spec().replicas = 2;
  for (auto& view : given.snapshot().revisions) view.sizedFor = 2;
  led(given, service('b'));
  for (const auto& pod : given.snapshot().revisions[0].pods)
    given.snapshot().services[0].endpoints.push_back(pod.uid);
  EXPECT_FALSE(has(planRelease(given), "scale web-a 4->2"));
  given.snapshot().services[0].endpoints.clear();
  EXPECT_TRUE(has(planRelease(given), "scale web-a 4->2"));
}

TEST(Switch, IsFollowedByTheTestsAfterPromotion) {
  auto given = allThere().promoted();
  led(given, service('b'));
  EXPECT_EQ(lines(planRelease(given)).front(), "ask pod-b0 smoke");
}

// A first revision that users were led to is replaced while it bakes: there is no stable one yet.
Given replacedInItsBake() {
  auto given = Given('b').update('b', 2).with(revision('a', 1, 4)).with(revision('b', 2, 4));
  given.passed('b', 4);
  beside(given);
  return given;
}

TEST(Switch, ComesFromARevisionThatNeverBecameStable) {
  auto given = replacedInItsBake();
  led(given, service('a'));
  EXPECT_EQ(planRelease(given).status->update->promotedAt, given.snapshot().now);
}

TEST(Switch, WaitsForARevisionThatNobodyIsWithToBeGone) {
  auto given = replacedInItsBake();
  led(given, service(' '));
  given.snapshot().elapsed.sinceTraffic = seconds(100);
  const Plan plan = planRelease(given);
  EXPECT_FALSE(plan.status->update->promotedAt);
  EXPECT_TRUE(has(plan, "scale web-a 4->0"));
}

TEST(Switch, NeverGoesToPodsThatAreNotAvailable) {
  auto given = updating(4, revision('b', 2, 4, 0)).promoted();
  beside(given);
  led(given, service('a'));
  EXPECT_FALSE(has(planRelease(given), "point web -> web-b"));
}

// b is stable; a is still there.
Given switched(std::int64_t ago) {
  auto given = Given('b').stable('b', 2).with(revision('a', 1, 4)).with(revision('b', 2, 4));
  beside(given);
  led(given, service('b'), 1000 - ago);
  given.snapshot().elapsed.sinceTraffic = seconds(ago);
  return given;
}

TEST(AfterTheSwitch, OldPodsStayForTheirDelayAndAllIsReady) {
  const auto given = switched(10);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.requeueAfter, Duration(seconds(20)));
  EXPECT_EQ(plan.status->phase, "Healthy");
}

TEST(AfterTheSwitch, OldPodsGoWhenTheDelayIsOver) {
  EXPECT_EQ(lines(planRelease(switched(31))), Lines{"scale web-a 4->0"});
}

// Status says when the move before this one was; that one's delay is over.
TEST(AfterTheSwitch, TheDelayBeginsWhenStatusSaysSo) {
  auto given = switched(100);
  given.status().traffic[0].hash = hashOf('a');
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.requeueAfter, Duration(seconds(30)));
  EXPECT_EQ(plan.status->traffic[0].since, given.snapshot().now);
}

TEST(AfterTheSwitch, OldPodsStayWhileEndpointSlicesListThem) {
  auto given = switched(31);
  given.snapshot().services[0].endpoints = {"pod-a2-uid"};
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

TEST(AfterTheSwitch, AnAutoscalerSeesOnlyTheOneThatServes) {
  const auto status = *planRelease(switched(10)).status;
  EXPECT_EQ(status.servingReplicas, 4);
  EXPECT_NE(status.selector.find(hashOf('b')), std::string::npos);
}

// --- Going back ----------------------------------------------------------------------------------

Given goingBack(RevisionView stable, RevisionView bad) {
  auto given = Given('b').stable('a', 1).update('b', 2).with(std::move(stable));
  given.with(std::move(bad)).rejected('b');
  return given;
}

TEST(GoingBack, MovesTrafficBeforeAnyPod) {
  auto given = goingBack(revision('a', 1, 4), revision('b', 2, 4));
  beside(given);
  led(given, service('b'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-a"});
}

TEST(GoingBack, LeavesBadPodsAloneUntilNobodyIsSentToThem) {
  auto given = goingBack(revision('a', 1, 4), revision('b', 2, 1));
  led(given, service('a'));
  given.snapshot().services[0].endpoints = {"pod-b0-uid"};
  EXPECT_EQ(lines(planRelease(given)), Lines{});
  given.snapshot().services[0].endpoints.clear();
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 1->0"});
}

TEST(GoingBack, HalfOfTheStablePodsAreEnough) {
  auto given = goingBack(revision('a', 1, 2), revision('b', 2, 3));
  led(given, service('A'));
  EXPECT_TRUE(has(planRelease(given), "point web -> web-a"));
}

TEST(GoingBack, WithFewerEverybodyServesUntilMoreAreBack) {
  auto given = goingBack(revision('a', 1, 1), revision('b', 2, 4));
  led(given, service('b'));
  EXPECT_TRUE(has(planRelease(given), "point web -> all"));
}

TEST(GoingBack, NeverLeadsToNothing) {
  auto given = goingBack(revision('a', 1, 1, 0), revision('b', 2, 4));
  led(given, service('b'));
  for (const std::string& line : lines(planRelease(given))) {
    EXPECT_EQ(line.find("point"), std::string::npos) << line;
  }
}

TEST(GoingBack, PodsThatAreToGoAreNoReasonToLeadAnybodyToThem) {
  // Its last pod was just given up: the ReplicaSet still counts it as available.
  RevisionView stable = revision('a', 1, 0);
  stable.available = stable.current = 2;
  auto given = Given('c').stable('a', 1).update('c', 3).with(std::move(stable));
  given.with(revision('b', 2, 4)).with(revision('c', 3, 0));
  led(given, service('A'));
  EXPECT_TRUE(has(planRelease(given), "point web -> web-b"));
}

TEST(GoingBack, StaysWithAServingUpdateBesideABadOneThatNobodyReached) {
  auto given = Given('c').stable('a', 1).update('c', 3).with(revision('a', 1, 1));
  given.with(revision('b', 2, 3)).with(revision('c', 3, 1)).rejected('c');
  led(given, service('b'));
  EXPECT_FALSE(has(planRelease(given), "point web -> all"));
}

TEST(GoingBack, RejectedPodsThatNobodyReachesMakeRoomForTheStableRevision) {
  auto given = Given('c').stable('a', 1).update('c', 3).with(revision('a', 1, 1));
  given.with(revision('b', 2, 3)).with(revision('c', 3, 1)).rejected('c');
  led(given, service('b'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-c 1->0"});
  given.snapshot().services[0].endpoints = {"pod-c0-uid"};
  EXPECT_EQ(lines(planRelease(given)), Lines{}) << "nor do they go while they are listed";
}

TEST(GoingBack, AScaleDownInThatMomentLeavesPodsThatAreListedAlone) {
  auto given = goingBack(revision('a', 1, 2), revision('b', 2, 2));
  led(given, service('A'));
  given.spec().replicas = 2;
  given.snapshot().services[0].endpoints = {"pod-a0-uid", "pod-a1-uid", "pod-b0-uid", "pod-b1-uid"};
  const Plan plan = planRelease(given);
  EXPECT_TRUE(has(plan, "point web -> web-a"));
  EXPECT_FALSE(has(plan, "scale web-b 2->1"));
}

// --- Replaced while it serves --------------------------------------------------------------------

// a is stable, b served beside it, and c is asked for now.
Given replaced(std::int32_t stable, std::int32_t serving) {
  auto given = Given('c').stable('a', 1).update('c', 3).with(revision('a', 1, stable));
  given.with(revision('b', 2, serving)).with(revision('c', 3, 0));
  return given;
}

TEST(Recalling, GivesTheStableRevisionItsPodsBackBeforeTheNextOneComes) {
  auto given = replaced(1, 3);
  led(given, service('A'));
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{"scale web-a 1->2"});
  EXPECT_EQ(plan.status->phase, "Progressing");
  EXPECT_NE(plan.status->message.find("users go back to revision 1"), std::string::npos);
}

TEST(Recalling, TakesFromWhatServedAsTheStableOneGrows) {
  auto given = replaced(2, 3);
  led(given, service('A'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 3->2"});
}

TEST(Recalling, EndsWhenTheStableRevisionKeepsWhatTheStrategyPromises) {
  auto given = replaced(4, 1);
  led(given, service('A'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-a"});
  auto pinned = replaced(4, 1);
  led(pinned, service('a'));
  EXPECT_TRUE(has(planRelease(pinned), "scale web-b 1->0"));
}

TEST(Recalling, HalfIsEnoughBesideARevisionKnownToBeBad) {
  auto given = replaced(2, 3).rejected('b');
  led(given, service('A'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-a"});
}

TEST(Recalling, LeadsToWhatServesWhereTheStableRevisionIsDown) {
  auto given = Given('c').stable('a', 1).update('c', 3).with(revision('a', 1, 1, 0));
  given.with(revision('b', 2, 3)).with(revision('c', 3, 0));
  led(given, service('A'));
  EXPECT_TRUE(has(planRelease(given), "point web -> web-b"));
}

TEST(Recalling, PodsThatNobodyReachesAnyMoreReleaseNoneThatUsersReach) {
  auto given = replaced(4, 1);
  led(given, service('a'));
  given.snapshot().services[0].endpoints = {"pod-b0-uid"};
  EXPECT_EQ(lines(planRelease(given)), Lines{}) << "nor do they go while they are listed";
}

TEST(Recalling, AScaleDownLeavesPodsThatAreStillListedAlone) {
  auto given = replaced(4, 1);
  led(given, service('a'));
  given.spec().replicas = 2;
  given.snapshot().services[0].endpoints = {"pod-b0-uid"};
  EXPECT_FALSE(has(planRelease(given), "scale web-b 1->0"));
  EXPECT_TRUE(has(planRelease(given), "scale web-a 4->2") ||
              has(planRelease(given), "scale web-a 4->1"));
}

TEST(Recalling, TakesPodsBackThatSomebodyElseGaveTheNextOne) {
  auto given = Given('c').stable('a', 1).update('c', 3).with(revision('a', 1, 1));
  given.with(revision('b', 2, 3)).with(revision('c', 3, 7, 0));
  led(given, service('A'));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-c 7->0"});
  given.status().update->servingAt = at(0);
  EXPECT_FALSE(has(planRelease(given), "scale web-c 7->0")) << "they were let in";
}

TEST(Recalling, WaitsWhilePaused) {
  auto given = replaced(1, 3);
  given.spec().paused = true;
  led(given, service('A'));
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

// --- Ownership -----------------------------------------------------------------------------------

ServiceView standing(Standing how) {
  ServiceView view = service('?');
  view.standing = how;
  return view;
}
Given withService(Standing how, bool created) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  given.snapshot().services.push_back(standing(how));
  const Value manifest = created ? Value::object({{"spec", Value::object({})}}) : Value();
  given.spec().traffic.services = {{"web", ServiceRole::Stable, manifest}};
  return given;
}

TEST(Ownership, AMissingServiceWithATemplateIsCreated) {
  EXPECT_TRUE(
      has(planRelease(withService(Standing::Missing, true)), "create service web -> web-a"));
}

TEST(Ownership, AMissingServiceWithoutATemplateIsNamed) {
  const auto status = *planRelease(withService(Standing::Missing, false)).status;
  EXPECT_EQ(status.phase, "Stalled");
  EXPECT_NE(status.message.find("spec.traffic.services: Service web does not exist"),
            std::string::npos);
}

TEST(Ownership, AnExistingServiceIsTakenOverOnceItCanBeGivenBack) {
  auto given = withService(Standing::Unclaimed, false);
  EXPECT_EQ(lines(planRelease(given)), Lines{"finalizer on"});
  given.snapshot().release.meta.finalizers = {std::string(crds::kTrafficFinalizer)};
  EXPECT_EQ(lines(planRelease(given)), Lines{"claim web"});
}

TEST(Ownership, OneThatLostOurLabelStillKnowsWhatItHadBefore) {
  auto given = withService(Standing::Unclaimed, false);
  given.snapshot().release.meta.finalizers = {std::string(crds::kTrafficFinalizer)};
  const auto claimed = [&] {
    return std::get<ClaimService>(planRelease(given).intents.at(0).action).before;
  };
  EXPECT_EQ(claimed(), (kube::Labels{{"app", "other"}}));
  given.snapshot().services[0].selector = selecting(hashOf('a'));
  EXPECT_EQ(claimed(), std::nullopt) << "our own selector is nothing to go back to";
  given.snapshot().services[0].before = kube::Labels{{"app", "first"}};
  EXPECT_EQ(claimed(), (kube::Labels{{"app", "first"}}));
}

TEST(Ownership, AnExistingServiceIsNotOverwrittenByATemplate) {
  const auto plan = planRelease(withService(Standing::Unclaimed, true));
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_NE(plan.status->message.find("exists already"), std::string::npos);
}

TEST(Ownership, AnotherReleasesServiceIsLeftAlone) {
  auto given = withService(Standing::Taken, false);
  given.snapshot().services[0].taker = "Release api";
  const auto plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_NE(plan.status->message.find("belongs to Release api"), std::string::npos);
}

TEST(Ownership, AServiceThatTheSpecNamesNoMoreIsGivenBackAsItWas) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  ServiceView former = service('a');
  former.asked = false;
  former.before = kube::Labels{{"app", "other"}};
  given.snapshot().services = {former};
  EXPECT_EQ(lines(planRelease(given)), Lines{"return web -> others"});
}

TEST(Ownership, OneThatWeCreatedGoesInstead) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  ServiceView former = service('a');
  former.asked = false;
  former.created = true;
  given.snapshot().services = {former};
  EXPECT_EQ(lines(planRelease(given)), Lines{"delete service web"});
}

TEST(Ownership, IsGivenBackBeforeTheReleaseGoes) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  led(given, service('a'));
  given.snapshot().release.meta.deletionTimestamp = at(1000);
  given.snapshot().release.meta.finalizers = {std::string(crds::kTrafficFinalizer)};
  EXPECT_EQ(lines(planRelease(given)), Lines{"return web -> others"});
  given.snapshot().services.clear();
  EXPECT_EQ(lines(planRelease(given)), Lines{"finalizer off"});
}

// --- A selector that others set ------------------------------------------------------------------

TEST(Resets, AreCountedBeforeTheyAreUndone) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  given.status().observedGeneration = 2;
  led(given, service('?'));
  given.snapshot().services[0].manager = "helm";
  given.status().traffic[0].reach = Reach::Revision;
  given.status().traffic[0].hash = hashOf('a');
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->traffic.at(0).resets, 1);
  EXPECT_EQ(plan.status->traffic.at(0).by, "helm");
  given.status().traffic = plan.status->traffic;
  EXPECT_EQ(lines(planRelease(given)), Lines{"point web -> web-a"});
}

TEST(Resets, ThreeOfThemStallAndNameWhoDoesIt) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  given.status().observedGeneration = 2;
  led(given, service('?'));
  given.status().traffic[0].resets = 3;
  given.status().traffic[0].by = "helm";
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_NE(plan.status->message.find("set 3 times by helm"), std::string::npos);
}

TEST(Resets, AreForgottenWhenTheSpecChanges) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  led(given, service('?'));
  given.status().traffic[0].resets = 3;
  EXPECT_EQ(planRelease(given).status->traffic.at(0).resets, 0);
}

TEST(Resets, DoNotKeepABadRevisionFromGoingBack) {
  auto given = goingBack(revision('a', 1, 3), revision('b', 2, 2));
  led(given, service('a'));
  given.snapshot().services[0].standing = Standing::Missing;
  EXPECT_NE(planRelease(given).status->phase, "Stalled");
}

}  // namespace
}  // namespace slipway::strategies
