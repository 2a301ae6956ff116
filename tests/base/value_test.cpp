#include "base/value.h"

#include <limits>
#include <stdexcept>

namespace slipway {
namespace {

Value json(std::string_view text) {
  auto value = parseJson(text);
  EXPECT_TRUE(value.ok()) << text;
  return value ? *value : Value();
}

TEST(Value, AnswersItsOwnKindAndNothingForOthers) {
  EXPECT_TRUE(Value().isNull());
  EXPECT_EQ(Value(true).asBool(), true);
  EXPECT_EQ(Value(false).asBool(), false);
  EXPECT_EQ(Value(-3).asInt(), -3);
  EXPECT_EQ(Value("x").asString(), "x");
  EXPECT_EQ(Value("x").asInt(), std::nullopt);
  EXPECT_EQ(Value(1).asString(), std::nullopt);
  EXPECT_EQ(Value(1).asBool(), std::nullopt);
  EXPECT_EQ(Value(1).stringOr("fallback"), "fallback");
  EXPECT_TRUE(Value(1).elements().empty());
  EXPECT_TRUE(Value(1).members().empty());
  EXPECT_TRUE(Value(1)["a"].isNull());
  EXPECT_TRUE(Value::array({1}).at(1).isNull());
  EXPECT_EQ(Value::array({1}).at(0), Value(1));
}

TEST(Value, KeepsBothEndsOfInt64) {
  const auto low = std::numeric_limits<std::int64_t>::min();
  const auto high = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(Value(low).asInt(), low);
  EXPECT_EQ(Value(high).asInt(), high);
  EXPECT_EQ(Value(low).numberText(), "-9223372036854775808");
}

TEST(Value, NumbersAreIntsWhereTheyFit) {
  EXPECT_EQ(Value::number("12").asInt(), 12);
  EXPECT_EQ(Value::number("-0"), Value(0));
  EXPECT_EQ(Value::number("1.0").asInt(), std::nullopt);
  EXPECT_EQ(Value::number("9223372036854775808").kind(), Value::Kind::Number);
  EXPECT_EQ(Value::number("0.10").numberText(), "0.10");
}

TEST(Value, RefusesTextThatIsNoNumber) {
  for (const char* text :
       {"", "+1", "01", "1.", ".5", "1e", "0x1", "NaN", "1 ", "1e400", "-1e400"}) {
    EXPECT_THROW(Value::number(text), std::invalid_argument) << text;
  }
  EXPECT_NO_THROW(Value::number("1e-400"));
}

TEST(Value, RepairsForeignBytes) {
  EXPECT_EQ(Value("a\xFFz"), Value("a\xEF\xBF\xBDz"));
  EXPECT_EQ(Value::object({{"k\xC3", 1}}).members().front().key, "k\xEF\xBF\xBD");
}

TEST(Value, TheLastOfTwoMembersWins) {
  const Value v = Value::object({{"a", 1}, {"b", 2}, {"a", 3}});
  EXPECT_EQ(printJson(v), R"({"a":3,"b":2})");
}

TEST(Value, EqualityIgnoresTheOrderOfMembersOnly) {
  EXPECT_EQ(json(R"({"a":1,"b":[1,2]})"), json(R"({"b":[1,2],"a":1})"));
  EXPECT_NE(json("[1,2]"), json("[2,1]"));
  EXPECT_NE(json(R"({"a":1})"), json(R"({"a":1,"b":null})"));
  EXPECT_NE(json(R"({"a":1})"), json(R"({"b":1})"));
  EXPECT_NE(json("1"), json("1.0"));
  EXPECT_NE(json("{}"), json("[]"));
  EXPECT_NE(json("null"), json("false"));
}

TEST(Value, CopiesShareAndSurviveTheOriginal) {
  Value copy;
  {
    const Value original = json(R"({"a":{"b":["long enough not to be stored in place"]}})");
    copy = original["a"];
  }
  EXPECT_EQ(copy["b"].at(0).asString(), "long enough not to be stored in place");
}

TEST(Value, MayBeAssignedItsOwnPart) {
  Value v = json(R"({"a":{"b":1}})");
  v = v["a"];
  EXPECT_EQ(v, json(R"({"b":1})"));
}

TEST(Value, WithSetsOneMemberAndLeavesTheOriginal) {
  const Value before = json(R"({"a":1,"b":2})");
  EXPECT_EQ(printJson(before.with("a", 9)), R"({"a":9,"b":2})");
  EXPECT_EQ(printJson(before.with("c", 3)), R"({"a":1,"b":2,"c":3})");
  EXPECT_EQ(printJson(before.without("a")), R"({"b":2})");
  EXPECT_EQ(before.without("z"), before);
  EXPECT_EQ(printJson(Value(5).with("a", 1)), R"({"a":1})");
  EXPECT_EQ(printJson(before), R"({"a":1,"b":2})");
}

TEST(Value, PointersReachEveryPlace) {
  // The document of RFC 6901, section 5.
  const Value v = json(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,)"
                       R"("k\"l":6," ":7,"m~n":8})");
  EXPECT_EQ(v.findPointer(""), &v);
  EXPECT_EQ(*v.findPointer("/foo/0"), Value("bar"));
  EXPECT_EQ(*v.findPointer("/"), Value(0));
  EXPECT_EQ(*v.findPointer("/a~1b"), Value(1));
  EXPECT_EQ(*v.findPointer("/ "), Value(7));
  EXPECT_EQ(*v.findPointer("/m~0n"), Value(8));
  for (const char* missing :
       {"foo", "/foo/2", "/foo/-", "/foo/01", "/foo/x", "/m~2n", "/m~", "/foo/0/x"}) {
    EXPECT_EQ(v.findPointer(missing), nullptr) << missing;
  }
  EXPECT_EQ(escapePointer("a/b~c"), "a~1b~0c");
}

