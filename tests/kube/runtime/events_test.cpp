#include "kube/runtime/events.h"

#include "base/text.h"
#include "kube/types/resources.h"
#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

EventNote noteAbout(const std::string& name, const std::string& text = "step 2 of 5") {
  EventNote note;
  note.resource = things();
  note.object = shop(name);
  note.uid = "uid-" + name;
  note.resourceVersion = "42";
  note.reason = "StepReached";
  note.action = "Promote";
  note.note = text;
  return note;
}

struct EventsTest : testing::Test, World {
  ScriptedApi api{loop};
  std::unique_ptr<EventRecorder> recorder = std::make_unique<EventRecorder>(
      api, loop, random, log, "slipway.dev/operator", "slipway-7d9f-x2x");

  EventsTest() { answers(applied()); }
  void answers(const ApiResult& result) {
    api.answer = [result](const ApiRequest&) { return result; };
  }
  void record(EventNote note) {
    recorder->record(std::move(note));
    runFor(milliseconds(5));
  }
  std::string sentText(std::size_t i, std::string_view pointer) {
    const Value* found = api.sent.at(i).body.findPointer(pointer);
    return found ? std::string(found->stringOr("not a string")) : "absent";
  }
};

TEST_F(EventsTest, ANoteBecomesAnEventOfTheNewApi) {
  record(noteAbout("web"));
  ASSERT_EQ(api.sent.size(), 1U);
  const ApiRequest& sent = api.sent[0];
  EXPECT_EQ(sent.verb, Verb::Create);
  EXPECT_EQ(sent.resource, resources::events());
  EXPECT_EQ(sent.key.ns, "shop");
  const Value expected =
      Value::object({{"apiVersion", "events.k8s.io/v1"},
                     {"kind", "Event"},
                     {"metadata", Value::object({{"name", sent.key.name}, {"namespace", "shop"}})},
                     {"eventTime", "2026-01-02T03:04:05.000000Z"},
                     {"reportingController", "slipway.dev/operator"},
                     {"reportingInstance", "slipway-7d9f-x2x"},
                     {"type", "Normal"},
                     {"reason", "StepReached"},
                     {"action", "Promote"},
                     {"note", "step 2 of 5"},
                     {"regarding", Value::object({{"apiVersion", "test.dev/v1"},
                                                  {"kind", "Thing"},
                                                  {"namespace", "shop"},
                                                  {"name", "web"},
                                                  {"uid", "uid-web"},
                                                  {"resourceVersion", "42"}})}});
  EXPECT_EQ(sent.body, expected) << printJson(sent.body);
  EXPECT_TRUE(recorder->idle());
}

TEST_F(EventsTest, TheNameIsTheObjectsAndHexDigits) {
  record(noteAbout("web"));
  EXPECT_THAT(api.sent.at(0).key.name, testing::MatchesRegex("web\\.[0-9a-f]{16}"));
}

TEST_F(EventsTest, TheNameOfALongNamedObjectFits) {
  record(noteAbout(std::string(253, 'a')));
  EXPECT_EQ(api.sent.at(0).key.name.size(), 253U);
}

TEST_F(EventsTest, TheTimeIsWhenItHappenedNotWhenItWasSentWithSixDigits) {
  clock.advance(Duration{1500});
  api.hold = true;
  recorder->record(noteAbout("web"));
  recorder->record(noteAbout("other"));
  runFor(seconds(10));
  api.hold = false;
  api.release(applied());
  runFor(seconds(1));
  EXPECT_EQ(sentText(1, "/eventTime"), "2026-01-02T03:04:05.001500Z");
}

TEST_F(EventsTest, AboutAClusterScopedObjectItIsInNamespaceDefault) {
  EventNote note = noteAbout("web");
  note.object.ns.clear();
  record(note);
  EXPECT_EQ(api.sent.at(0).key.ns, "default");
  EXPECT_EQ(sentText(0, "/metadata/namespace"), "default");
  EXPECT_EQ(sentText(0, "/regarding/namespace"), "absent");
}

TEST_F(EventsTest, ALongNoteIsCutToAKibibyteBetweenCodePoints) {
  std::string text;
  while (text.size() < 1100) text += "ü";
  record(noteAbout("web", "x" + text));
  const std::string note = sentText(0, "/note");
  EXPECT_LE(note.size(), 1024U);
  EXPECT_GE(note.size(), 1018U);
  EXPECT_TRUE(isValidUtf8(note));
}

