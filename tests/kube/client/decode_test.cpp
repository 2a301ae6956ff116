#include "kube/client/decode.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"
#include "kube/types/resources.h"

namespace slipway::kube {
namespace {

net::Head headOf(int status, std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {status, std::move(headers)};
}

TEST(WatchLines, EventsBecomeEvents) {
  struct Row {
    const char* type;
    WatchEventType expected;
  };
  const Row rows[] = {{"ADDED", WatchEventType::Added},
                      {"MODIFIED", WatchEventType::Modified},
                      {"DELETED", WatchEventType::Deleted}};
  for (const Row& row : rows) {
    const auto event = decodeWatchLine(std::string(R"({"type":")") + row.type +
                                       R"(","object":{"kind":"Pod","metadata":{"name":"p"}}})");
    ASSERT_TRUE(event.ok()) << row.type;
    EXPECT_EQ(event->type, row.expected);
    EXPECT_EQ(printJson(event->object), R"({"kind":"Pod","metadata":{"name":"p"}})");
  }
}

TEST(WatchLines, BookkeepingIsDropped) {
  const auto event = decodeWatchLine(
      R"({"type":"ADDED","object":{"metadata":{"name":"p","managedFields":[{"a":1}],
          "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}"}}}})");
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->object["metadata"].find("managedFields"), nullptr);
  EXPECT_TRUE(event->object["metadata"]["annotations"].members().empty());
}

TEST(WatchLines, ABookmarkIsOnlyItsVersion) {
  const auto event = decodeWatchLine(
      R"({"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"42","x":1}}})");
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->type, WatchEventType::Bookmark);
  EXPECT_EQ(printJson(event->object), R"({"metadata":{"resourceVersion":"42"}})");
}

TEST(WatchLines, AnErrorInsideHttp200IsAnError) {
  const auto event = decodeWatchLine(
      R"json({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure",
              "message":"too old resource version: 5 (99)","reason":"Expired","code":410}})json");
  ASSERT_FALSE(event.ok());
  EXPECT_TRUE(event.error().gone());
  EXPECT_EQ(event.error().reason, "Expired");
  EXPECT_EQ(event.error().message, "too old resource version: 5 (99)");
}

TEST(WatchLines, AnErrorWithoutAUsableCodeIsAServerError) {
  for (const char* code : {"null", "0", "200", "99999999999", "\"410\""}) {
    const auto event = decodeWatchLine(
        std::string(R"({"type":"ERROR","object":{"kind":"Status","code":)") + code + "}}");
    ASSERT_FALSE(event.ok());
    EXPECT_EQ(event.error().code, 500) << code;
    EXPECT_FALSE(event.error().message.empty());
  }
}

TEST(WatchLines, WhatIsNoEventIsUndecodable) {
  struct Row {
    const char* name;
    const char* line;
  };
  const Row rows[] = {
      {"not JSON", "{"},
      {"empty object", "{}"},
      {"unknown type", R"({"type":"RENAMED","object":{}})"},
      {"a type that is a number", R"({"type":1,"object":{}})"},
      {"no object", R"({"type":"ADDED"})"},
      {"the object is a string", R"({"type":"ADDED","object":"x"})"},
      {"a bookmark without a version", R"({"type":"BOOKMARK","object":{"metadata":{}}})"},
      {"a key twice", R"({"type":"ADDED","object":{"a":1,"a":2}})"},
      {"broken UTF-8", "{\"type\":\"ADDED\",\"object\":{\"a\":\"\xff\"}}"},
  };
  for (const Row& row : rows) {
    const auto event = decodeWatchLine(row.line);
    ASSERT_FALSE(event.ok()) << row.name;
    EXPECT_EQ(event.error().reason, kUndecodable) << row.name;
    EXPECT_EQ(event.error().code, 0) << row.name;
  }
}

TEST(Objects, ItemsOfAListGetTheirKind) {
  const auto object = decodeObject(R"({"metadata":{"name":"p"}})", resources::replicaSets());
  ASSERT_TRUE(object.ok());
  EXPECT_EQ(printJson(*object),
            R"({"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"p"}})");
}

