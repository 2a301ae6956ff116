// Damaged input: the parsers must answer with a Value or an error, and nothing else. Whatever they
// accept must survive printing.
#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "base/value.h"
#include "base/yaml.h"

namespace slipway {
namespace {

const std::vector<std::string> kCorpus{
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","managedFields":[{"f":{"k:{}":{}}}],"annotations":{"x":"y"}},"spec":{"n":[1,-2.5e3,0.10,true,null,"\u00e9\ud83d\ude00\n"]}})",
    R"([[],{},[[1]],{"a":{"b":{"c":[1,2,3]}}},"",0,-0,1e10,12345678901234567890])",
    "a: &x {b: 1, c: [x, 'y', \"z\\n\"]}\nd: *x\ne:\n- |\n  text\n  more\n- >-\n  folded\n  "
    "too\n---\n<<: {a: 1}\nf: !!str 1\n? g\n: ~\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n    "
    "name: http # x\n  type: ClusterIP\n",
};

// Bytes that parsers care about come more often than others.
char interestingByte(Random& random) {
  constexpr std::string_view kBytes =
      "{}[]\",:\\ue0123456789.-+ \n\t#&*!|>?'%@\x00\x7F\xC3\xA9\xED\xA0\xF0\xFF";
  return random.below(8) == 0 ? static_cast<char>(random.below(256))
                              : kBytes[random.below(kBytes.size())];
}

std::string mutate(std::string text, Random& random) {
  for (std::uint64_t edits = 1 + random.below(4); edits > 0 && !text.empty(); --edits) {
    const auto at = static_cast<std::ptrdiff_t>(random.below(text.size()));
    const auto length = static_cast<std::ptrdiff_t>(
        random.below(std::min<std::uint64_t>(16, text.size() - static_cast<std::size_t>(at))));
    switch (random.below(5)) {
      case 0:
        text[static_cast<std::size_t>(at)] = interestingByte(random);
        break;
      case 1:
        text.insert(text.begin() + at, interestingByte(random));
        break;
      case 2:
        text.erase(text.begin() + at, text.begin() + at + length);
        break;
      case 3: {
        const std::string part =
            text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(length));
        text.insert(random.below(text.size()), part);
        break;
      }
      default:
        text.resize(static_cast<std::size_t>(at));
    }
  }
  return text;
}

void checkJson(const std::string& text) {
  const auto value = parseJson(text, {.skipBookkeeping = text.size() % 2 == 0});
  if (!value) {
    EXPECT_LE(value.error().offset, text.size());
    EXPECT_TRUE(isValidUtf8(value.error().message));
    EXPECT_EQ(value.error().message.find('\n'), std::string::npos);
    return;
  }
  const auto again = parseJson(printJson(*value));
  ASSERT_TRUE(again.ok()) << printJson(*value);
  EXPECT_EQ(*again, *value);
  EXPECT_EQ(canonicalJson(*parseJson(canonicalJson(*value))), canonicalJson(*value));
}

void checkYaml(const std::string& text) {
  const auto documents = parseYaml(text);
  if (!documents) {
    EXPECT_LE(documents.error().offset, text.size());
    EXPECT_TRUE(isValidUtf8(documents.error().message));
    EXPECT_EQ(documents.error().message.find('\n'), std::string::npos);
    return;
  }
  for (const Value& document : *documents) {
    const std::string printed = printYaml(document);
    const auto again = parseYaml(printed);
    ASSERT_TRUE(again.ok()) << again.error().message << "\n" << printed;
    ASSERT_EQ(again->size(), 1U) << printed;
    EXPECT_EQ(again->front(), document) << printed;
  }
}

TEST(Mutation, DamagedTextIsRefusedOrReadWhole) {
  SeededRandom random(20260102);
  int accepted = 0;
  for (int i = 0; i < 4000 && !testing::Test::HasFailure(); ++i) {
    const std::string text = mutate(kCorpus[random.below(kCorpus.size())], random);
    SCOPED_TRACE("mutation " + std::to_string(i));
    checkJson(text);
    checkYaml(text);
    accepted += parseYaml(text).ok() ? 1 : 0;
  }
  // Most of the damage must not be refused at the first glance, or this would test nothing.
  EXPECT_GT(accepted, 200);
}

TEST(Mutation, TheCorpusItselfIsFine) {
  for (const std::string& text : kCorpus) EXPECT_TRUE(parseYaml(text).ok()) << text;
}

}  // namespace
}  // namespace slipway
