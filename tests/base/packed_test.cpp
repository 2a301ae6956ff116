#include "base/packed.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace slipway {
namespace {

Value json(std::string_view text) {
  return parseJson(text).value();
}

TEST(PackedTest, UnpacksToAnEqualDocument) {
  for (const char* text :
       {R"({"b":[1,"x",null,{"z":1.5,"a":true}],"a":{}})", "[]", "\"\"", "-7", "true",
        R"({"big":9223372036854775807,"small":1e-9,"text":"\u0000\u00e9\n"})"}) {
    EXPECT_EQ(canonicalJson(Packed(json(text)).unpack()), canonicalJson(json(text))) << text;
  }
}

TEST(PackedTest, HoldsTheCanonicalText) {
  EXPECT_EQ(Packed(json(R"({"b": 1.0, "a": null})")).text(), R"({"b":1})");
}

TEST(PackedTest, TextsOfAnyLengthComeBack) {
  SeededRandom random(11);
  for (const std::size_t length : {0U, 1U, 4095U, 4096U, 4097U, 70000U, 1000000U}) {
    std::string dense;  // nothing in it to be deflated
    while (dense.size() < length) dense.push_back(static_cast<char>('!' + random.below(90)));
    for (const std::string& text : {std::string(length, 'x'), dense}) {
      EXPECT_EQ(Packed::ofText(text).text(), text) << length;
    }
  }
}

TEST(PackedTest, NothingIsNull) {
  EXPECT_TRUE(Packed().unpack().isNull());
  EXPECT_EQ(Packed(), Packed(Value()));
}

TEST(PackedTest, EqualDocumentsAreEqualHoweverWritten) {
  EXPECT_EQ(Packed(json(R"({"a":1,"b":2})")), Packed(json(R"({"b":2.0,"a":1,"c":null})")));
  EXPECT_NE(Packed(json("[1]")), Packed(json("[1,null]")));
}

}  // namespace
}  // namespace slipway
