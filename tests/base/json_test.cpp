#include <fstream>

#include "base/value.h"

namespace slipway {
namespace {

TEST(ParseJson, KeepsOrderAndSourceTextOfNumbers) {
  const std::string text =
      R"({"z":[1,-2.50,1E5,0.10,12345678901234567890,-9223372036854775809],"a":{"b":null,"c":true},"s":"x"})";
  const auto value = parseJson(text);
  ASSERT_TRUE(value.ok()) << value.error().message;
  EXPECT_EQ(printJson(*value), text);
}

TEST(ParseJson, DecodesEscapes) {
  const auto value = parseJson(R"("\u0041\n\t\"\\\/\ud83d\ude00\u0000")");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->asString(), std::string_view("A\n\t\"\\/\xF0\x9F\x98\x80\0", 11));
  EXPECT_EQ(printJson(*value), "\"A\\n\\t\\\"\\\\/\xF0\x9F\x98\x80\\u0000\"");
}

TEST(ParseJson, MinusZeroIsTheIntegerZero) {
  EXPECT_EQ(parseJson("-0")->asInt(), 0);
}

struct RefusedRow {
  const char* name;
  std::string text;
  std::size_t offset;
  const char* says;
};

TEST(ParseJson, Refuses) {
  const std::vector<RefusedRow> rows{
      {"nothing", "", 0, "line 1, column 1 (offset 0)"},
      {"only white space", " \n ", 2, "line 2, column 1"},
      {"two values", "1 2", 2, "column 3"},
      {"a trailing comma", "[1,]", 3, "offset 3"},
      {"a comment", "// x\n1", 0, "offset 0"},
      {"single quotes", "{'a':1}", 1, "offset 1"},
      {"a cut literal", "tru", 2, "tru"},
      {"a cut object", R"({"a":1)", 5, "offset 5"},
      {"a leading zero", "01", 1, "offset 1"},
      {"a plus sign", "+1", 0, "offset 0"},
      {"a number beyond a double", "[1e400]", 6, "1e400"},
      {"not a number", "NaN", 0, "offset 0"},
      {"a raw line break in a string", "\"a\nb\"", 2, "column 3"},
      {"a lone high surrogate", R"("\ud800")", 7, "surrogate"},
      {"a lone low surrogate", R"("\udc00")", 6, "surrogate"},
      {"an unknown escape", R"("\x41")", 2, "offset 2"},
      {"a byte order mark", "\xEF\xBB\xBF{}", 0, "byte order mark"},
      {"invalid UTF-8", "{\"a\":\n \"x\xFF\"}", 9, "line 2, column 4 (offset 9): invalid UTF-8"},
      {"an overlong form", "\"\xC0\xAF\"", 1, "invalid UTF-8"},
      {"an encoded surrogate", "\"\xED\xA0\x80\"", 1, "invalid UTF-8"},
      {"a NUL behind the value", std::string("{}\0{", 4), 2, "NUL"},
      {"a duplicate key", R"({"a":1,"b":2,"a":3})", 13, "duplicate key \"a\""},
      {"a duplicate key by escape", R"({"a":1,"\u0061":3})", 7, "duplicate key \"a\""},
      {"a duplicate key with quotes", R"({"\"":1,"\"":3})", 8, "duplicate key"},
      {"a duplicate key further down", R"([{"x":{"k":{},"k":[]}}])", 14, "duplicate key \"k\""},
  };
  for (const RefusedRow& row : rows) {
    SCOPED_TRACE(row.name);
    const auto value = parseJson(row.text);
    ASSERT_FALSE(value.ok());
    EXPECT_EQ(value.error().offset, row.offset) << value.error().message;
    EXPECT_NE(value.error().message.find(row.says), std::string::npos) << value.error().message;
    EXPECT_EQ(value.error().message.find('\n'), std::string::npos) << value.error().message;
  }
}

