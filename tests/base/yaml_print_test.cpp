#include "base/yaml.h"

namespace slipway {
namespace {

std::string yaml(std::string_view json) {
  return printYaml(*parseJson(json));
}

TEST(PrintYaml, LooksAsPeopleWriteIt) {
  EXPECT_EQ(
      yaml(
          R"({"apiVersion":"v1","metadata":{"name":"web","labels":{}},"spec":{"ports":)"
          R"([{"name":"http","port":80},{"port":443}],"args":["-c","--flag=x","a b",["c"],[]],"x":null}})"),
      R"(apiVersion: v1
metadata:
  name: web
  labels: {}
spec:
  ports:
  - name: http
    port: 80
  - port: 443
  args:
  - -c
  - --flag=x
  - a b
  - - c
  - []
  x: null
)");
}

TEST(PrintYaml, ShowsTextOfSeveralLinesAsItIs) {
  EXPECT_EQ(
      yaml(
          R"({"a":"x\n  y\n\nz\n","b":"x\ny","c":["# p\nq\n"],"d":" x\ny","e":"x\n\n","f":"x \ny"})"),
      "a: |\n  x\n    y\n\n  z\nb: |-\n  x\n  y\nc:\n- |\n  # p\n  q\n"
      "d: \" x\\ny\"\ne: \"x\\n\\n\"\nf: \"x \\ny\"\n");
}

TEST(PrintYaml, QuotesExactlyWhatCouldBeReadOtherwise) {
  for (const char* plain : {"web",      "shop/web:1.4.2",
                            "a b",      "1.4.2",
                            "25%",      "http://x:80/y?z#w",
                            "/healthz", "-c",
                            "a,b",      "a[0]",
                            "x{y}",     "a:b",
                            "a#b",      "v1",
                            "1x",       "nil",
                            "yEs",      "gr\xC3\xBC\xC3\x9F",
                            "$(A)",     "(x)",
                            "a'b",      "a\"b",
                            "1 000",    "_1",
                            "~x",       "^a",
                            "<none>"}) {
    EXPECT_EQ(printYaml(Value(plain)), std::string(plain) + "\n") << plain;
  }
  for (const char* quoted : {"",
                             "yes",
                             "No",
                             "on",
                             "y",
                             "true",
                             "NULL",
                             "~",
                             "1",
                             "-1",
                             "0x1f",
                             "0755",
                             "1_000",
                             "1.0",
                             "1e3",
                             ".5",
                             ".inf",
                             "2026-01-02",
                             "2026-01-02T03:04:05Z",
                             "10:30",
                             "<<",
                             "=",
                             " a",
                             "a ",
                             "a: b",
                             "a:",
                             "a #b",
                             "-",
                             "- a",
                             "---",
                             "---x",
                             "...",
                             "?",
                             "? a",
                             ":",
                             ":a",
                             "#a",
                             "*a",
                             "&a",
                             "!a",
                             "|",
                             ">",
                             "@a",
                             "`a",
                             "%a",
                             "'a",
                             "\"a",
                             "[a",
                             "{a",
                             "]",
                             "}",
                             ",a",
                             "1e400",
                             "0b1",
                             "+1"}) {
    const std::string text = printYaml(Value(quoted));
    EXPECT_TRUE(text.starts_with('"')) << text;
    EXPECT_EQ(parseYaml(text)->at(0), Value(quoted)) << text;
  }
}

TEST(PrintYaml, EscapesWhatDoesNotPrint) {
  std::string text("\0\x01\x1B\x7F\t\r\"\\", 8);
  text += "\xC2\x85\xC2\xA0\xE2\x80\xA8\xEF\xBB\xBF\xEF\xBF\xBE\xF0\x9F\x98\x80";
  const std::string printed = printYaml(Value(text));
  EXPECT_EQ(
      printed,
      "\"\\x00\\x01\\x1b\\x7f\\t\\r\\\"\\\\\\x85\xC2\xA0\\u2028\\ufeff\\ufffe\xF0\x9F\x98\x80\"\n");
  EXPECT_EQ(parseYaml(printed)->at(0), Value(text));
}

TEST(PrintYaml, LongKeysAreExplicit) {
  const std::string key(2000, 'k');
  for (const Value& value : {Value(1), *parseJson(R"([1,{"a":2}])"), *parseJson(R"({"a":[1]})")}) {
    const Value object = Value::object({{"a", Value::object({{key, value}, {"z", 1}})}});
    const auto again = parseYaml(printYaml(object));
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->at(0), object);
  }
}

TEST(PrintYaml, DeepValuesNeedNoCallStack) {
  Value deep;
  for (int i = 0; i < 20'000; ++i) deep = Value::array({deep});
  EXPECT_GT(printYaml(deep).size(), 20'000U);
  Value fits = Value("x");
  for (int i = 0; i < 400; ++i)
    fits = i % 2 == 0 ? Value::array({fits}) : Value::object({{"a", fits}});
  EXPECT_EQ(parseYaml(printYaml(fits))->at(0), fits);
}

}  // namespace
}  // namespace slipway
