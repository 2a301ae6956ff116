#include "base/reader.h"

namespace slipway {
namespace {

struct Fixture {
  explicit Fixture(std::string_view json) : value(*parseJson(json)) {}
  Value value;
  FieldErrors errors;
  Reader root() { return {value, errors}; }
  std::string text() const {
    std::string all;
    for (const FieldError& error : errors) all += error.text() + "\n";
    return all;
  }
};

TEST(Reader, ReadsWhatIsThereAndFallsBackOnWhatIsNot) {
  Fixture f(R"({"s":"x","b":true,"i":7,"n":null,"list":["a","b"],"map":{"k":1}})");
  EXPECT_EQ(f.root()["s"].string(), "x");
  EXPECT_EQ(f.root()["b"].boolean(), true);
  EXPECT_EQ(f.root()["i"].integer(), 7);
  EXPECT_EQ(f.root()["i"].int32(), 7);
  EXPECT_EQ(f.root()["n"].string("d"), "d");
  EXPECT_EQ(f.root()["missing"].integer(5), 5);
  EXPECT_EQ(f.root()["missing"]["deeper"].boolean(true), true);
  EXPECT_TRUE(f.root()["missing"].elements().empty());
  EXPECT_TRUE(f.root()["missing"].entries().empty());
  const auto list = f.root()["list"].elements();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].string(), "b");
  EXPECT_EQ(list[1].path(), "list[1]");
  const auto map = f.root()["map"].entries();
  ASSERT_EQ(map.size(), 1U);
  EXPECT_EQ(map[0].key, "k");
  EXPECT_EQ(map[0].reader.path(), "map.k");
  EXPECT_EQ(f.text(), "");
}

TEST(Reader, NamesEveryWrongFieldWithItsPath) {
  Fixture f(
      R"({"spec":{"replicas":"3","paused":1,"name":{},"steps":{},"list":[{"w":1.5}],"map":[]}})");
  const Reader spec = f.root()["spec"];
  EXPECT_EQ(spec["replicas"].int32(1), 1);
  EXPECT_EQ(spec["paused"].boolean(true), true);
  EXPECT_EQ(spec["name"].string("d"), "d");
  EXPECT_TRUE(spec["steps"].elements().empty());
  for (const Reader& element : spec["list"].elements()) EXPECT_EQ(element["w"].integer(4), 4);
  EXPECT_TRUE(spec["map"].entries().empty());
  EXPECT_EQ(f.text(),
            "spec.replicas: must be an integer, not a string\n"
            "spec.paused: must be a boolean, not a number\n"
            "spec.name: must be a string, not an object\n"
            "spec.steps: must be an array, not an object\n"
            "spec.list[0].w: must be an integer, not 1.5\n"
            "spec.map: must be an object, not an array\n");
}

TEST(Reader, ChecksRangesAndNothingWraps) {
  Fixture f(R"({"big":4294967297,"huge":9223372036854775808,"low":-1})");
  EXPECT_EQ(f.root()["big"].int32(9), 9);
  EXPECT_EQ(f.root()["huge"].integer(9), 9);
  EXPECT_EQ(f.root()["low"].int32(9, 0), 9);
  EXPECT_EQ(f.root()["low"].int32(9, -1, 0), -1);
  EXPECT_EQ(f.text(),
            "big: must be between -2147483648 and 2147483647, not 4294967297\n"
            "huge: must be an integer, not 9223372036854775808\n"
            "low: must be between 0 and 2147483647, not -1\n");
}

TEST(Reader, RequiresAndFails) {
  Fixture f(R"({"a":1})");
  EXPECT_TRUE(f.root()["a"].require());
  EXPECT_FALSE(f.root()["b"].require());
  f.root()["a"].fail("is odd");
  f.root().fail("is unusual");
  EXPECT_EQ(f.text(), "b: is required\na: is odd\nis unusual\n");
}

TEST(Reader, SaysOnceThatAParentIsWrong) {
  Fixture f(R"({"spec":[]})");
  const Reader spec = f.root()["spec"];
  EXPECT_EQ(spec["a"].integer(), 0);
  EXPECT_EQ(spec["b"].integer(), 0);
  EXPECT_EQ(f.text(), "spec: must be an object, not an array\n");
}

TEST(Reader, KeysThatAreNoNamesStandInBrackets) {
  Fixture f(R"({"annotations":{"slipway.dev/x\n":1}})");
  (void)f.root()["annotations"]["slipway.dev/x\n"].string();
  EXPECT_EQ(f.text(), "annotations[slipway.dev/x ]: must be a string, not a number\n");
}

}  // namespace
}  // namespace slipway
