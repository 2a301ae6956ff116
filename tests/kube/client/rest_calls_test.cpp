#include <algorithm>

#include "kube/client/diagnose.h"
#include "tests/kube/client/support/api_fixture.h"

namespace slipway::kube {
namespace {

using RestCalls = RestApiTest;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(RestCalls, AnAnswerBecomesAResultOnTheLoop) {
  const auto pending = ask(get());
  EXPECT_EQ(transport.last().line(), "GET /api/v1/namespaces/shop/pods/web");
  transport.last().answer(200, R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"}})");
  EXPECT_TRUE(results.empty()) << "the callback must not run inside the transport's call";
  settle();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].applied());
  EXPECT_EQ(results[0].object["metadata"]["name"].stringOr(""), "web");
}

TEST_F(RestCalls, RequestsCarryWhoTheyAreFrom) {
  const auto pending = ask(get());
  EXPECT_EQ(transport.last().header("Authorization"), "Bearer t-1");
  EXPECT_EQ(transport.last().header("User-Agent"), "slipway");
  EXPECT_EQ(transport.last().header("Accept"), "application/json");
}

TEST_F(RestCalls, WithoutATokenThereIsNoAuthorization) {
  config.token = {};
  const auto pending = ask(get());
  EXPECT_EQ(transport.last().header("Authorization"), "");
}

TEST_F(RestCalls, TheObserverHearsEveryAttempt) {
  const auto pending = ask(create());
  pass(milliseconds(3));
  transport.last().answer(201, R"({"metadata":{"name":"web"}})");
  settle();
  EXPECT_EQ(observed, std::vector<std::string>{"POST api.test 201 3000"});
}

// The table of what is known of a request, by what came back.
TEST_F(RestCalls, OutcomeRows) {
  struct Row {
    const char* name;
    bool write;
    int status;  // 0: no head
    const char* body;
    net::End end;
    Outcome expected;
    const char* reason;
  };
  const char* const object = R"({"metadata":{"name":"web"}})";
  const Row rows[] = {
      {"created", true, 201, object, net::End::Complete, Outcome::Applied, ""},
      {"a conflict", true, 409, "", net::End::Complete, Outcome::Rejected, "Conflict"},
      {"invalid", true, 422, "", net::End::Complete, Outcome::Rejected, "Invalid"},
      {"a redirect", true, 301, "", net::End::Complete, Outcome::Rejected, "UnexpectedAnswer"},
      {"a refusal whose body was cut", true, 403, "{", net::End::Broken, Outcome::Rejected,
       "Forbidden"},
      {"500 may come after the write", true, 500, "", net::End::Complete, Outcome::Unknown,
       "InternalError"},
      {"502 may come after the write", true, 502, "", net::End::Complete, Outcome::Unknown,
       "Unknown"},
      {"503 may come after the write", true, 503, "", net::End::Complete, Outcome::Unknown,
       "ServiceUnavailable"},
      {"504 may come after the write", true, 504, "", net::End::Complete, Outcome::Unknown,
       "Timeout"},
      {"a read's 500 is a refusal", false, 500, "", net::End::Complete, Outcome::Rejected,
       "InternalError"},
      {"never sent", true, 0, "", net::End::NotSent, Outcome::NotSent, "Unreachable"},
      {"silence after a write", true, 0, "", net::End::Timeout, Outcome::Unknown, "Timeout"},
      {"broken before the answer to a write", true, 0, "", net::End::Broken, Outcome::Unknown,
       "Disconnected"},
      {"broken inside the answer to a write", true, 201, R"({"meta)", net::End::Broken,
       Outcome::Unknown, "Disconnected"},
      {"the answer to a write is no JSON", true, 201, "<html>", net::End::Complete,
       Outcome::Unknown, "Undecodable"},
      {"the answer to a write is empty", true, 200, "", net::End::Complete, Outcome::Unknown,
       "Undecodable"},
      {"the transport was stopped", true, 0, "", net::End::Cancelled, Outcome::Unknown,
       "Cancelled"},
  };
  for (const Row& row : rows) {
    results.clear();
    const auto before = transport.count();
    const auto pending = ask(row.write ? create() : get());
    if (row.status != 0) transport.last().head(row.status);
    if (*row.body) transport.last().data(row.body);
    transport.last().end(row.end, "some detail");
    settle();
    ASSERT_EQ(results.size(), 1U) << row.name;
    EXPECT_EQ(results[0].outcome, row.expected) << row.name;
    EXPECT_EQ(results[0].error.reason, row.reason) << row.name;
    EXPECT_EQ(results[0].error.message.empty(), results[0].applied()) << row.name;
    EXPECT_EQ(transport.count(), before + 1) << row.name << ": must not be sent twice";
  }
}