struct EditRow {
  const char* name;
  const char* before;
  const char* pointer;
  const char* after;
};

TEST(Value, WithPointer) {
  const std::vector<EditRow> rows{
      {"a member is replaced", R"({"a":{"b":1}})", "/a/b", R"({"a":{"b":"X"}})"},
      {"missing objects are created", R"({})", "/a/b/c", R"({"a":{"b":{"c":"X"}}})"},
      {"null on the way is missing", R"({"a":null})", "/a/b", R"({"a":{"b":"X"}})"},
      {"an element is replaced", R"([1,2])", "/1", R"([1,"X"])"},
      {"a dash appends", R"({"a":[1]})", "/a/-", R"({"a":[1,"X"]})"},
      {"the whole value", R"([1])", "", R"("X")"},
      {"an index out of range changes nothing", R"([1])", "/1", R"([1])"},
      {"a scalar on the way changes nothing", R"({"a":1})", "/a/b", R"({"a":1})"},
      {"a malformed pointer changes nothing", R"({"a":1})", "a", R"({"a":1})"},
      {"below an element", R"([{"a":1}])", "/0/b", R"([{"a":1,"b":"X"}])"},
  };
  for (const EditRow& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(printJson(json(row.before).withPointer(row.pointer, "X")), row.after);
  }
}

TEST(Value, WithoutPointer) {
  const std::vector<EditRow> rows{
      {"a member goes", R"({"a":{"b":1,"c":2}})", "/a/b", R"({"a":{"c":2}})"},
      {"the last member leaves an empty object", R"({"a":{"b":1}})", "/a/b", R"({"a":{}})"},
      {"an element goes", R"([1,2,3])", "/1", R"([1,3])"},
      {"what is missing changes nothing", R"({"a":1})", "/x/y", R"({"a":1})"},
      {"below a scalar changes nothing", R"({"a":1})", "/a/b", R"({"a":1})"},
      {"the whole value leaves null", R"({"a":1})", "", "null"},
      {"a null member goes", R"({"a":null})", "/a", "{}"},
  };
  for (const EditRow& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(printJson(json(row.before).withoutPointer(row.pointer)), row.after);
  }
}

Value nested(int depth) {
  Value v;
  for (int i = 0; i < depth; ++i) {
    v = i % 2 == 0 ? Value::array({v}) : Value::object({{"a", v}});
  }
  return v;
}

TEST(Value, DepthNeedsNoCallStack) {
  constexpr int kDepth = 100'000;
  const Value a = nested(kDepth);
  const Value b = nested(kDepth);
  EXPECT_TRUE(a == b);
  EXPECT_FALSE(a == nested(kDepth - 2));
  EXPECT_GT(printJson(a).size(), std::size_t{kDepth});
  EXPECT_EQ(canonicalJson(a).size(), canonicalJson(b).size());
  EXPECT_GT(a.footprint(), std::size_t{kDepth} * 32);
  EXPECT_TRUE(applyMergePatch(Value(), Value::object({{"a", a}})) == Value::object({{"a", a}}));
}

TEST(Value, ManyMembersAreHandledInLessThanQuadraticTime) {
  Value::Members forward;
  for (int i = 0; i < 30'000; ++i) forward.push_back({"key" + std::to_string(i), i});
  const Value::Members backward(forward.rbegin(), forward.rend());
  EXPECT_TRUE(Value::object(forward) == Value::object(backward));
}

TEST(Value, SmallThingsAreSmall) {
  EXPECT_EQ(sizeof(Value), sizeof(void*));
  EXPECT_EQ(Value().footprint(), 0U);
  EXPECT_EQ(Value(true).footprint(), 0U);
  EXPECT_EQ(Value::array().footprint(), 0U);
  EXPECT_EQ(Value::object().footprint(), 0U);
  EXPECT_EQ(Value(42).footprint(), 32U);
  EXPECT_EQ(Value("default").footprint(), 32U);
  EXPECT_LE(json(R"({"a":1})").footprint(), 160U);
}

}  // namespace
}  // namespace slipway