TEST(Objects, KeepTheKindTheyHave) {
  const auto object =
      decodeObject(R"({"kind":"Scale","apiVersion":"autoscaling/v1"})", resources::replicaSets());
  EXPECT_EQ((*object)["kind"].stringOr(""), "Scale");
}

TEST(Objects, RefuseWhatIsNoObject) {
  EXPECT_FALSE(decodeObject("[]", resources::pods()).ok());
  EXPECT_FALSE(decodeObject("", resources::pods()).ok());
  EXPECT_FALSE(decodeObject("{} {}", resources::pods()).ok());
}

TEST(ListEnvelopes, Rows) {
  const auto page =
      decodeListEnvelope(R"({"metadata":{"resourceVersion":"9","continue":"t"},"items":[]})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->resourceVersion, "9");
  EXPECT_EQ(page->continueToken, "t");
  EXPECT_TRUE(page->ok);
  struct Row {
    const char* name;
    const char* text;
    const char* error;
  };
  const Row rows[] = {
      {"no version", R"({"items":[]})", "the list has no metadata.resourceVersion"},
      {"items that were not split", R"({"metadata":{"resourceVersion":"9"},"items":[{}]})",
       "the list's items are not an array"},
      {"items that are an object", R"({"metadata":{"resourceVersion":"9"},"items":{}})",
       "the list's items are not an array"},
  };
  for (const Row& row : rows) {
    const auto refused = decodeListEnvelope(row.text);
    ASSERT_FALSE(refused.ok()) << row.name;
    EXPECT_EQ(refused.error(), row.error) << row.name;
  }
}

TEST(ErrorAnswers, AStatusIsReadWhole) {
  const auto error = decodeError(headOf(422), R"({"kind":"Status","apiVersion":"v1",
    "status":"Failure","message":"Release \"web\" is invalid","reason":"Invalid","code":422,
    "details":{"name":"web","causes":[
      {"reason":"FieldValueRequired","message":"Required value","field":"spec.template"},
      {"message":"only a message"}]}})");
  EXPECT_EQ(error.code, 422);
  EXPECT_EQ(error.reason, "Invalid");
  EXPECT_EQ(error.message, "Release \"web\" is invalid");
  EXPECT_EQ(error.causes,
            (std::vector<std::string>{"spec.template: Required value", "only a message"}));
  EXPECT_TRUE(error.invalid());
}

TEST(ErrorAnswers, TheTwoKindsOfConflict) {
  const auto exists = decodeError(headOf(409), R"({"kind":"Status","reason":"AlreadyExists"})");
  EXPECT_TRUE(exists.alreadyExists());
  EXPECT_FALSE(exists.conflict());
  const auto changed = decodeError(headOf(409), R"({"kind":"Status","reason":"Conflict"})");
  EXPECT_TRUE(changed.conflict());
  EXPECT_FALSE(changed.alreadyExists());
}

TEST(ErrorAnswers, AnswersThatAreNoStatus) {
  struct Row {
    const char* name;
    int status;
    const char* body;
    const char* reason;
    const char* message;
  };
  const Row rows[] = {
      {"a proxy's page", 502,
       "<html>\r\n<head><title>502 Bad Gateway</title></head><body>nginx</body></html>", "Unknown",
       "HTTP 502: 502 Bad Gateway nginx"},
      {"plain text", 404, "404 page not found\n", "NotFound", "HTTP 404: 404 page not found"},
      {"an empty body", 503, "", "ServiceUnavailable", "HTTP 503"},
      {"JSON of another kind", 429, R"({"error":"slow down"})", "TooManyRequests",
       R"(HTTP 429: {"error":"slow down"})"},
      {"a broken Status", 500, R"({"kind":"Status",)", "InternalError",
       R"(HTTP 500: {"kind":"Status",)"},
      {"broken UTF-8", 500,
       "a\xff"
       "b",
       "InternalError",
       "HTTP 500: a\xef\xbf\xbd"
       "b"},
      {"less-than signs in plain text", 400, "a < b > c", "BadRequest", "HTTP 400: a < b > c"},
  };
  for (const Row& row : rows) {
    const auto error = decodeError(headOf(row.status), row.body);
    EXPECT_EQ(error.code, row.status) << row.name;
    EXPECT_EQ(error.reason, row.reason) << row.name;
    EXPECT_EQ(error.message, row.message) << row.name;
  }
}