TEST_F(RestCalls, ARequestThatNamesNothingIsNotSent) {
  const auto pending = ask(get(""));
  EXPECT_TRUE(results.empty());
  settle();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcome, Outcome::NotSent);
  EXPECT_EQ(results[0].error.reason, reasons::kNotARequest);
  EXPECT_EQ(transport.count(), 0U);
}

TEST_F(RestCalls, NoCallbackAfterItsPendingIsGone) {
  auto pending = ask(get());
  transport.last().answer(200, "{}");
  pending.reset();
  settle();
  EXPECT_TRUE(results.empty());
}

TEST_F(RestCalls, DestroyingAPendingCancelsTheExchange) {
  auto pending = ask(get());
  pending.reset();
  EXPECT_TRUE(transport.last().cancelled);
  settle();
  EXPECT_TRUE(results.empty());
  EXPECT_TRUE(observed.empty());
}

TEST_F(RestCalls, ACallbackMayDestroyItsOwnPending) {
  PendingPtr pending;
  int calls = 0;
  pending = api().send(get(), [&](const ApiResult&) {
    ++calls;
    pending.reset();
  });
  transport.last().answer(200, "{}");
  settle();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(pending, nullptr);
}

TEST_F(RestCalls, AnAnswerLargerThanAnObjectIsRefused) {
  const auto pending = ask(get());
  transport.last().head(200);
  const std::string chunk(1U << 20, 'x');
  for (int i = 0; i < 5; ++i) {
    transport.last().data(chunk);
    settle();
  }
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].error.message, "answer of https://api.test:6443: it is larger than 4 MiB");
  EXPECT_TRUE(transport.last().cancelled);
}

// --- Asking again -------------------------------------------------------------------------------

TEST_F(RestCalls, TooManyRequestsIsAskedAgainAfterTheTimeGiven) {
  const auto pending = ask(create());
  transport.last().answer(429, "", {{"Retry-After", "2"}});
  pass(milliseconds(1999));
  EXPECT_EQ(transport.count(), 1U);
  pass(milliseconds(202));
  ASSERT_EQ(transport.count(), 2U);
  EXPECT_EQ(transport.at(1).request.body, transport.at(0).request.body);
  EXPECT_TRUE(results.empty());
  transport.last().answer(201, "{}");
  settle();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].applied());
}

TEST_F(RestCalls, TooManyRequestsIsAskedAgainThreeTimesAtMost) {
  const auto pending = ask(create());
  for (std::size_t attempt = 1; attempt <= 4; ++attempt) {
    ASSERT_EQ(transport.count(), attempt);
    transport.last().answer(429, "");
    pass(milliseconds(1200));
  }
  EXPECT_EQ(transport.count(), 4U);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcome, Outcome::Rejected);
  EXPECT_EQ(results[0].error.code, 429);
}

TEST_F(RestCalls, ARepeatThatWouldComeTooLateIsNotWaitedFor) {
  ApiRequest request = create();
  request.timeout = seconds(5);
  const auto pending = ask(request);
  transport.last().answer(429, "", {{"Retry-After", "6"}});
  settle();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcome, Outcome::Rejected);
  EXPECT_EQ(results[0].error.retryAfter, seconds(6));
}

TEST_F(RestCalls, TheTimeoutCountsAllAttempts) {
  ApiRequest request = create();
  request.timeout = seconds(5);
  const auto pending = ask(request);
  EXPECT_EQ(transport.last().request.totalTimeout, seconds(5));
  pass(seconds(1));
  transport.last().answer(429, "", {{"Retry-After", "2"}});
  pass(milliseconds(2200));
  ASSERT_EQ(transport.count(), 2U);
  EXPECT_LE(transport.last().request.totalTimeout, seconds(2));
  EXPECT_GE(transport.last().request.totalTimeout, milliseconds(1800));
}

TEST_F(RestCalls, DestroyingAPendingEndsItsRepeats) {
  auto pending = ask(create());
  transport.last().answer(429, "", {{"Retry-After", "2"}});
  settle();
  pending.reset();
  pass(seconds(5));
  EXPECT_EQ(transport.count(), 1U);
  EXPECT_TRUE(results.empty());
}

TEST_F(RestCalls, UnavailableWithRetryAfterIsAskedAgainForReadsOnly) {
  const auto read = ask(get());
  transport.last().answer(503, "", {{"Retry-After", "1"}});
  pass(milliseconds(1200));
  EXPECT_EQ(transport.count(), 2U);
  const auto write = ask(create());
  transport.last().answer(503, "", {{"Retry-After", "1"}});
  pass(milliseconds(1200));
  EXPECT_EQ(transport.count(), 3U);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcome, Outcome::Unknown);
  EXPECT_EQ(results[0].error.retryAfter, seconds(1));
}

TEST_F(RestCalls, UnavailableWithoutRetryAfterIsNotAskedAgain) {
  const auto read = ask(get());
  transport.last().answer(503, "");
  pass(seconds(5));
  EXPECT_EQ(transport.count(), 1U);
  EXPECT_EQ(results.size(), 1U);
}