TEST(ParseJson, FindsADuplicateAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 50; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  const std::size_t offset = text.size();
  text += "\"k17\":2}";
  const auto value = parseJson(text);
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().offset, offset);
}

TEST(ParseJson, DepthIsBounded) {
  const auto nested = [](int depth) {
    const auto n = static_cast<std::size_t>(depth);
    return std::string(n, '[') + std::string(n, ']');
  };
  EXPECT_TRUE(parseJson(nested(512)).ok());
  const auto tooDeep = parseJson(nested(513));
  ASSERT_FALSE(tooDeep.ok());
  EXPECT_EQ(tooDeep.error().offset, 512U);
  EXPECT_NE(tooDeep.error().message.find("nested deeper than 512"), std::string::npos);
  EXPECT_FALSE(parseJson(std::string(2'000'000, '[')).ok());
  EXPECT_TRUE(parseJson(nested(200'000), {.maxDepth = 200'000}).ok());
}

TEST(ParseJson, LengthIsBounded) {
  EXPECT_TRUE(parseJson("[1]", {.maxBytes = 3}).ok());
  EXPECT_FALSE(parseJson("[1] ", {.maxBytes = 3}).ok());
}

TEST(ParseJson, BookkeepingIsDroppedWhereKubernetesKeepsIt) {
  const std::string applied = R"("kubectl.kubernetes.io/last-applied-configuration":"{}")";
  const std::string metadata = R"("metadata":{"name":"a","managedFields":[{"f":{"k":[1]}}],)"
                               R"("annotations":{)" +
                               applied + R"(,"b":"c"},"uid":"u"})";
  const std::string left = R"("metadata":{"name":"a","annotations":{"b":"c"},"uid":"u"})";
  const ParseOptions skip{.skipBookkeeping = true};
  const auto check = [&](const std::string& before, const std::string& after) {
    const auto value = parseJson(before, skip);
    ASSERT_TRUE(value.ok()) << value.error().message;
    EXPECT_EQ(printJson(*value), after);
  };
  check("{" + metadata + R"(,"spec":1})", "{" + left + R"(,"spec":1})");
  check(R"({"items":[{)" + metadata + "},{" + metadata + "}]}",
        R"({"items":[{)" + left + "},{" + left + "}]}");
  check(R"({"type":"ADDED","object":{)" + metadata + "}}",
        R"({"type":"ADDED","object":{)" + left + "}}");
  check(R"({"metadata":{"managedFields":null,"a":1}})", R"({"metadata":{"a":1}})");
  check(R"({"metadata":{"managedFields":[]}})", R"({"metadata":{}})");
  // An object inside of another one is somebody's data.
  const std::string embedded = R"({"spec":{"template":{)" + metadata + "}}}";
  check(embedded, embedded);
  const std::string named = R"({"managedFields":1,"spec":{"annotations":{)" + applied + "}}}";
  check(named, named);
  // Off by default.
  EXPECT_EQ(printJson(*parseJson("{" + metadata + "}")), "{" + metadata + "}");
}

TEST(ParseJson, WhatIsDroppedMustStillBeJson) {
  const ParseOptions skip{.maxDepth = 5, .skipBookkeeping = true};
  EXPECT_FALSE(parseJson(R"({"metadata":{"managedFields":[1,]}})", skip).ok());
  EXPECT_FALSE(parseJson(R"({"metadata":{"managedFields":[[[[1]]]]}})", skip).ok());
  EXPECT_TRUE(parseJson(R"({"metadata":{"managedFields":[[[1]]]}})", skip).ok());
}

TEST(PrintJson, PrettyIsForPeople) {
  const auto value = parseJson(R"({"a":[1,{"b":[]}],"c":{}})");
  EXPECT_EQ(printJsonPretty(*value), R"({
  "a": [
    1,
    {
      "b": []
    }
  ],
  "c": {}
})");
}

}  // namespace
}  // namespace slipway