TEST(ErrorAnswers, ARedirectSaysWhere) {
  const auto error = decodeError(headOf(302, {{"location", "https://login.example/"}}), "<a>");
  EXPECT_EQ(error.message, "HTTP 302 redirects to https://login.example/, which is not followed");
}

TEST(ErrorAnswers, MessagesAreBoundedAndOnOneLine) {
  const std::string longText(5000, 'x');
  const auto error =
      decodeError(headOf(403), R"({"kind":"Status","message":"line 1\nline 2 )" + longText + "\"}");
  EXPECT_LE(error.message.size(), 1024U);
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
  EXPECT_TRUE(error.message.starts_with("line 1 line 2 xxx"));
}

TEST(ErrorAnswers, RetryAfterRows) {
  struct Row {
    const char* name;
    const char* header;
    const char* body;
    std::optional<Duration> expected;
  };
  using std::chrono::seconds;
  const Row rows[] = {
      {"in the header", "3", "", seconds(3)},
      {"in the details", "", R"({"kind":"Status","details":{"retryAfterSeconds":7}})", seconds(7)},
      {"the header wins", "3", R"({"kind":"Status","details":{"retryAfterSeconds":7}})",
       seconds(3)},
      {"zero asks for nothing", "0", "", std::nullopt},
      {"a negative number", "-4", "", std::nullopt},
      {"a date is not read", "Wed, 21 Oct 2026 07:28:00 GMT", "", std::nullopt},
      {"more than an hour is an hour", "86400", "", seconds(3600)},
      {"more than a number holds", "99999999999999999999999", "", seconds(3600)},
      {"absent", "", "", std::nullopt},
  };
  for (const Row& row : rows)
    EXPECT_EQ(decodeError(headOf(429, {{"Retry-After", row.header}}), row.body).retryAfter,
              row.expected)
        << row.name;
}

TEST(ErrorAnswers, CausesAreBounded) {
  std::string causes;
  for (int i = 0; i < 500; ++i) causes += R"({"field":"a","message":"b"},)";
  const auto error =
      decodeError(headOf(422), R"({"kind":"Status","details":{"causes":[)" + causes + "{}]}}");
  EXPECT_EQ(error.causes.size(), 32U);
}

// Damaged input never throws, and whatever is said about it is fit to be shown.
TEST(Decoders, DamagedInputIsAnsweredInWords) {
  const std::string samples[] = {
      R"({"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"p","labels":{"a":"é"}}}})",
      R"({"type":"ERROR","object":{"kind":"Status","message":"m","code":410,"details":{"causes":[{}]}}})",
      R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"4"}}})",
      "<html><body>bad \xc3\x28 gateway</body></html>"};
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    SeededRandom random(seed);
    std::string text = samples[random.below(4)];
    for (std::uint64_t edits = 1 + random.below(5); edits > 0 && !text.empty(); --edits) {
      const auto at = static_cast<std::size_t>(random.below(text.size()));
      if (random.below(4) == 0)
        text.resize(at);
      else
        text[at] = static_cast<char>(random.below(256));
    }
    const auto event = decodeWatchLine(text);
    if (!event) {
      EXPECT_TRUE(isValidUtf8(event.error().message)) << "seed " << seed;
      EXPECT_FALSE(event.error().message.empty()) << "seed " << seed;
    }
    const auto error = decodeError(headOf(500), text);
    EXPECT_TRUE(isValidUtf8(error.message)) << "seed " << seed;
    EXPECT_LE(error.message.size(), 1024U);
    for (const auto& cause : error.causes) EXPECT_TRUE(isValidUtf8(cause));
  }
}

}  // namespace
}  // namespace slipway::kube