TEST_F(RestCalls, AReadOnAStaleConnectionIsAskedAgainOnce) {
  const auto read = ask(get());
  transport.last().fail(net::End::Broken, "closed");
  settle();
  ASSERT_EQ(transport.count(), 2U);
  transport.last().fail(net::End::Broken, "closed");
  settle();
  EXPECT_EQ(transport.count(), 2U);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].error.message, "the connection to https://api.test:6443 broke: closed");
}

TEST_F(RestCalls, AnExpiredTokenIsReadAgainAndUsed) {
  const auto pending = ask(create());
  files.texts["/token"] = "t-2";
  transport.last().answer(401, statusBody(401, "Unauthorized", "Unauthorized"));
  settle();
  ASSERT_EQ(transport.count(), 2U);
  EXPECT_EQ(transport.last().header("Authorization"), "Bearer t-2");
  transport.last().answer(201, "{}");
  settle();
  EXPECT_TRUE(results.at(0).applied());
}

TEST_F(RestCalls, ARefusedTokenThatDidNotChangeIsAnErrorNamingTheUser) {
  const auto pending = ask(get());
  transport.last().answer(401, statusBody(401, "Unauthorized", "Unauthorized"));
  settle();
  EXPECT_EQ(transport.count(), 1U);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].error.message,
            "the API server at https://api.test:6443 does not accept the credentials of user "
            "admin (kubeconfig /x, context a): Unauthorized; renew its token or client "
            "certificate");
}

// --- Writes in flight ---------------------------------------------------------------------------

class RestWrites : public RestApiTest {
 protected:
  RestWrites() { options.maxWritesInFlight = 2; }
};

TEST_F(RestWrites, FurtherWritesWaitInOrder) {
  std::vector<PendingPtr> pending;
  for (const char* name : {"a", "b", "c", "d"}) pending.push_back(ask(create(name)));
  EXPECT_EQ(transport.count(), 2U);
  transport.at(1).answer(201, "{}");
  settle();
  ASSERT_EQ(transport.count(), 3U);
  EXPECT_NE(transport.last().request.body.find(R"("c")"), std::string::npos);
  transport.at(0).answer(201, "{}");
  settle();
  ASSERT_EQ(transport.count(), 4U);
  EXPECT_NE(transport.last().request.body.find(R"("d")"), std::string::npos);
}

TEST_F(RestWrites, ReadsDoNotWaitForWrites) {
  std::vector<PendingPtr> pending;
  for (const char* name : {"a", "b", "c"}) pending.push_back(ask(create(name)));
  pending.push_back(ask(get()));
  EXPECT_EQ(transport.last().request.method, "GET");
}

TEST_F(RestWrites, ACancelledWriteGivesItsPlaceAway) {
  std::vector<PendingPtr> pending;
  for (const char* name : {"a", "b", "c"}) pending.push_back(ask(create(name)));
  pending[0].reset();
  EXPECT_EQ(transport.count(), 3U);
}

TEST_F(RestWrites, AWaitingWriteThatIsCancelledIsSkipped) {
  std::vector<PendingPtr> pending;
  for (const char* name : {"a", "b", "c", "d"}) pending.push_back(ask(create(name)));
  pending[2].reset();
  transport.at(0).answer(201, "{}");
  settle();
  ASSERT_EQ(transport.count(), 3U);
  EXPECT_NE(transport.last().request.body.find(R"("d")"), std::string::npos);
}

TEST_F(RestWrites, AWriteThatWaitedTooLongWasNotSent) {
  ApiRequest slow = create("a");
  slow.timeout = seconds(60);
  const auto a = ask(slow);
  const auto b = ask(slow);
  ApiRequest hasty = create("c");
  hasty.timeout = seconds(3);
  const auto c = ask(hasty);
  pass(seconds(3));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcome, Outcome::NotSent);
  EXPECT_EQ(results[0].error.message,
            "not sent within 3s: waited for other writes to https://api.test:6443");
  transport.at(0).answer(201, "{}");
  settle();
  EXPECT_EQ(transport.count(), 2U) << "the one that gave up must not be sent any more";
  const auto d = ask(create("d"));
  EXPECT_EQ(transport.count(), 3U) << "its place must not be lost";
}

TEST_F(RestWrites, TimeSpentWaitingCounts) {
  const auto a = ask(create("a"));
  const auto b = ask(create("b"));
  ApiRequest request = create("c");
  request.timeout = seconds(10);
  const auto c = ask(request);
  pass(seconds(4));
  transport.at(0).answer(201, "{}");
  settle();
  ASSERT_EQ(transport.count(), 3U);
  EXPECT_EQ(transport.last().request.totalTimeout, seconds(6));
}

}  // namespace
}  // namespace slipway::kube
