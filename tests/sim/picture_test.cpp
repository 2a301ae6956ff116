#include "sim/picture.h"

#include <gtest/gtest.h>

#include "base/yaml.h"
#include "sim/story_json.h"
#include "sim/story_text.h"

namespace slipway::sim {
namespace {

RawPtr raw(const std::string& yaml) {
  auto decoded = decodeRaw(parseYaml(yaml)->front());
  return std::make_shared<const RawObject>(std::move(*decoded));
}

RawPtr set(int number, const std::string& hash, int replicas, const std::string& more = "") {
  const std::string n = std::to_string(replicas);
  return raw("{metadata: {name: web-" + hash + ", namespace: default, uid: " + hash +
             ", labels: {slipway.dev/revision: " + hash +
             "}, annotations: {slipway.dev/revision-number: \"" + std::to_string(number) + "\"" +
             more + "}}, spec: {replicas: " + n + "}, status: {replicas: " + n +
             ", readyReplicas: " + n + ", availableReplicas: 1}}");
}

RawPtr release(const std::string& status) {
  return raw("{metadata: {name: web, namespace: default, uid: u}, spec: {replicas: 4}, status: " +
             status + "}");
}

TEST(Picture, StatusSaysWhichRevisionIsStableAndWhichIsOnItsWay) {
  const Picture picture = pictureOf(*release("{stable: {hash: aa}, update: {hash: cc}}"),
                                    {set(3, "cc", 1), set(2, "bb", 1), set(1, "aa", 3)});
  ASSERT_EQ(picture.revisions.size(), 3U);
  EXPECT_EQ(picture.revisions[0], (RevisionPicture{1, "aa", Role::Stable, 3, 3, 3, 1}));
  EXPECT_EQ(picture.revisions[1].role, Role::Old);
  EXPECT_EQ(picture.revisions[2], (RevisionPicture{3, "cc", Role::Update, 1, 1, 1, 1}));
  EXPECT_EQ(picture.replicas, 4);
}

TEST(Picture, EarlierRevisionsWithoutPodsAreLeftOutAndRejectedOnesAskedForAreNot) {
  const auto rejected = ", slipway.dev/rejected: \"{}\"";
  const Picture picture = pictureOf(*release("{stable: {hash: bb}, update: {hash: cc}}"),
                                    {set(1, "aa", 0), set(2, "bb", 4), set(3, "cc", 0, rejected)});
  ASSERT_EQ(picture.revisions.size(), 2U);
  EXPECT_EQ(picture.revisions[0].number, 2);
  EXPECT_EQ(picture.revisions[1].role, Role::Rejected);
}

TEST(Picture, AServiceIsSharedByTheReadyPodsThatItReaches) {
  const Picture picture = pictureOf(
      *release("{stable: {hash: aa}, update: {hash: cc}, traffic: ["
               "{service: web, reach: Release}, {service: preview, reach: Revision, hash: cc}, "
               "{service: none, reach: Nothing}, {service: theirs, reach: Foreign}]}"),
      {set(3, "cc", 1), set(1, "aa", 2)});
  ASSERT_EQ(picture.services.size(), 4U);
  EXPECT_EQ(picture.services[0],
            (ServicePicture{"web", "Release", {{1, Role::Stable, 67}, {3, Role::Update, 33}}}));
  EXPECT_EQ(picture.services[1], (ServicePicture{"preview", "Revision", {{3, Role::Update, 100}}}));
  EXPECT_TRUE(picture.services[2].shares.empty());
  EXPECT_TRUE(picture.services[3].shares.empty());
}

TEST(StoryText, WhereAServiceLeadsIsShownWhenItIsNew) {
  Picture before;
  before.services = {{"web", "Revision", {{1, Role::Stable, 100}}}};
  Picture now = before;
  now.services.front() = {"web", "Release", {{1, Role::Stable, 75}, {2, Role::Update, 25}}};
  now.services.push_back({"preview", "Nothing", {}});
  now.services.push_back({"theirs", "Foreign", {}});
  StoryLine line;
  line.kind = StoryLine::Kind::Picture;
  line.who = "web";
  line.before = std::make_shared<const Picture>(before);
  line.picture = std::make_shared<const Picture>(now);
  const std::string drawn = renderStoryLine(line, {});
  EXPECT_NE(drawn.find("web ▶ #1 75% #2 25%   preview ▶ no pod   theirs ▶ pods of others"),
            std::string::npos)
      << drawn;
  line.before = line.picture;
  EXPECT_EQ(renderStoryLine(line, {}).find("▶"), std::string::npos);
}

TEST(Picture, ChangesAreOfWhatIsTrueOrTurnedOutFalse) {
  Picture before;
  before.conditions = {{"Ready", "True", ""}, {"Verified", "Unknown", ""}, {"Paused", "True", ""}};
  Picture after;
  after.conditions = {
      {"Ready", "False", ""}, {"Verified", "False", "Failed"}, {"Stalled", "True", "Why"}};
  const ConditionChanges changes = changesBetween(before, after);
  ASSERT_EQ(changes.now.size(), 1U);
  EXPECT_EQ(changes.now.front().type, "Stalled");
  ASSERT_EQ(changes.denied.size(), 1U);
  EXPECT_EQ(changes.denied.front().type, "Verified");
  ASSERT_EQ(changes.gone.size(), 2U);
  EXPECT_EQ(changes.gone[0].type, "Ready");
  EXPECT_EQ(changes.gone[1].type, "Paused");
}

TEST(StoryJson, APictureCarriesWhatItShows) {
  StoryLine line;
  line.kind = StoryLine::Kind::Picture;
  line.at = std::chrono::milliseconds(3050);
  line.who = "web";
  line.text = "Progressing: rolling";
  Picture now;
  now.replicas = 4;
  now.revisions = {{2, "bb", Role::Update, 2, 2, 1, 1}};
  now.checks = {{"smoke", "Running", 1, 1, "200"}};
  now.phase = "Progressing";
  now.message = "rolling";
  now.conditions = {{"Ready", "False", "RollingOut"}};
  line.picture = std::make_shared<const Picture>(now);
  line.before = std::make_shared<const Picture>();
  EXPECT_EQ(
      storyLineJson(line),
      R"({"at":3.050,"kind":"picture","who":"web","text":"Progressing: rolling","replicas":4,)"
      R"("revisions":[{"number":2,"hash":"bb","role":"update","wanted":2,"have":2,"ready":1,)"
      R"("available":1}],"phase":"Progressing","message":"rolling",)"
      R"("conditions":[{"type":"Ready","status":"False","reason":"RollingOut"}],)"
      R"("checks":[{"name":"smoke","verdict":"Running","asked":1,"passed":1,"reason":"200"}]})");
}

TEST(StoryJson, ANoteCarriesItsReasonAndTheResultWhatFailed) {
  StoryLine line;
  line.kind = StoryLine::Kind::Warning;
  line.who = "slipway";
  line.reason = "RolledBack";
  line.text = "a \"quoted\" word";
  EXPECT_EQ(storyLineJson(line),
            R"({"at":0.000,"kind":"warning","who":"slipway","text":"a \"quoted\" word",)"
            R"("reason":"RolledBack"})");
  Play play;
  play.name = "p";
  play.seed = 7;
  EXPECT_EQ(resultJson(play, {{"at the end: wrong"}}, std::chrono::seconds(9)),
            R"({"at":9.000,"kind":"result","play":"p","seed":7,"ok":false,)"
            R"("failures":["at the end: wrong"]})");
}

}  // namespace
}  // namespace slipway::sim
