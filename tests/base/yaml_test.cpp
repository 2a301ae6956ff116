#include "base/yaml.h"

#include <fstream>

namespace slipway {
namespace {

std::string oneDocument(std::string_view text) {
  const auto documents = parseYaml(text);
  if (!documents) return "error: " + documents.error().message;
  return documents->size() == 1 ? printJson(documents->front())
                                : std::to_string(documents->size()) + " documents";
}

// Each line: a scalar as the value of `v:`, a tab, and what kubectl makes of it ("error" when it
// refuses it). Numbers are compared as the server prints them.
TEST(ParseYaml, GoldenScalarsOfKubectl) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/tests/base/golden/yaml_scalars.txt");
  int rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const std::size_t tab = line.rfind('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const std::string scalar = line.substr(0, tab);
    const std::string expected = line.substr(tab + 1);
    const auto documents = parseYaml("v: " + scalar + "\n");
    if (expected == "error") {
      EXPECT_FALSE(documents.ok()) << scalar << " -> " << printJson(documents->at(0));
      continue;
    }
    ASSERT_TRUE(documents.ok()) << scalar << ": " << documents.error().message;
    ASSERT_EQ(documents->size(), 1U) << scalar;
    EXPECT_EQ(canonicalJson(Value::array({(*documents)[0]["v"]})),
              canonicalJson(*parseJson("[" + expected + "]")))
        << scalar;
  }
  EXPECT_GE(rows, 200);
}

struct Row {
  const char* name;
  const char* yaml;
  const char* json;
};

TEST(ParseYaml, ReadsManifests) {
  const std::vector<Row> rows{
      {"nested maps and lists", "a:\n  b:\n  - 1\n  - c: d\n    e: f\n  -\n    - x\n",
       R"({"a":{"b":[1,{"c":"d","e":"f"},["x"]]}})"},
      {"flow style", "{a: [1, two, {b: c}], d: {}}", R"({"a":[1,"two",{"b":"c"}],"d":{}})"},
      {"comments", "# top\na: 1 # one\n# end\n", R"({"a":1})"},
      {"a literal block", "a: |\n  x\n   y\n\n  z\n", R"({"a":"x\n y\n\nz\n"})"},
      {"a literal block without its last break", "a: |-\n  x\n", R"({"a":"x"})"},
      {"a folded block", "a: >\n  x\n  y\n\n  z\n", R"({"a":"x y\nz\n"})"},
      {"a plain scalar of several lines", "a: x\n  y\nb: 1\n", R"({"a":"x y","b":1})"},
      {"fractions keep their text", "a: 1.50\nb: 0.10\nc: 1e3\n", R"({"a":1.50,"b":0.10,"c":1e3})"},
      {"fractions that JSON writes otherwise", "a: +1.5\nb: .5\nc: 1.\n",
       R"({"a":1.5,"b":0.5,"c":1})"},
      {"an anchor and its alias", "a: &x {b: 1}\nc: *x\n", R"({"a":{"b":1},"c":{"b":1}})"},
      {"an alias as a key", "a: &x k\n*x : 1\n", R"({"a":"k","k":1})"},
      {"an anchor that is given twice", "a: &x 1\nb: &x 2\nc: *x\n", R"({"a":1,"b":2,"c":2})"},
      {"a merge", "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n",
       R"({"a":{"b":1,"c":2},"d":{"c":3,"b":1}})"},
      {"a merge after the explicit member", "a: &x {b: 1}\nd:\n  b: 3\n  <<: *x\n",
       R"({"a":{"b":1},"d":{"b":3}})"},
      {"a merge of several", "d:\n  <<: [{a: 1, b: 1}, {b: 2, c: 2}]\n",
       R"({"d":{"a":1,"b":1,"c":2}})"},
      {"a quoted << is a key", "\"<<\": {a: 1}\n", R"({"<<":{"a":1}})"},
      {"nulls of all kinds", "a:\nb: ~\nc: [~, null, d: , {e, f: }]\n? g\n",
       R"({"a":null,"b":null,"c":[null,null,{"d":null},{"e":null,"f":null}],"g":null})"},
      {"an explicit key", "? a\n: 1\n", R"({"a":1})"},
      {"JSON", "{\"a\": [1, \"x\\u00e9\", null, true], \"b\": -2.5e3}",
       "{\"a\":[1,\"x\xC3\xA9\",null,true],\"b\":-2.5e3}"},
      {"JSON with a surrogate pair", "{\"a\": \"\\ud83d\\ude00\"}", "{\"a\":\"\xF0\x9F\x98\x80\"}"},
      {"quotes with an anchor", "a: &x !!str \"it's\"\nb: 'it''s'\n", R"({"a":"it's","b":"it's"})"},
      {"carriage returns", "a: 1\r\nb:\r\n- x\r\n", R"({"a":1,"b":["x"]})"},
      {"a byte order mark",
       "\xEF\xBB\xBF"
       "a: 1\n",
       R"({"a":1})"},
      {"a scalar", "hello", R"("hello")"},
      {"a date as a key", "2001-01-01: x", R"({"2001-01-01":"x"})"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(oneDocument(row.yaml), row.json);
  }
}

TEST(ParseYaml, SplitsDocumentsAndDropsEmptyOnes) {
  const auto json = [](std::string_view text) {
    const auto documents = parseYaml(text);
    return documents ? printJson(Value::array(*documents)) : "error: " + documents.error().message;
  };
  EXPECT_EQ(json(""), "[]");
  EXPECT_EQ(json("# only a comment\n"), "[]");
  EXPECT_EQ(json("---\n---\n# x\n---\na: 1\n---\n~\n---\nb: 2\n---\n"), R"([{"a":1},{"b":2}])");
  EXPECT_EQ(json("a: 1\n...\n---\nb: 2\n...\n"), R"([{"a":1},{"b":2}])");
  EXPECT_EQ(json("a: 1\n...\n# note\nb: 2\n"), R"([{"a":1},{"b":2}])");
  EXPECT_EQ(json("--- {a: 1}\n--- [2]\n"), R"([{"a":1},[2]])");
  EXPECT_EQ(json("a: 1\n...\n# x\n%YAML 1.1\n---\nb: 2\n"), R"([{"a":1},{"b":2}])");
  EXPECT_EQ(json("%YAML 1.1\n---\na: 1\n"), R"([{"a":1}])");
}

TEST(ParseYaml, Refuses) {
  const std::vector<Row> rows{
      {"a duplicate key", "a: 1\nb: 2\na: 3\n",
       "line 3, column 1 (offset 10): duplicate key \"a\""},
      {"keys that become the same text", "1: a\n\"1\": b\n", "duplicate key \"1\""},
      {"a list as a key", "? [a]\n: 1\n", "a key must be"},
      {"a map as a key", "{{a: 1}: 2}", "a key must be"},
      {"null as a key", "a:\n  ~: 1\n", "line 2, column 3"},
      {"infinity after text beyond ASCII", "a: \xC3\xA9\r\nb: .inf\n",
       "line 2, column 4 (offset 10)"},
      {"an unclosed quote behind its tag", "a: !!str 'it''s\n", "never closed"},
      {"a quote that is only escaped", "a: \"x\\\"\n", "never closed"},
      {"infinity", "a: 1\nb: .inf\n", "line 2, column 4 (offset 8): .inf: JSON has no infinity"},
      {"not a number", "- .NaN", "no NaN"},
      {"a last line without its colon", "a: 1\nb\n",
       "line 2, column 1 (offset 5): a key without its colon"},
      {"the same further in", "a:\n  b: 1\n  c",
       "line 3, column 3 (offset 12): a key without its colon"},
      {"the same after a line that was broken", "type: Cl\nusterIP\n", "a key without its colon"},
      {"a directive behind a document", "a: 1\n%b: 2\n",
       "line 2, column 1 (offset 5): a line that begins with %"},
      {"a directive inside of a block", "a: |\n  x\n%  y\n", "line 3, column 1"},
      {"two commas", "a: [x,, y]", "nothing before the comma"},
      {"a comma first", "a: [, y]", "nothing before the comma"},
      {"an unknown alias", "a: *x\n", "line 1, column 4"},
      {"an alias inside of itself", "&a [*a]", "inside of itself"},
      {"a merge of a scalar", "<<: 1\n", "<< merges"},
      {"a merge of a list of scalars", "<<: [1]\n", "<< merges"},
      {"a tab as indentation", "a:\n\tb: 1\n", "line 2"},
      {"an unclosed list", "a: [1, 2\n", "line"},
      {"an unclosed quote", "a: \"x\n", "never closed"},
      {"a map that continues a scalar", "a: b: c\n", "line 1"},
      {"a list after a map", "a: 1\n- b\n", "line"},
      {"text after a flow document", "[a] b\n", "line 1"},
      {"text after a document", "{a: 1}\n{b: 2}\n", "line 2, column 1"},
      {"invalid UTF-8", "a: \xFF\n", "(offset 3): invalid UTF-8"},
      {"a control character", "a: x\x01\n", "(offset 4): a control character"},
      {"a tag that does not fit", "a: !!int x\n", "no !!int"},
      {"binary that is no text", "a: !!binary /w==\n", "not UTF-8"},
      {"binary that is no base64", "a: !!binary =a==\n", "not base64"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto documents = parseYaml(row.yaml);
    ASSERT_FALSE(documents.ok()) << printJson(Value::array(*documents));
    EXPECT_NE(documents.error().message.find(row.json), std::string::npos)
        << documents.error().message;
    EXPECT_EQ(documents.error().message.find('\n'), std::string::npos);
  }
}

TEST(ParseYaml, AliasesMayNotExpandWithoutBound) {
  std::string laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) laughs += ", " + before;
    laughs += "]\n";
  }
  const auto documents = parseYaml(laughs);
  ASSERT_FALSE(documents.ok());
  EXPECT_NE(documents.error().message.find("aliases expand beyond"), std::string::npos);
}

TEST(ParseYaml, AliasesMayNotPileUpDepth) {
  std::string deep = "a0: &a0 [x]\n";
  for (int i = 1; i < 600; ++i) {
    deep += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
            "]\n";
  }
  const auto documents = parseYaml(deep);
  ASSERT_FALSE(documents.ok());
  EXPECT_NE(documents.error().message.find("nested too deep"), std::string::npos);
}

TEST(ParseYaml, DepthAndLengthAreBounded) {
  EXPECT_TRUE(parseYaml(std::string(400, '[') + std::string(400, ']')).ok());
  EXPECT_FALSE(parseYaml(std::string(600, '[') + std::string(600, ']')).ok());
  EXPECT_FALSE(parseYaml(std::string(100'000, '[')).ok());
  EXPECT_TRUE(parseYaml("a: 1", 4).ok());
  EXPECT_FALSE(parseYaml("a: 1\n", 4).ok());
}

}  // namespace
}  // namespace slipway
