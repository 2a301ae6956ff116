#include "base/value.h"

namespace slipway {
namespace {

Value json(std::string_view text) {
  auto value = parseJson(text);
  EXPECT_TRUE(value.ok()) << text;
  return value ? *value : Value();
}

struct Row {
  const char* name;
  const char* document;
  const char* patch;
  const char* result;
};

TEST(JsonPatch, Applies) {
  const std::vector<Row> rows{
      {"no operations", R"({"a":1})", "[]", R"({"a":1})"},
      {"add a member", R"({"a":1})", R"([{"op":"add","path":"/b","value":2}])", R"({"a":1,"b":2})"},
      {"add over a member replaces it", R"({"a":1})", R"([{"op":"add","path":"/a","value":2}])",
       R"({"a":2})"},
      {"add an element in the middle", "[1,3]", R"([{"op":"add","path":"/1","value":2}])",
       "[1,2,3]"},
      {"add an element at the length", "[1]", R"([{"op":"add","path":"/1","value":2}])", "[1,2]"},
      {"add an element with a dash", "[1]", R"([{"op":"add","path":"/-","value":2}])", "[1,2]"},
      {"add null", "{}", R"([{"op":"add","path":"/a","value":null}])", R"({"a":null})"},
      {"add the whole document", R"({"a":1})", R"([{"op":"add","path":"","value":[1]}])", "[1]"},
      {"remove a member", R"({"a":1,"b":2})", R"([{"op":"remove","path":"/a"}])", R"({"b":2})"},
      {"remove an element", "[1,2,3]", R"([{"op":"remove","path":"/0"}])", "[2,3]"},
      {"replace a member", R"({"a":{"b":1}})", R"([{"op":"replace","path":"/a/b","value":"x"}])",
       R"({"a":{"b":"x"}})"},
      {"replace an element", "[1,2]", R"([{"op":"replace","path":"/1","value":{}}])", "[1,{}]"},
      {"replace the whole document", "1", R"([{"op":"replace","path":"","value":2}])", "2"},
      {"test a match", R"({"a":[1,{"b":null}]})",
       R"([{"op":"test","path":"/a","value":[1,{"b":null}]}])", R"({"a":[1,{"b":null}]})"},
      {"test ignores the order of members", R"({"a":{"x":1,"y":2}})",
       R"([{"op":"test","path":"/a","value":{"y":2,"x":1}}])", R"({"a":{"x":1,"y":2}})"},
      {"test compares numbers by value", R"({"a":[1,2.50,1e3]})",
       R"([{"op":"test","path":"/a","value":[1.0,2.5,1000]}])", R"({"a":[1,2.50,1e3]})"},
      {"move a member", R"({"a":{"b":1},"c":{}})", R"([{"op":"move","from":"/a/b","path":"/c/d"}])",
       R"({"a":{},"c":{"d":1}})"},
      {"move an element", "[1,2,3]", R"([{"op":"move","from":"/0","path":"/2"}])", "[2,3,1]"},
      {"move to itself", R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":1})"},
      {"move beside a longer name", R"({"a":1})", R"([{"op":"move","from":"/a","path":"/ab"}])",
       R"({"ab":1})"},
      {"copy", R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/c"}])",
       R"({"a":{"b":1},"c":{"b":1}})"},
      {"copy into itself", R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/a/c"}])",
       R"({"a":{"b":1,"c":{"b":1}}})"},
      {"escaped segments", R"({"a/b":1,"m~n":2})",
       R"([{"op":"remove","path":"/a~1b"},{"op":"replace","path":"/m~0n","value":3}])",
       R"({"m~n":3})"},
      {"operations see those before them", "{}",
       R"([{"op":"add","path":"/a","value":{}},{"op":"add","path":"/a/b","value":[]},)"
       R"({"op":"add","path":"/a/b/-","value":1},{"op":"test","path":"/a/b/0","value":1}])",
       R"({"a":{"b":[1]}})"},
      {"unknown members of an operation are ignored", "{}",
       R"([{"op":"add","path":"/a","value":1,"note":"x"}])", R"({"a":1})"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto result = applyJsonPatch(json(row.document), json(row.patch));
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(printJson(*result), row.result);
  }
}

struct FailureRow {
  const char* name;
  const char* document;
  const char* patch;
  PatchError::Kind kind;
};

TEST(JsonPatch, Fails) {
  using Kind = PatchError::Kind;
  const std::vector<FailureRow> rows{
      {"the patch is no array", "{}", "{}", Kind::Malformed},
      {"an operation is no object", "{}", "[1]", Kind::Malformed},
      {"no op", "{}", R"([{"path":"/a"}])", Kind::Malformed},
      {"an unknown op", "{}", R"([{"op":"set","path":"/a","value":1}])", Kind::Malformed},
      {"no path", "{}", R"([{"op":"remove"}])", Kind::Malformed},
      {"a path without its slash", "{}", R"([{"op":"add","path":"a","value":1}])", Kind::Malformed},
      {"a broken escape", "{}", R"([{"op":"add","path":"/~2","value":1}])", Kind::Malformed},
      {"no value", "{}", R"([{"op":"add","path":"/a"}])", Kind::Malformed},
      {"no from", "{}", R"([{"op":"copy","path":"/a"}])", Kind::Malformed},
      {"a later operation is malformed", R"({"a":1})",
       R"([{"op":"remove","path":"/a"},{"op":"x","path":""}])", Kind::Malformed},
      {"move into its own child", R"({"a":{}})", R"([{"op":"move","from":"/a","path":"/a/b"}])",
       Kind::Malformed},
      {"add below what is missing", "{}", R"([{"op":"add","path":"/a/b","value":1}])",
       Kind::PathMissing},
      {"add below a scalar", R"({"a":1})", R"([{"op":"add","path":"/a/b","value":1}])",
       Kind::PathMissing},
      {"add beyond the end", "[1]", R"([{"op":"add","path":"/2","value":1}])", Kind::PathMissing},
      {"add at a name of an array", "[1]", R"([{"op":"add","path":"/x","value":1}])",
       Kind::PathMissing},
      {"add at an index with a zero before", "[1,2]", R"([{"op":"add","path":"/01","value":1}])",
       Kind::PathMissing},
      {"remove what is missing", "{}", R"([{"op":"remove","path":"/a"}])", Kind::PathMissing},
      {"remove an element beyond the end", "[1]", R"([{"op":"remove","path":"/1"}])",
       Kind::PathMissing},
      {"remove with a dash", "[1]", R"([{"op":"remove","path":"/-"}])", Kind::PathMissing},
      {"replace what is missing", "{}", R"([{"op":"replace","path":"/a","value":1}])",
       Kind::PathMissing},
      {"move from nowhere", "{}", R"([{"op":"move","from":"/a","path":"/b"}])", Kind::PathMissing},
      {"copy from nowhere", "{}", R"([{"op":"copy","from":"/a","path":"/b"}])", Kind::PathMissing},
      {"test of what is missing", "{}", R"([{"op":"test","path":"/a","value":1}])",
       Kind::PathMissing},
      {"test of what is missing for null", "{}", R"([{"op":"test","path":"/a","value":null}])",
       Kind::PathMissing},
      {"test of another value", R"({"a":1})", R"([{"op":"test","path":"/a","value":2}])",
       Kind::TestFailed},
      {"test of another kind", R"({"a":"1"})", R"([{"op":"test","path":"/a","value":1}])",
       Kind::TestFailed},
      {"test of neighbours beyond 2^53", R"({"a":9007199254740993})",
       R"([{"op":"test","path":"/a","value":9007199254740992}])", Kind::TestFailed},
      {"test after a change", R"({"a":1})",
       R"([{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}])",
       Kind::TestFailed},
  };
  for (const FailureRow& row : rows) {
    SCOPED_TRACE(row.name);
    const auto result = applyJsonPatch(json(row.document), json(row.patch));
    ASSERT_FALSE(result.ok()) << printJson(*result);
    EXPECT_EQ(result.error().kind, row.kind) << result.error().message;
    EXPECT_FALSE(result.error().message.empty());
  }
}

}  // namespace
}  // namespace slipway
