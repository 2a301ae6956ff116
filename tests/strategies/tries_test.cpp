#include "strategies/verdict/tries.h"

#include <gtest/gtest.h>

namespace slipway::strategies {
namespace {

using crds::Verdict;
using std::chrono::seconds;

CheckTarget pod(const std::string& name, bool available = true) {
  return {name, name + "-uid", "10.0.0.1", 8080, available};
}

crds::SmokeTest rules(std::int32_t retries, std::int32_t successThreshold) {
  crds::SmokeTest test;
  test.retries = retries;
  test.successThreshold = successThreshold;
  return test;
}

// One question to these pods, answered in turn: '+' good, '-' bad.
struct Asking {
  std::vector<CheckTarget> pods{pod("a")};
  Tries tries{};

  std::string ask() {
    const CheckTarget* next = nextPod(tries, pods);
    if (!next) return "";
    asking(tries, *next);
    return next->name;
  }
  // Who was asked, in order.
  std::string answers(std::string_view signs) {
    std::string asked;
    for (const char sign : signs) {
      asked += ask();
      answered(tries, pods, sign == '+', sign == '+' ? "200" : "500 instead of 200");
    }
    return asked;
  }
};

struct Row {
  const char* name;
  std::int32_t retries;
  std::int32_t threshold;
  const char* answers;
  Verdict verdict;
};

TEST(Tries, DecideByRetriesAndThreshold) {
  const std::vector<Row> rows{
      {"a good answer is enough", 2, 1, "+", Verdict::Passed},
      {"a bad one is forgiven", 2, 1, "-", Verdict::Running},
      {"two bad ones are forgiven", 2, 1, "--", Verdict::Running},
      {"a good one after two bad ones passes", 2, 1, "--+", Verdict::Passed},
      {"a third bad one is one too many", 2, 1, "---", Verdict::Failed},
      {"without retries nothing is forgiven", 0, 1, "-", Verdict::Failed},
      {"two of three in a row are too few", 2, 3, "++", Verdict::Running},
      {"three in a row pass", 2, 3, "+++", Verdict::Passed},
      {"a bad one ends the row", 2, 3, "++-+", Verdict::Running},
      {"the row starts again after it", 2, 3, "++-+++", Verdict::Passed},
      {"flapping uses up the retries", 2, 2, "+-+-+-", Verdict::Failed},
      {"as many bad ones as retries, in between, are forgiven", 2, 2, "+-+-++", Verdict::Passed},
      {"ten retries are ten", 10, 1, "----------", Verdict::Running},
      {"and the eleventh bad answer fails", 10, 1, "-----------", Verdict::Failed},
  };
  for (const Row& row : rows) {
    Asking asking;
    asking.answers(row.answers);
    EXPECT_EQ(outlookOf(asking.tries, rules(row.retries, row.threshold)).verdict, row.verdict)
        << row.name;
  }
}

TEST(Tries, PausesDoubleAfterBadAnswersUpToHalfAMinute) {
  Asking asking;
  std::vector<Duration> pauses;
  for (int i = 0; i < 7; ++i) {
    asking.answers("-");
    pauses.push_back(outlookOf(asking.tries, rules(10, 1)).pause);
  }
  EXPECT_EQ(pauses, (std::vector<Duration>{seconds(1), seconds(2), seconds(4), seconds(8),
                                           seconds(16), seconds(30), seconds(30)}));
}

TEST(Tries, GoodAnswersOfARowLieASecondApart) {
  Asking asking;
  asking.answers("---+");
  EXPECT_EQ(outlookOf(asking.tries, rules(5, 2)).pause, Duration(seconds(1)));
}

TEST(Tries, TheReasonIsTheFirstBadAnswerAndHowOftenItWasTried) {
  Asking once;
  once.answers("-");
  EXPECT_EQ(outlookOf(once.tries, rules(0, 1)).reason, "500 instead of 200");
  Asking same;
  same.answers("---");
  EXPECT_EQ(outlookOf(same.tries, rules(2, 1)).reason, "500 instead of 200 (3 tries)");
  Asking flapping;
  flapping.answers("+-+-");
  EXPECT_EQ(outlookOf(flapping.tries, rules(1, 2)).reason, "500 instead of 200 (2 of 4 tries)");
  Asking other;
  other.answers("-");
  asking(other.tries, other.pods.front());
  answered(other.tries, other.pods, false, "connection refused");
  EXPECT_EQ(outlookOf(other.tries, rules(1, 1)).reason,
            "500 instead of 200 (2 tries, last: connection refused)");
}

TEST(Tries, ABadAnswerIsFollowedByAnotherPod) {
  Asking asking{{pod("a"), pod("b"), pod("c")}};
  EXPECT_EQ(asking.answers("-----"), "abcab");
}

TEST(Tries, AGoodOneByTheSamePod) {
  Asking asking{{pod("a"), pod("b"), pod("c")}};
  EXPECT_EQ(asking.answers("++-++"), "aaabb");
}

TEST(Tries, OnlyAvailablePodsAreAsked) {
  Asking asking{{pod("a", false), pod("b"), pod("c", false), pod("d")}};
  EXPECT_EQ(asking.answers("---"), "bdb");
}

TEST(Tries, WithoutAnAvailablePodNobodyIsAsked) {
  Asking asking{{pod("a", false)}};
  EXPECT_EQ(asking.ask(), "");
}

TEST(Tries, ARowIsThatOfOnePod) {
  Asking asking{{pod("a"), pod("b")}};
  asking.answers("++");
  asking.pods = {pod("a", false), pod("b")};
  EXPECT_EQ(asking.answers("+"), "b");
  EXPECT_EQ(outlookOf(asking.tries, rules(2, 3)).verdict, Verdict::Running);
  EXPECT_EQ(asking.answers("++"), "bb");
  EXPECT_EQ(outlookOf(asking.tries, rules(2, 3)).verdict, Verdict::Passed);
}

TEST(Tries, TheBadAnswerOfAPodThatHasLeftIsForgotten) {
  Asking asking{{pod("a"), pod("b")}};
  EXPECT_EQ(asking.ask(), "a");
  asking.pods = {pod("b")};
  answered(asking.tries, asking.pods, false, "connection refused");
  EXPECT_EQ(outlookOf(asking.tries, rules(0, 1)).verdict, Verdict::Running);
  EXPECT_EQ(asking.answers("+"), "b");
  EXPECT_EQ(outlookOf(asking.tries, rules(0, 1)).verdict, Verdict::Passed);
}

TEST(Tries, ThatOfAPodThatIsOnlyUnavailableCounts) {
  Asking asking{{pod("a")}};
  asking.ask();
  asking.pods = {pod("a", false)};
  answered(asking.tries, asking.pods, false, "connection refused");
  EXPECT_EQ(outlookOf(asking.tries, rules(0, 1)).verdict, Verdict::Failed);
}

}  // namespace
}  // namespace slipway::strategies
