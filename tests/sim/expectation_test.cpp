#include "sim/expectation.h"

#include <gtest/gtest.h>

#include "base/yaml.h"
#include "kube/types/resources.h"

namespace slipway::sim {
namespace {

Value yaml(const char* text) {
  return parseYaml(text)->front();
}

TEST(Mismatch, ASubsetOfMembersMatches) {
  EXPECT_EQ(mismatch(yaml("{a: {b: 1}}"), yaml("{a: {b: 1, c: 2}, d: 3}")), std::nullopt);
}

TEST(Mismatch, NamesThePathAndBothValues) {
  EXPECT_EQ(mismatch(yaml("{a: {b: 1}}"), yaml("{a: {b: 2}}")), "a.b is 2, not 1");
  EXPECT_EQ(mismatch(yaml("{a: {b: 1}}"), yaml("{}")), "a is null, not an object");
}

TEST(Mismatch, AListMatchesWhenEachExpectedElementIsContainedSomewhere) {
  const Value actual = yaml("{l: [{type: A, status: x}, {type: B, status: y}]}");
  EXPECT_EQ(mismatch(yaml("{l: [{type: B, status: y}]}"), actual), std::nullopt);
  EXPECT_NE(mismatch(yaml("{l: [{type: A, status: y}]}"), actual), std::nullopt);
}

Expectation pods(std::optional<std::int64_t> count, const char* name = "") {
  return {kube::resources::pods(), "default", name, yaml("{status: {phase: Running}}"), count};
}

TEST(Judge, CountsWhatMatches) {
  const std::vector<Value> objects{yaml("{metadata: {name: a}, status: {phase: Running}}"),
                                   yaml("{metadata: {name: b}, status: {phase: Pending}}")};
  EXPECT_EQ(judge(pods(1), objects), std::nullopt);
  EXPECT_EQ(judge(pods(2), objects), "Pod: 1 match, not 2");
  EXPECT_EQ(judge(pods(std::nullopt), objects), std::nullopt);
}

TEST(Judge, ANamedObjectThatIsMissingIsSaidToBe) {
  EXPECT_EQ(judge(pods(std::nullopt, "z"), {}), "Pod default/z: there is none");
}

}  // namespace
}  // namespace slipway::sim
