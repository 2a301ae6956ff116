#include "kube/fake/cel.h"

#include "kube/fake/schema.h"
#include "tests/kube/fake/json.h"

namespace slipway::kube::fake {
namespace {

using testing::HasSubstr;

// The printed value of a rule, or "error: ..." / "refused: ...".
std::string result(std::string_view rule, const char* self = "{}", const char* oldSelf = nullptr) {
  auto program = cel::compile(rule);
  if (!program.ok()) return "refused: " + program.error();
  const Value before = oldSelf ? json(oldSelf) : Value();
  auto value = (*program)->evaluate(json(self), oldSelf ? &before : nullptr);
  return value.ok() ? printJson(*value) : "error: " + value.error();
}

struct CelRow {
  const char* name;
  const char* rule;
  const char* expected;
  const char* self = "{}";
};
class Cel : public testing::TestWithParam<CelRow> {};

TEST_P(Cel, Evaluates) {
  EXPECT_EQ(result(GetParam().rule, GetParam().self), GetParam().expected) << GetParam().rule;
}

const CelRow kRows[] = {
    {"Integers", "1 + 2 * 3 - 8 / 2 % 3", "6"},
    {"NegativeNumbers", "-3 + 1", "-2"},
    {"Parentheses", "(1 + 2) * 3", "9"},
    {"IntegerDivisionCutsOff", "7 / 2", "3"},
    {"DivisionByZero", "1 / 0", "error: division by zero"},
    {"ModulusByZero", "1 % 0", "error: modulus by zero"},
    {"Overflow", "9223372036854775807 + 1", "error: integer overflow"},
    {"Fractions", "1.5 < 2", "true"},
    {"IntegerEqualsFraction", "2 == 2.0", "true"},
    {"StringsDouble", "\"a\" + 'b'", "\"ab\""},
    {"Escapes", R"('a\'b' == "a'b")", "true"},
    {"RawStrings", R"(r'\d' == '\\d')", "true"},
    {"Lists", "[1, 2] + [3]", "[1,2,3]"},
    {"Maps", "{'a': 1}['a']", "1"},
    {"Null", "null == null", "true"},
    {"Comments", "1 // one\n + 1", "2"},
    {"EqualityOfKindsThatDiffer", "1 == '1'", "false"},
    {"InequalityOfLists", "[1] != [2]", "true"},
    {"StringsCompare", "'a' < 'b' && 'b' >= 'b'", "true"},
    {"ComparingKindsThatDiffer", "1 < '2'", "error: no such overload"},
    {"Not", "!false", "true"},
    {"AndOr", "true && false || true", "true"},
    {"OrForgivesTheLeft", "self.gone == 1 || true", "true"},
    {"AndForgivesTheRight", "false && self.gone == 1", "false"},
    {"OrDoesNotForgiveBoth", "self.gone == 1 || false", "error: no such key: gone"},
    {"Ternary", "self.n > 1 ? 'big' : 'small'", "\"big\"", R"({"n": 2})"},
    {"TernaryEvaluatesOneSide", "true ? 1 : self.gone", "1"},
    {"InList", "2 in [1, 2]", "true"},
    {"InMapLooksAtKeys", "'a' in self", "true", R"({"a": null})"},
    {"Field", "self.a.b", "3", R"({"a": {"b": 3}})"},
    {"FieldThatIsMissing", "self.a", "error: no such key: a"},
    {"FieldOfAString", "self.a.b", "error: no such overload", R"({"a": "x"})"},
    {"EscapedField", "self.__namespace__ + self.x__dash__y", "3", R"({"namespace": 1, "x-y": 2})"},
    {"Index", "self.l[1]", "2", R"({"l": [1, 2]})"},
    {"IndexBeyond", "self.l[2]", "error: index out of bounds", R"({"l": [1, 2]})"},
    {"IndexOfAMap", "self['a-b']", "1", R"({"a-b": 1})"},
    {"Has", "has(self.a) && !has(self.b)", "true", R"({"a": 0})"},
    {"HasOfAMissingParent", "has(self.a.b)", "error: no such key: a"},
    {"Size", "size(self.l) + self.s.size() + self.m.size()", "6",
     R"({"l": [1], "s": "äöü", "m": {"a": 1, "b": 2}})"},
    {"All", "self.l.all(x, x > 0)", "true", R"({"l": [1, 2]})"},
    {"AllOfNothing", "[].all(x, false)", "true"},
    {"AllForgivesAnErrorWhereAnotherDecides", "[0, 1].all(x, 1 / x == 5)", "false"},
    {"Exists", "self.l.exists(x, x == 2)", "true", R"({"l": [1, 2]})"},
    {"ExistsOfNothing", "[].exists(x, true)", "false"},
    {"ExistsOne", "[1, 2, 2].exists_one(x, x == 2)", "false"},
    {"Filter", "[has(self.a), has(self.b)].filter(x, x).size() == 1", "true", R"({"b": 1})"},
    {"Map", "[1, 2].map(x, x * x)", "[1,4]"},
    {"MapWithFilter", "[1, 2, 3].map(x, x > 1, x * x)", "[4,9]"},
    {"KeysOfAMap", "self.all(k, self[k] > 0)", "true", R"({"a": 1, "b": 2})"},
    {"NestedMacros", "[[1, 2], [3]].all(l, l.exists(x, x > 1))", "true"},
    {"InnerVariableHidesTheOuter", "[1].all(x, [2].all(x, x == 2))", "true"},
    {"StartsEndsContains", "'abc'.startsWith('ab') && 'abc'.endsWith('bc') && 'abc'.contains('b')",
     "true"},
    {"StartsWithMoreThanThereIs", "'a'.startsWith('ab')", "false"},
    {"Matches", "'abc'.matches('^[a-z]+$')", "true"},
    {"MatchesAnywhere", "'1abc'.matches('[a-z]')", "true"},
    {"MatchesWithComputedPattern", "'abc'.matches('^' + 'a')", "true"},
    {"IntOfString", "int('12') + 1", "13"},
    {"IntOfText", "int('x')", "error: cannot convert to int"},
    {"StringOfInt", "string(12) + '%'", "\"12%\""},
    {"DoubleOfString", "double('1.5') > 1", "true"},
    {"TypeOfIntOrString", "type(self) == int ? 'i' : 's'", "\"s\"", "\"25%\""},
    {"CaseAndTrim", "' aB '.trim().lowerAscii() + 'c'.upperAscii()", "\"abC\""},
    {"SplitAndJoin", "'a,b'.split(',').join('-')", "\"a-b\""},
    {"Replace", "'a.b.c'.replace('.', '-')", "\"a-b-c\""},
    {"Substring", "'hello'.substring(1, 3)", "\"el\""},
    {"IndexOf", "'hello'.indexOf('l')", "2"},
    {"SumMinMax", "[1, 3, 2].sum() + [3, 1].min() + [3, 1].max()", "10"},
    {"IsSorted", "[1, 2].isSorted() && ![2, 1].isSorted()", "true"},
};
INSTANTIATE_TEST_SUITE_P(Subset, Cel, testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

struct Refusal {
  const char* name;
  const char* rule;
  const char* message;
};
class CelRefuses : public testing::TestWithParam<Refusal> {};
TEST_P(CelRefuses, WhatIsOutsideTheSubset) {
  EXPECT_THAT(result(GetParam().rule), HasSubstr(GetParam().message));
  EXPECT_THAT(result(GetParam().rule), testing::StartsWith("refused: "));
}
const Refusal kRefusals[] = {
    {"UnknownFunction", "duration('1s') > duration('2s')", "duration with 1"},
    {"UnknownMethod", "'a'.frob()", "frob"},
    {"WrongNumberOfOperands", "size(1, 2)", "size with 2"},
    {"UnknownVariable", "other == 1", "undeclared reference to 'other'"},
    {"VariableOutsideItsMacro", "[1].all(x, true) && x == 1", "undeclared reference to 'x'"},
    {"HasOfNoField", "has(self)", "has()"},
    {"Unfinished", "1 +", "unexpected end"},
    {"TwoExpressions", "1 2", "unexpected \"2\""},
    {"StringWithoutEnd", "'abc", "a string without end"},
    {"UnsignedLiteral", "1u", "outside the supported subset"},
    {"OptionalSelection", "self.?a", "expected a field name"},
    {"BadPattern", "'a'.matches('[')", "pattern"},
    {"Bytes", "b'abc'", "unexpected"},
};
INSTANTIATE_TEST_SUITE_P(Subset, CelRefuses, testing::ValuesIn(kRefusals),
                         [](const auto& row) { return row.param.name; });

TEST(CelCompiler, KnowsWhichRulesLookAtThePast) {
  EXPECT_TRUE((*cel::compile("self.a == oldSelf.a"))->usesOldSelf());
  EXPECT_FALSE((*cel::compile("self.a == 1"))->usesOldSelf());
  EXPECT_EQ(result("self.a >= oldSelf.a", R"({"a": 2})", R"({"a": 1})"), "true");
}

TEST(CelCompiler, RefusesNestingWithoutEnd) {
  EXPECT_THAT(result(std::string(500, '(') + "1" + std::string(500, ')')), HasSubstr("too deep"));
  EXPECT_THAT(result(std::string(500, '!') + "true"), HasSubstr("too deep"));
}

TEST(CelCompiler, RefusesFieldsThatTheSchemaDoesNotDeclare) {
  const auto schema = parseSchema(json(R"({"type": "object", "properties": {
      "a": {"type": "string"},
      "l": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
      "m": {"type": "object", "additionalProperties": {"type": "string"}},
      "free": {"x-kubernetes-preserve-unknown-fields": true}}})"));
  const auto problem = [&](const char* rule) {
    const auto program = cel::compile(rule, schema->get());
    return program.ok() ? std::string() : program.error();
  };
  EXPECT_THAT(problem("self.b == 1"), HasSubstr("undefined field 'b'"));
  EXPECT_THAT(problem("oldSelf.b == 1"), HasSubstr("undefined field 'b'"));
  EXPECT_THAT(problem("has(self.b)"), HasSubstr("undefined field 'b'"));
  EXPECT_THAT(problem("self.a.b == 1"), HasSubstr("does not support field selection"));
  EXPECT_THAT(problem("self.l.all(x, x.o == 1)"), HasSubstr("undefined field 'o'"));
  EXPECT_THAT(problem("self.l.filter(x, true).all(y, y.o == 1)"), HasSubstr("undefined field 'o'"));
  EXPECT_EQ(problem("self.l.all(x, x.n == 1) && self.l[0].n == 1"), "");
  EXPECT_EQ(problem("self.m.any == 'x'"), "");
  EXPECT_EQ(problem("self.free.any.thing == 1"), "");
}

}  // namespace
}  // namespace slipway::kube::fake
