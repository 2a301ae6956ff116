#include "base/text.h"
#include "base/text_utf8.h"

namespace slipway {
namespace {

struct Row {
  const char* name;
  std::string bytes;
  std::string repaired;
};

TEST(Utf8, BrokenSequencesAreReplacedOneByOne) {
  const std::string r = "\xEF\xBF\xBD";
  const std::vector<Row> rows{
      {"a lone continuation", "a\x80z", "a" + r + "z"},
      {"a cut sequence at the end", "\xE2\x82", r},
      {"a cut sequence before text", "\xF0\x9F\x98x", r + "x"},
      {"an overlong slash", "\xC0\xAF", r + r},
      {"an overlong form of three", "\xE0\x80\xAF", r + r + r},
      {"a surrogate", "\xED\xA0\x80", r + r + r},
      {"above the last code point", "\xF4\x90\x80\x80", r + r + r + r},
      {"bytes that never occur", "\xFE\xFF", r + r},
      {"everything that is valid", "\x7F\xC2\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF",
       "\x7F\xC2\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF"},
      {"a NUL", std::string("a\0b", 3), std::string("a\0b", 3)},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(repairUtf8(row.bytes), row.repaired);
    EXPECT_EQ(isValidUtf8(row.bytes), row.bytes == row.repaired);
    EXPECT_TRUE(isValidUtf8(repairUtf8(row.bytes)));
  }
}

TEST(Utf8, EveryCodePointSurvivesEncodingAndDecoding) {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x1000 ? 1 : 37) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string bytes;
    appendUtf8(bytes, c);
    ASSERT_EQ(utf8SequenceLength(bytes), bytes.size()) << static_cast<unsigned>(c);
    ASSERT_EQ(decodeUtf8(bytes), c);
  }
}

TEST(Utf8, SanitizedTextIsOneLine) {
  EXPECT_EQ(sanitizeUtf8("a\r\nb\tc\x1B[31m\x7F\xC2\x85\xE2\x80\xA8.\xFF"),
            "a  b c [31m   .\xEF\xBF\xBD");
  EXPECT_EQ(sanitizeUtf8("gr\xC3\xBC\xC3\x9F dich"), "gr\xC3\xBC\xC3\x9F dich");
}

TEST(Utf8, TruncationKeepsCodePointsWhole) {
  EXPECT_EQ(truncateUtf8("hello", 5), "hello");
  EXPECT_EQ(truncateUtf8("hello!", 5), "he\xE2\x80\xA6");
  EXPECT_EQ(truncateUtf8("a\xC3\xA4\xC3\xA4\xC3\xA4", 5), "a\xE2\x80\xA6");
  EXPECT_EQ(truncateUtf8("hello", 2), "he");
  EXPECT_EQ(truncateUtf8("\xF0\x9F\x98\x80", 2), "");
  EXPECT_EQ(truncateUtf8("x", 0), "");
  for (std::size_t n = 0; n < 20; ++n) {
    const std::string cut = truncateUtf8("\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA4 and more text", n);
    EXPECT_LE(cut.size(), n);
    EXPECT_TRUE(isValidUtf8(cut)) << n;
  }
}

}  // namespace
}  // namespace slipway
