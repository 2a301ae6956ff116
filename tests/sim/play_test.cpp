#include "sim/play.h"

#include <gtest/gtest.h>

#include "base/yaml.h"

namespace slipway::sim {
namespace {

Expected<Play, FieldErrors> play(const std::string& yaml) {
  return playOfDocuments(*parseYaml(yaml));
}

const std::string kHead = "{apiVersion: sim.slipway.dev/v1alpha1, kind: Play, name: p, ";

std::string firstError(const std::string& yaml) {
  const auto result = play(yaml);
  return result.ok() ? "" : result.error().front().text();
}

TEST(Play, ReadsEventsInOrder) {
  const auto result = play(kHead + R"(events: [
    {at: 5s, apply: {kind: Pod}},
    {after: 1m, delete: {kind: Release, name: web}},
    {when: Settled, operator: Restart},
    {until: [{kind: Pod, count: 1}], behave: {image: "a:1", neverReady: true}}],
    expect: [{kind: Pod, count: 0}]})");
  ASSERT_TRUE(result.ok()) << result.error().front().text();
  ASSERT_EQ(result->events.size(), 4U);
  EXPECT_EQ(result->events[0].when, PlayEvent::When::At);
  EXPECT_EQ(result->events[1].time, Duration(std::chrono::minutes(1)));
  EXPECT_EQ(std::get<DeleteObject>(result->events[1].action).object.key.text(), "default/web");
  EXPECT_EQ(std::get<Command>(result->events[2].action).command, OperatorCommand::Restart);
  EXPECT_TRUE(std::get<Behave>(result->events[3].action).script.neverReady);
  EXPECT_EQ(result->events[3].until.front().count, 1);
}

TEST(Play, ReadsWhatSomebodyDoesToObjects) {
  const auto result = play(kHead + R"(events: [
    {at: 0s, scale: {kind: Release, name: web, replicas: 5}},
    {at: 0s, relabel: {kind: Pod, image: "web:1", set: {app: other, tier: null}}},
    {at: 0s, annotate: {kind: Release, name: web, set: {team: shop}}},
    {at: 0s, delete: {kind: Pod, labels: {app: web}, image: "web:2", all: true}}],
    expect: [{kind: Pod, count: 0}]})");
  ASSERT_TRUE(result.ok()) << result.error().front().text();
  const auto described = [&](std::size_t i) { return describe(result->events[i].action); };
  EXPECT_EQ(described(0), "scale Release/web to 5");
  EXPECT_EQ(described(1), "relabel a Pod that runs web:1: app=other, without tier");
  EXPECT_EQ(described(2), "annotate Release/web: team=shop");
  EXPECT_EQ(described(3), "delete every Pod that runs web:2 and has app=web");
}

struct BadPlay {
  const char* name;
  const char* rest;
  const char* error;
};
void PrintTo(const BadPlay& row, std::ostream* out) {
  *out << row.name;
}
class BadPlays : public ::testing::TestWithParam<BadPlay> {};

