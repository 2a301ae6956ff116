#include "controllers/verification/judge_probe.h"

#include <gtest/gtest.h>
#include <vector>

namespace slipway::controllers {
namespace {

using crds::HttpExpectation;
using Kind = crds::ExpectedJson::Kind;

net::ProbeResult answer(int status, const std::string& body = "") {
  net::ProbeResult result;
  result.ok = true;
  result.response.status = status;
  result.response.body = body;
  return result;
}

std::string reasonOf(const net::ProbeResult& result, const HttpExpectation& expect) {
  const ProbeVerdict verdict = judgeProbe(result, expect);
  return (verdict.passed ? "+ " : "- ") + verdict.reason;
}

TEST(JudgeProbe, WithoutAnAnswerSaysWhy) {
  net::ProbeResult result;
  EXPECT_EQ(reasonOf(result, {}), "- no answer");
  result.error.message = "10.0.0.7:8080: connection refused";
  EXPECT_EQ(reasonOf(result, {}), "- 10.0.0.7:8080: connection refused");
}

TEST(JudgeProbe, ComparesTheStatus) {
  EXPECT_EQ(reasonOf(answer(200), {}), "+ 200");
  EXPECT_EQ(reasonOf(answer(500), {}), "- 500 instead of 200");
  HttpExpectation range;
  range.status = {200, 299};
  EXPECT_EQ(reasonOf(answer(200), range), "+ 200");
  EXPECT_EQ(reasonOf(answer(299), range), "+ 299");
  EXPECT_EQ(reasonOf(answer(300), range), "- 300 instead of 200-299");
  EXPECT_EQ(reasonOf(answer(199), range), "- 199 instead of 200-299");
}

TEST(JudgeProbe, ARedirectIsAStatusLikeAnyOther) {
  EXPECT_EQ(reasonOf(answer(302), {}), "- 302 instead of 200");
  HttpExpectation moved;
  moved.status = {302};
  EXPECT_EQ(reasonOf(answer(302), moved), "+ 302");
}

TEST(JudgeProbe, AnAnswerThatTookTooLongFails) {
  HttpExpectation fast;
  fast.maxLatency = std::chrono::milliseconds(250);
  auto result = answer(200);
  result.response.elapsed = std::chrono::milliseconds(250);
  EXPECT_EQ(reasonOf(result, fast), "+ 200");
  result.response.elapsed = std::chrono::milliseconds(1500);
  EXPECT_EQ(reasonOf(result, fast), "- 200, but it took 1.5s, longer than 250ms");
}

TEST(JudgeProbe, LooksForHeaders) {
  auto result = answer(200);
  result.response.headers = {
      {"Content-Type", "application/json; charset=utf-8"}, {"X-Zone", "b"}, {"x-zone", "a"}};
  struct Row {
    crds::ExpectedHeader expected;
    const char* reason;
  };
  const std::vector<Row> rows{
      {{"content-type", "json", false}, "+ 200"},
      {{"Content-Type", "json", true}, "- 200, but header Content-Type is not \"json\""},
      {{"Content-Type", "xml", false}, "- 200, but header Content-Type does not contain \"xml\""},
      {{"X-ZONE", "a", true}, "+ 200"},
      {{"X-ZONE", "A", true}, "- 200, but header X-ZONE is not \"A\""},
      {{"X-Version", "", true}, "- 200, but header X-Version is missing"},
  };
  for (const Row& row : rows) {
    HttpExpectation expect;
    expect.headers = {row.expected};
    EXPECT_EQ(reasonOf(result, expect), row.reason);
  }
}

TEST(JudgeProbe, LooksIntoTheBodyWithoutTellingIt) {
  HttpExpectation expect;
  expect.bodyContains = "ok";
  EXPECT_EQ(reasonOf(answer(200, "all ok here"), expect), "+ 200");
  EXPECT_EQ(reasonOf(answer(200, "secret"), expect), "- 200, but the body does not contain \"ok\"");
}

constexpr const char* kBody = R"({
  "status": "UP", "version": "1.4", "count": 3, "ratio": 0.25, "big": 9007199254740993,
  "exp": 1e2, "ready": true, "none": null, "list": [{"a/b": "deep"}], "": "empty", "object": {}
})";

struct JsonRow {
  const char* pointer;
  Kind kind;
  Value value;
  const char* reason;
};

