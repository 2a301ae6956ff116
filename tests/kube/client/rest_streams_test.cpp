#include "kube/client/channel.h"
#include "kube/client/decode.h"
#include "kube/client/diagnose.h"
#include "tests/kube/client/support/api_fixture.h"

namespace slipway::kube {
namespace {

using RestLists = RestApiTest;
using RestWatches = RestApiTest;
using Names = std::vector<std::string>;
using std::chrono::milliseconds;
using std::chrono::seconds;

const char* const kPage = R"({"kind":"PodList","metadata":{"resourceVersion":"9","continue":"t"},
  "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})";

TEST_F(RestLists, ItemsComeOneByOneThenThePage) {
  const auto pending = listPods();
  EXPECT_EQ(transport.last().line(), "GET /api/v1/pods?limit=500");
  transport.last().answer(200, kPage);
  settle();
  EXPECT_EQ(items, (Names{"a", "b"}));
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_TRUE(pages[0].ok);
  EXPECT_EQ(pages[0].resourceVersion, "9");
  EXPECT_EQ(pages[0].continueToken, "t");
}

TEST_F(RestLists, ItemsComeBeforeTheBodyEnds) {
  const auto pending = listPods();
  transport.last().head(200);
  transport.last().data(
      R"({"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a"}},{)");
  settle();
  EXPECT_EQ(items, (Names{"a"}));
  EXPECT_TRUE(pages.empty());
}

TEST_F(RestLists, FailureRows) {
  struct Row {
    const char* name;
    int status;
    std::string body;
    net::End end;
    int code;
    std::string reason;
  };
  const Row rows[] = {
      {"no closing brace despite 200", 200,
       R"({"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a"}}])",
       net::End::Complete, 0, "Undecodable"},
      {"the connection broke", 200, R"({"items":[)", net::End::Broken, 0, "Disconnected"},
      {"no JSON despite 200", 200, "<html>", net::End::Complete, 0, "Undecodable"},
      {"an item that is no JSON", 200, R"({"items":[{"a":}]})", net::End::Complete, 0,
       "Undecodable"},
      {"no version", 200, R"({"items":[]})", net::End::Complete, 0, "Undecodable"},
      {"the token has expired", 410, statusBody(410, "Expired", "continue too old"),
       net::End::Complete, 410, "Expired"},
      {"not served", 404, "404 page not found", net::End::Complete, 404, "NotFound"},
      {"never sent", 0, "", net::End::NotSent, 0, "Unreachable"},
  };
  for (const Row& row : rows) {
    pages.clear();
    const auto pending = listPods();
    if (row.status != 0) transport.last().head(row.status);
    if (!row.body.empty()) transport.last().data(row.body);
    transport.last().end(row.end, "detail");
    settle();
    ASSERT_EQ(pages.size(), 1U) << row.name;
    EXPECT_FALSE(pages[0].ok) << row.name;
    EXPECT_EQ(pages[0].error.code, row.code) << row.name;
    EXPECT_EQ(pages[0].error.reason, row.reason) << row.name;
    EXPECT_FALSE(pages[0].error.message.empty()) << row.name;
  }
}

TEST_F(RestLists, AListWithoutItsEndSaysSo) {
  const auto pending = listPods();
  transport.last().answer(200, R"({"metadata":{"resourceVersion":"9"},"items":[])");
  settle();
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_EQ(pages[0].error.message,
            "answer of https://api.test:6443: the list ends before its closing brace");
}

TEST_F(RestLists, AForbiddenListSaysWhatToGrant) {
  const auto pending = listPods();
  transport.last().answer(
      403, statusBody(403, "Forbidden",
                      R"(pods is forbidden: User \"admin\" cannot list resource \"pods\")"));
  settle();
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_EQ(pages[0].error.message,
            "pods is forbidden: User \"admin\" cannot list resource \"pods\"; grant verb list on "
            "pods in API group \"\" by a Role or ClusterRole");
}

TEST_F(RestLists, AnItemCallbackMayDestroyItsPending) {
  PendingPtr pending;
  int seen = 0;
  ListRequest request;
  request.resource = resources::pods();
  pending = api().list(
      request,
      [&](const Value&) {
        ++seen;
        pending.reset();
      },
      [&](const ListResult&) { ADD_FAILURE() << "nobody listens any more"; });
  transport.last().answer(200, kPage);
  settle();
  EXPECT_EQ(seen, 1);
}

TEST_F(RestLists, TooManyRequestsIsAskedAgain) {
  const auto pending = listPods();
  transport.last().answer(429, "slow down", {{"Retry-After", "1"}});
  pass(milliseconds(1200));
  ASSERT_EQ(transport.count(), 2U);
  transport.last().answer(200, kPage);
  settle();
  EXPECT_EQ(items, (Names{"a", "b"}));
  EXPECT_TRUE(pages.at(0).ok);
}

TEST_F(RestWatches, LinesBecomeEventsAsTheyArrive) {
  const auto pending = watchPods("5");
  EXPECT_TRUE(transport.last().line().starts_with(
      "GET /api/v1/pods?watch=1&resourceVersion=5&allowWatchBookmarks=true&timeoutSeconds=2"));
  EXPECT_EQ(transport.last().request.totalTimeout, Duration::zero());
  transport.last().head(200);
  transport.last().data(R"({"type":"ADDED","object":{"metadata":{"name":"a"}}})"
                        "\n"
                        R"({"type":)");
  settle();
  EXPECT_EQ(items, (Names{"a"}));
  transport.last().data(R"("DELETED","object":{"metadata":{"name":"b"}}})"
                        "\n");
  settle();
  EXPECT_EQ(items, (Names{"a", "b"}));
  EXPECT_TRUE(ends.empty());
}

TEST_F(RestWatches, TheServersOwnEndIsClean) {
  const auto pending = watchPods();
  transport.last().head(200);
  transport.last().data(R"({"type":"ADDED","object":{"metadata":{"name":"cut"}}})");
  transport.last().end();
  settle();
  EXPECT_TRUE(items.empty()) << "a line without its end was cut";
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].error.code, 0);
  EXPECT_EQ(ends[0].error.message, "");
}