TEST_F(EventsTest, ForeignBytesBecomeValidText) {
  record(noteAbout("web", "bad \xff byte"));
  EXPECT_TRUE(isValidUtf8(sentText(0, "/note")));
}

TEST_F(EventsTest, WithoutAnActionTheReasonStandsIn) {
  EventNote note = noteAbout("web");
  note.action.clear();
  note.type = EventType::Warning;
  record(note);
  EXPECT_EQ(sentText(0, "/action"), "StepReached");
  EXPECT_EQ(sentText(0, "/type"), "Warning");
}

TEST_F(EventsTest, TheSameNoteAgainBecomesASeriesOfTheFirst) {
  record(noteAbout("web"));
  runFor(minutes(1));
  record(noteAbout("web"));
  ASSERT_EQ(api.sent.size(), 2U);
  EXPECT_EQ(api.sent[1].verb, Verb::MergePatch);
  EXPECT_EQ(api.sent[1].key, api.sent[0].key);
  const Value series = api.sent[1].body["series"];
  EXPECT_EQ(series["count"].asInt(), 2);
  EXPECT_EQ(series["lastObservedTime"].stringOr(""), "2026-01-02T03:05:05.005000Z");
  EXPECT_EQ(api.sent[1].body.members().size(), 1U);
}

TEST_F(EventsTest, RepetitionsWhileAWriteIsUnderWayAreWrittenTogether) {
  api.hold = true;
  for (int i = 0; i < 5; ++i) recorder->record(noteAbout("web"));
  settle();
  EXPECT_EQ(api.sent.size(), 1U);
  api.hold = false;
  api.release(applied());
  runFor(seconds(1));
  ASSERT_EQ(api.sent.size(), 2U);
  EXPECT_EQ(api.sent[1].body["series"]["count"].asInt(), 5);
  EXPECT_TRUE(recorder->idle());
}

TEST_F(EventsTest, ADifferentNoteIsANewEvent) {
  record(noteAbout("web", "step 2 of 5"));
  record(noteAbout("web", "step 3 of 5"));
  EXPECT_EQ(api.sent.at(1).verb, Verb::Create);
}

TEST_F(EventsTest, TheSameNoteAboutANewObjectOfThatNameIsANewEvent) {
  record(noteAbout("web"));
  EventNote again = noteAbout("web");
  again.uid = "another";
  record(again);
  EXPECT_EQ(api.sent.at(1).verb, Verb::Create);
}

TEST_F(EventsTest, ASeriesEndsSixMinutesAfterItsLastNote) {
  record(noteAbout("web"));
  runFor(minutes(5));
  record(noteAbout("web"));
  runFor(minutes(5));
  record(noteAbout("web"));
  EXPECT_EQ(api.sent.at(2).verb, Verb::MergePatch);
  runFor(minutes(7));
  record(noteAbout("web"));
  EXPECT_EQ(api.sent.at(3).verb, Verb::Create);
}

TEST_F(EventsTest, OfMoreThanAThousandSeriesTheOneSeenLongestAgoEnds) {
  for (int i = 0; i < 1024; ++i) record(noteAbout("web-" + std::to_string(i)));
  record(noteAbout("web-0"));
  EXPECT_EQ(api.sent.back().verb, Verb::MergePatch);
  record(noteAbout("one-more"));
  record(noteAbout("another"));  // too many now: the first of the others goes
  record(noteAbout("web-0"));
  EXPECT_EQ(api.sent.back().verb, Verb::MergePatch);
  record(noteAbout("web-1"));
  EXPECT_EQ(api.sent.back().verb, Verb::Create);
  record(noteAbout("web-1000"));
  EXPECT_EQ(api.sent.back().verb, Verb::MergePatch);
}

struct SeriesPatchRefused : EventsTest, testing::WithParamInterface<int> {};