TEST(JudgeProbe, ComparesJsonValues) {
  const std::vector<JsonRow> rows{
      {"/status", Kind::Equals, "UP", "+ 200"},
      {"/status", Kind::Equals, "DOWN", "- 200, but /status is a string other than \"DOWN\""},
      {"/version", Kind::Equals, "1.4", "+ 200"},
      {"/version", Kind::Equals, "1.40", "- 200, but /version is a string other than \"1.40\""},
      {"/count", Kind::Equals, 3, "+ 200"},
      {"/count", Kind::Equals, "3", "+ 200"},
      {"/count", Kind::Equals, "3.0", "+ 200"},
      {"/count", Kind::Equals, 4, "- 200, but /count is a number other than 4"},
      {"/count", Kind::Equals, "three", "- 200, but /count is a number other than \"three\""},
      {"/version", Kind::Equals, 1, "- 200, but /version is a string other than 1"},
      {"/ratio", Kind::Equals, "0.250", "+ 200"},
      {"/exp", Kind::Equals, 100, "+ 200"},
      {"/big", Kind::Equals, std::int64_t{9007199254740993}, "+ 200"},
      {"/big", Kind::Equals, std::int64_t{9007199254740992},
       "- 200, but /big is a number other than 9007199254740992"},
      {"/ready", Kind::Equals, "true", "+ 200"},
      {"/ready", Kind::Equals, "false", "- 200, but /ready is a boolean other than \"false\""},
      {"/ready", Kind::Equals, 1, "- 200, but /ready is a boolean other than 1"},
      {"/none", Kind::Equals, "null", "+ 200"},
      {"/none", Kind::Equals, "", "- 200, but /none is null other than \"\""},
      {"/object", Kind::Equals, "{}", "- 200, but /object is an object other than \"{}\""},
      {"/list/0/a~1b", Kind::Equals, "deep", "+ 200"},
      {"/", Kind::Equals, "empty", "+ 200"},
      {"/list/1", Kind::Equals, "deep", "- 200, but /list/1 is missing"},
      {"/count", Kind::AtLeast, 3, "+ 200"},
      {"/count", Kind::AtLeast, Value::number("3.01"), "- 200, but /count is below 3.01"},
      {"/count", Kind::AtMost, 3, "+ 200"},
      {"/count", Kind::AtMost, Value::number("2.99"), "- 200, but /count is above 2.99"},
      {"/ratio", Kind::AtLeast, Value::number("0.25"), "+ 200"},
      {"/big", Kind::AtMost, std::int64_t{9007199254740992},
       "- 200, but /big is above 9007199254740992"},
      {"/version", Kind::AtLeast, 1, "- 200, but /version is a string, not a number"},
      {"/gone", Kind::AtLeast, 1, "- 200, but /gone is missing"},
      {"/none", Kind::Exists, true, "+ 200"},
      {"/gone", Kind::Exists, true, "- 200, but /gone is missing"},
      {"/gone", Kind::Exists, false, "+ 200"},
      {"/status", Kind::Exists, false, "- 200, but /status exists"},
      {"", Kind::Exists, true, "+ 200"},
  };
  for (const JsonRow& row : rows) {
    HttpExpectation expect;
    expect.json = {{row.pointer, row.kind, row.value}};
    EXPECT_EQ(reasonOf(answer(200, kBody), expect), row.reason);
  }
}

TEST(JudgeProbe, EveryExpectationCounts) {
  HttpExpectation expect;
  expect.json = {{"/count", Kind::AtLeast, 1}, {"/count", Kind::AtMost, 2}};
  EXPECT_EQ(reasonOf(answer(200, kBody), expect), "- 200, but /count is above 2");
}

TEST(JudgeProbe, WhatIsNoJsonFails) {
  HttpExpectation expect;
  expect.json = {{"", Kind::Exists, true}};
  EXPECT_EQ(reasonOf(answer(200, ""), expect), "- 200, but the body is not valid JSON (at byte 0)");
  EXPECT_EQ(reasonOf(answer(200, "{\"a\": secret}"), expect),
            "- 200, but the body is not valid JSON (at byte 6)");
}

TEST(JudgeProbe, ABodyThatGoesOnIsReported) {
  auto result = answer(200, "[1, 2, ok");
  result.response.bodyCut = true;
  HttpExpectation expect;
  EXPECT_EQ(reasonOf(result, expect), "+ 200, body cut at 64 KiB");
  expect.bodyContains = "ok";
  EXPECT_EQ(reasonOf(result, expect), "+ 200, body cut at 64 KiB");
  expect.bodyContains = "end";
  EXPECT_EQ(reasonOf(result, expect),
            "- 200, but the body does not contain \"end\", body cut at 64 KiB");
  expect = {};
  expect.json = {{"/0", Kind::Equals, 1}};
  EXPECT_EQ(reasonOf(result, expect),
            "- 200, but the body is too long to be read as JSON, body cut at 64 KiB");
  result.response.status = 500;
  EXPECT_EQ(reasonOf(result, expect), "- 500 instead of 200, body cut at 64 KiB");
}

TEST(JudgeProbe, ReasonsStayShort) {
  HttpExpectation expect;
  expect.bodyContains = std::string(1000, 'x');
  EXPECT_LE(judgeProbe(answer(200), expect).reason.size(), 240U);
  net::ProbeResult refused;
  refused.error.message = std::string(1000, 'x');
  EXPECT_LE(judgeProbe(refused, {}).reason.size(), 240U);
}

TEST(ProbeRequest, IsWhatTheTestSays) {
  crds::SmokeTest test;
  test.timeout = std::chrono::seconds(7);
  test.http.method = "POST";
  test.http.path = "/orders?dry=1";
  test.http.headers = {{"Content-Type", "text/plain"}};
  test.http.body = "hello";
  const auto request = probeRequest(test, "10.0.0.7", 8080);
  EXPECT_EQ(request.scheme, "http");
  EXPECT_EQ(request.host, "10.0.0.7");
  EXPECT_EQ(request.port, 8080);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/orders?dry=1");
  EXPECT_EQ(request.body, "hello");
  EXPECT_EQ(request.timeout, Duration(std::chrono::seconds(7)));
  using Header = std::pair<std::string, std::string>;
  EXPECT_EQ(request.headers, (std::vector<Header>{{"Content-Type", "text/plain"},
                                                  {"User-Agent", "slipway-smoke-test"}}));
  test.http.headers = {{"user-agent", "me"}};
  EXPECT_EQ(probeRequest(test, "", 1).headers, (std::vector<Header>{{"user-agent", "me"}}));
}

}  // namespace
}  // namespace slipway::controllers