TEST_F(RestWatches, AnErrorEventEndsTheWatch) {
  const auto pending = watchPods();
  transport.last().head(200);
  transport.last().data(
      R"({"type":"ADDED","object":{"metadata":{"name":"a"}}})"
      "\n"
      R"({"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}})"
      "\n"
      R"({"type":"ADDED","object":{"metadata":{"name":"b"}}})"
      "\n");
  settle();
  EXPECT_EQ(items, (Names{"a"}));
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_TRUE(ends[0].error.gone());
  EXPECT_TRUE(transport.last().cancelled);
}

TEST_F(RestWatches, ALineThatIsNoEventEndsTheWatch) {
  const auto pending = watchPods();
  transport.last().head(200);
  transport.last().data("garbage\n");
  settle();
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].error.reason, kUndecodable);
}

TEST_F(RestWatches, EndRows) {
  struct Row {
    const char* name;
    int status;
    std::string body;
    net::End end;
    int code;
    std::string reason;
  };
  const Row rows[] = {
      {"gone at once", 410, statusBody(410, "Gone", "too old"), net::End::Complete, 410, "Gone"},
      {"silence", 200, "", net::End::Timeout, 0, "Timeout"},
      {"broken in the middle", 200, "{\"type\"", net::End::Broken, 0, "Disconnected"},
      {"unreachable", 0, "", net::End::NotSent, 0, "Unreachable"},
      {"a server error", 500, "", net::End::Complete, 500, "InternalError"},
  };
  for (const Row& row : rows) {
    ends.clear();
    const auto pending = watchPods();
    if (row.status != 0) transport.last().head(row.status);
    if (!row.body.empty()) transport.last().data(row.body);
    transport.last().end(row.end, "detail");
    settle();
    ASSERT_EQ(ends.size(), 1U) << row.name;
    EXPECT_EQ(ends[0].error.code, row.code) << row.name;
    EXPECT_EQ(ends[0].error.reason, row.reason) << row.name;
    EXPECT_FALSE(ends[0].error.message.empty()) << row.name;
  }
}

TEST_F(RestWatches, AnEventCallbackMayDestroyItsPending) {
  PendingPtr pending;
  int seen = 0;
  WatchRequest request;
  request.resource = resources::pods();
  pending = api().watch(
      request,
      [&](const WatchEvent&) {
        ++seen;
        pending.reset();
      },
      [&](const WatchEnd&) { ADD_FAILURE() << "nobody listens any more"; });
  transport.last().head(200);
  transport.last().data("{\"type\":\"ADDED\",\"object\":{}}\n{\"type\":\"ADDED\",\"object\":{}}\n");
  settle();
  EXPECT_EQ(seen, 1);
  EXPECT_TRUE(transport.last().cancelled);
}

TEST_F(RestWatches, TheObserverHearsTheBeginningOnly) {
  const auto pending = watchPods();
  transport.last().head(200);
  settle();
  EXPECT_EQ(observed, std::vector<std::string>{"GET api.test 200 0"});
  transport.last().end();
  settle();
  EXPECT_EQ(observed.size(), 1U);
}

TEST_F(RestWatches, ManyChunksAreOneTask) {
  const auto pending = watchPods();
  transport.last().head(200);
  for (int i = 0; i < 100; ++i) transport.last().data("\n");
  EXPECT_EQ(mailbox.size(), 1U);
}

TEST_F(RestWatches, AnUnreadBacklogPausesTheExchange) {
  const auto pending = watchPods();
  auto& exchange = transport.last();
  exchange.head(200);
  const std::string blank(Channel::kWindow / 2, '\n');
  EXPECT_TRUE(exchange.data(blank));
  EXPECT_FALSE(exchange.data(blank)) << "the window is full";
  EXPECT_EQ(exchange.resumed, 0);
  settle();
  EXPECT_EQ(exchange.resumed, 1);
  EXPECT_TRUE(exchange.data("\n"));
  settle();
  EXPECT_EQ(exchange.resumed, 1) << "it was not paused";
}

}  // namespace
}  // namespace slipway::kube
