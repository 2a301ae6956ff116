#include "base/texts.h"

#include <gtest/gtest.h>
#include <string>

namespace slipway {
namespace {

std::vector<std::string> all(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

TEST(Texts, StandInTheirOrder) {
  const Texts texts{"b", "", "a", "b"};
  EXPECT_EQ(all(texts), (std::vector<std::string>{"b", "", "a", "b"}));
  EXPECT_EQ(texts.size(), 4U);
  EXPECT_FALSE(texts.empty());
}

TEST(Texts, OfNoneAreEmpty) {
  const Texts none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.size(), 0U);
  EXPECT_EQ(none.begin(), none.end());
  EXPECT_EQ(none, Texts(std::vector<std::string_view>()));
  EXPECT_NE(none, Texts{""});
  EXPECT_EQ(sizeof(Texts), sizeof(void*));
}

// Lengths of one, two and three bytes; bytes of any kind.
TEST(Texts, MayHaveAnyLength) {
  std::vector<std::string> expected;
  for (const std::size_t length : {0U, 1U, 127U, 128U, 129U, 16383U, 16384U, 262144U}) {
    expected.emplace_back(length, static_cast<char>(length % 256));
  }
  const Texts texts(expected);
  EXPECT_EQ(all(texts), expected);
}

TEST(Texts, AreCopiedWithWhatTheyHold) {
  Texts texts{"a", "b"};
  const Texts copy = texts;
  texts = {"c"};
  EXPECT_EQ(all(copy), (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(copy, texts);
  texts = copy;
  EXPECT_EQ(copy, texts);
  const Texts& same = texts;
  texts = same;
  EXPECT_EQ(copy, texts);
  texts = Texts();
  EXPECT_TRUE(texts.empty());
}

// One list must not look like another whose texts are cut elsewhere.
TEST(Texts, AreTheSameOnlyWhenEachOneIs) {
  EXPECT_NE((Texts{"ab", "c"}), (Texts{"a", "bc"}));
  EXPECT_NE((Texts{"a", "b"}), (Texts{"b", "a"}));
}

}  // namespace
}  // namespace slipway
