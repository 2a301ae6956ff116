#include "controllers/release/tellings.h"

#include <gtest/gtest.h>

namespace slipway::controllers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

kube::ObjectKey release(int number) {
  return {"shop", "web-" + std::to_string(number)};
}

class TellingsTest : public ::testing::Test {
 protected:
  // As many others have something to tell, from now on.
  void others(int many) {
    for (int i = 1; i <= many; ++i) tellings_.wait(release(i), now_);
  }
  std::optional<Duration> wait() { return tellings_.wait(release(0), now_); }

  Tellings tellings_;
  MonoTime now_{std::chrono::hours(3)};
};

TEST_F(TellingsTest, OneWaitsForHalfASecondFromWhenItWasFirstAsked) {
  EXPECT_EQ(wait(), milliseconds(500));
  now_ += milliseconds(200);
  EXPECT_EQ(wait(), milliseconds(300));
  now_ += milliseconds(300);
  EXPECT_EQ(wait(), std::nullopt);
  EXPECT_EQ(wait(), std::nullopt) << "until it was told";
}

TEST_F(TellingsTest, WhatWasToldCountsAnew) {
  wait();
  now_ += seconds(1);
  tellings_.done(release(0));
  EXPECT_EQ(wait(), milliseconds(500));
}

TEST_F(TellingsTest, AFewDoNotWaitForEachOther) {
  others(9);
  EXPECT_EQ(wait(), milliseconds(500));
}

TEST_F(TellingsTest, ManyShareTwentyASecond) {
  others(99);
  EXPECT_EQ(wait(), seconds(5));
  now_ += seconds(5);
  EXPECT_EQ(wait(), std::nullopt);
}

TEST_F(TellingsTest, NobodyWaitsForMoreThanTenSeconds) {
  others(5000);
  EXPECT_EQ(wait(), seconds(10));
}

TEST_F(TellingsTest, ComesSoonerWhenOthersHaveTold) {
  others(99);
  now_ += seconds(1);
  EXPECT_EQ(wait(), seconds(5)) << "asked only now";
  for (int i = 1; i < 99; ++i) tellings_.done(release(i));
  EXPECT_EQ(tellings_.waiting(), 2U);
  EXPECT_EQ(wait(), milliseconds(500));
}

TEST_F(TellingsTest, ComesLaterWhenOthersJoin) {
  wait();
  now_ += milliseconds(400);
  others(39);
  EXPECT_EQ(wait(), milliseconds(1600)) << "two seconds from when it was first asked";
}

}  // namespace
}  // namespace slipway::controllers