TEST_P(BadPlays, NameTheFieldAndTheFix) {
  EXPECT_EQ(firstError(kHead + GetParam().rest + "}"), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadPlays,
    ::testing::Values(
        BadPlay{"NothingExpected", "events: []",
                "expect: is required: a play that expects nothing could not fail"},
        BadPlay{"TwoTimes", "events: [{at: 1s, after: 1s, apply: {}}], expect: [{kind: Pod}]",
                "events[0]: needs exactly one of at, after, when and until"},
        BadPlay{"NoAction", "events: [{at: 1s}], expect: [{kind: Pod}]",
                "events[0]: needs exactly one of apply, patch, setImage, scale, relabel, annotate, "
                "delete, decide, behave, operator, expect"},
        BadPlay{"UnknownEventField", "events: [{at: 1s, aply: {}}], expect: [{kind: Pod}]",
                "events[0].aply: is not known; an event has one of at, after, when, until, and one "
                "of apply, patch, setImage, scale, relabel, annotate, delete, decide, behave, "
                "operator, expect"},
        BadPlay{"NobodyNamed", "events: [{at: 1s, delete: {kind: Pod}}], expect: [{kind: Pod}]",
                "events[0].delete: needs either a name, or labels and/or an image"},
        BadPlay{"NamedAndPicked",
                "events: [{at: 1s, delete: {kind: Pod, name: a, image: b}}], expect: [{kind: Pod}]",
                "events[0].delete: needs either a name, or labels and/or an image"},
        BadPlay{
            "AllOfOneName",
            "events: [{at: 1s, delete: {kind: Pod, name: a, all: true}}], expect: [{kind: Pod}]",
            "events[0].delete.all: goes with labels or an image, not with a name"},
        BadPlay{"UnknownActionField",
                "events: [{at: 1s, delete: {kind: Pod, lables: {}}}], expect: [{kind: Pod}]",
                "events[0].delete.lables: is not known; here may be kind, name, namespace, labels, "
                "image, all"},
        BadPlay{"ScaledToNothing",
                "events: [{at: 1s, scale: {kind: Release, name: web}}], expect: [{kind: Pod}]",
                "events[0].scale.replicas: is required"},
        BadPlay{"NothingSet",
                "events: [{at: 1s, annotate: {kind: Release, name: web}}], expect: [{kind: Pod}]",
                "events[0].annotate.set: needs at least one key with a string, or with null to "
                "take it away"},
        BadPlay{"WrongDuration", "events: [{at: soon, apply: {}}], expect: [{kind: Pod}]",
                "events[0].at: must be a duration such as 10s or 5m"},
        BadPlay{"UnknownKind", "expect: [{kind: Gadget}]",
                "expect[0].kind: \"Gadget\" is not known; known kinds: Release, Rollback, "
                "Approval, Deployment, ReplicaSet, Pod, Service, EndpointSlice, ConfigMap, "
                "Namespace, Lease, "
                "Event, CustomResourceDefinition"},
        BadPlay{"UnknownField", "actors: [], expect: [{kind: Pod}]",
                "actors: is not known; a play has name, seed, limit, pods, objects, events and "
                "expect"}),
    [](const auto& row) { return row.param.name; });

TEST(ObviousPlay, OfAReleaseEndsWithTheBadUpdateTakenBack) {
  const auto result = play(R"({kind: Release, metadata: {name: web}, spec: {
    template: {spec: {containers: [{name: app, image: "registry:5000/web:1.4@sha256:ab"}]}},
    verification: {smokeTests: [{name: s, http: {path: /live}}]}}})");
  ASSERT_TRUE(result.ok()) << result.error().front().text();
  const auto& last = std::get<SetImage>(result->events.back().action);
  EXPECT_EQ(last.image, "registry:5000/web:bad-update");
  EXPECT_EQ(result->pods.back().script.answer("/live").status, 500);
  EXPECT_FALSE(result->expect.empty());
}

TEST(ObviousPlay, ItsGoodPodsAnswerAsTheSmokeTestsExpect) {
  const auto result = play(R"({kind: Release, metadata: {name: web}, spec: {
    template: {spec: {containers: [{name: app, image: "web:1"}]}},
    verification: {smokeTests: [
      {name: a, http: {port: 1, path: "/a?b=c", method: POST, expect: {
        statusRange: 201-299, headers: [{name: X-A, contains: b}], bodyContains: ok,
        json: [{pointer: /n, atLeast: "0.5"}, {pointer: /n, atMost: 9},
               {pointer: /deep/0/s, equals: UP}, {pointer: /gone, exists: false}]}}},
      {name: b, http: {port: 1, path: /b, expect: {status: 500}}}]}}})");
  ASSERT_TRUE(result.ok()) << result.error().front().text();
  const HttpAnswer a = result->pods.front().script.answer("/a?b=c", "POST");
  EXPECT_EQ(a.status, 201);
  using Header = std::pair<std::string, std::string>;
  EXPECT_EQ(a.headers, (std::vector<Header>{{"X-A", "b"}}));
  EXPECT_EQ(a.body, R"({"n":0.5,"deep":{"0":{"s":"UP"}},"also":"ok"})");
  EXPECT_EQ(result->pods.front().script.answer("/b").status, 500);
  EXPECT_EQ(result->pods.back().script.answer("/a", "POST").status, 500);
  EXPECT_GT(result->pods.back().script.answer("/b").delay, Duration(std::chrono::minutes(1)));
}

TEST(ObviousPlay, OfAReleaseThatHoldsEndsWithTheBadUpdateHeld) {
  const auto result = play(R"({kind: Release, metadata: {name: web}, spec: {onFailure: Hold,
    template: {spec: {containers: [{name: app, image: "web:1"}]}}}})");
  ASSERT_TRUE(result.ok()) << result.error().front().text();
  EXPECT_EQ(result->name, "web: a first deploy, a good update, and a bad one that is held");
  const Value& status = result->expect.front().is["status"];
  EXPECT_EQ(status["phase"].stringOr(""), "Stalled");
  EXPECT_EQ(status["history"].at(0)["outcome"].stringOr(""), "Held");
}

TEST(ObviousPlay, OfAFileWithoutReleaseIsRefused) {
  EXPECT_EQ(firstError("{kind: ConfigMap}"), "kind: the file holds neither a Play nor a Release");
}

}  // namespace
}  // namespace slipway::sim
