#include "crds/revision.h"

#include <gtest/gtest.h>

namespace slipway::crds {
namespace {

Value json(std::string_view text) {
  return parseJson(text).value();
}

struct Vector {
  const char* name;
  const char* declared;
  const char* hash;
};

// These hashes name ReplicaSets in people's clusters: a change here restarts every one of them.
class Golden : public ::testing::TestWithParam<Vector> {};

TEST_P(Golden, HashStaysForEver) {
  EXPECT_EQ(revisionHash(templateDigest(json(GetParam().declared))), GetParam().hash)
      << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(
    Revisions, Golden,
    ::testing::Values(
        Vector{"nothing", R"({})", "44136fa355"},
        Vector{
            "a web server",
            R"({"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"web:1"}]}})",
            "15dbc23d39"},
        Vector{"with numbers", R"({"a":1.0,"b":1e3,"c":[0.10,null]})", "b1d272c6be"}));

TEST(Revision, OrderOfKeysAndNullsDoNotCount) {
  EXPECT_EQ(templateDigest(json(R"({"a":1,"b":{"c":null,"d":2}})")),
            templateDigest(json(R"({"b":{"d":2},"a":1,"e":null})")));
}

TEST(Revision, NumbersCountAsTheApiServerPrintsThem) {
  EXPECT_EQ(templateDigest(json(R"({"a":1000})")), templateDigest(json(R"({"a":1e3})")));
}

TEST(Revision, OrderOfListsCounts) {
  EXPECT_NE(templateDigest(json("[1,2]")), templateDigest(json("[2,1]")));
}

TEST(Revision, AStoredCanonicalTextHasTheSameDigest) {
  const Value declared = json(R"({"b":1.0,"a":null})");
  EXPECT_EQ(textDigest(canonicalJson(declared)), templateDigest(declared));
}

TEST(Revision, ANameSaysItsHash) {
  EXPECT_EQ(hashOfName("web", replicaSetName("web", "44136fa355")), "44136fa355");
  EXPECT_EQ(hashOfName("web", "web-44136fa3551"), "44136fa3551");
}

TEST(Revision, NamesOfOthersSayNothing) {
  EXPECT_EQ(hashOfName("web", "web-short"), "");
  EXPECT_EQ(hashOfName("web", "web-api-44136fa355"), "");
  EXPECT_EQ(hashOfName("web", "web44136fa355"), "");
  EXPECT_EQ(hashOfName("web", "web"), "");
  EXPECT_EQ(hashOfName("web", "api-44136fa355"), "");
}

}  // namespace
}  // namespace slipway::crds