TEST_P(SeriesPatchRefused, IsWrittenAnewUnderAnotherName) {
  record(noteAbout("web"));
  api.answer = [](const ApiRequest& r) {
    return r.verb == Verb::MergePatch ? rejected(GetParam()) : applied();
  };
  record(noteAbout("web"));
  runFor(seconds(5));
  ASSERT_EQ(api.sent.size(), 3U);
  EXPECT_EQ(api.sent[2].verb, Verb::Create);
  EXPECT_NE(api.sent[2].key, api.sent[0].key);
  EXPECT_EQ(api.sent[2].body["series"]["count"].asInt(), 2);
}
INSTANTIATE_TEST_SUITE_P(Because, SeriesPatchRefused, testing::Values(404, 409),
                         [](const auto& row) {
                           return row.param == 404 ? "TheEventIsGone" : "SomebodyChangedIt";
                         });

TEST_F(EventsTest, AFailedWriteIsTriedThreeTimesAndGivenUp) {
  answers(rejected(500, "InternalError", "etcd is sad"));
  record(noteAbout("web"));
  runFor(minutes(1));
  EXPECT_EQ(api.sent.size(), 3U);
  EXPECT_TRUE(recorder->idle());
  EXPECT_THAT(log.lines, testing::ElementsAre(testing::HasSubstr("etcd is sad")));
}

TEST_F(EventsTest, AHopelessWriteIsNotTriedAgain) {
  answers(rejected(403, "Forbidden", "namespace is being terminated"));
  record(noteAbout("web"));
  runFor(minutes(1));
  EXPECT_EQ(api.sent.size(), 1U);
  EXPECT_TRUE(recorder->idle());
}

TEST_F(EventsTest, AnEventAfterAFailedOneIsStillWritten) {
  answers(rejected(403));
  recorder->record(noteAbout("web"));
  recorder->record(noteAbout("other"));
  runFor(milliseconds(1));
  answers(applied());
  runFor(minutes(1));
  EXPECT_EQ(sentText(api.sent.size() - 1, "/regarding/name"), "other");
  EXPECT_TRUE(recorder->idle());
}

TEST_F(EventsTest, ALostAnswerIsNoSecondEvent) {
  answers(unknown());
  record(noteAbout("web"));
  answers(rejected(409, "AlreadyExists"));
  runFor(seconds(5));
  ASSERT_EQ(api.sent.size(), 2U);
  EXPECT_EQ(api.sent[1].key, api.sent[0].key);
  EXPECT_TRUE(recorder->idle());
}

TEST_F(EventsTest, ATakenNameIsReplaced) {
  answers(rejected(409, "AlreadyExists"));
  record(noteAbout("web"));
  answers(applied());
  runFor(seconds(5));
  ASSERT_EQ(api.sent.size(), 2U);
  EXPECT_NE(api.sent[1].key, api.sent[0].key);
}

TEST_F(EventsTest, TheServersRetryAfterIsHonoured) {
  ApiResult busy = rejected(429);
  busy.error.retryAfter = seconds(30);
  answers(busy);
  record(noteAbout("web"));
  runFor(seconds(29));
  EXPECT_EQ(api.sent.size(), 1U);
  runFor(seconds(2));
  EXPECT_EQ(api.sent.size(), 2U);
}

TEST_F(EventsTest, OneRequestAtATime) {
  api.hold = true;
  for (const char* name : {"a", "b", "c"}) recorder->record(noteAbout(name));
  settle();
  EXPECT_EQ(api.sent.size(), 1U);
  EXPECT_FALSE(recorder->idle());
}

TEST_F(EventsTest, BeyondTwoHundredAndFiftySixWaitingNotesAreDroppedAndCounted) {
  api.hold = true;
  for (int i = 0; i < 300; ++i) recorder->record(noteAbout("web-" + std::to_string(i)));
  api.hold = false;
  api.release(applied());
  runFor(minutes(1));
  EXPECT_EQ(api.sent.size(), 256U);
  EXPECT_TRUE(recorder->idle());
  EXPECT_THAT(log.lines, testing::Contains(testing::HasSubstr("count=44")));
}

TEST_F(EventsTest, MayGoAwayWithAWriteUnderWay) {
  api.hold = true;
  recorder->record(noteAbout("web"));
  recorder.reset();
  api.release(applied());
  settle();
  EXPECT_EQ(api.sent.size(), 1U);
}

}  // namespace
}  // namespace slipway::kube::test
