#include <fstream>

#include "base/numbers.h"
#include "base/text.h"
#include "base/value.h"

namespace slipway {
namespace {

TEST(CanonicalJson, DropsNullsOfObjectsAndSortsKeys) {
  const auto value =
      parseJson(R"( { "b" : [null, {"x": null}], "a": null, "C": 1, "aa": "\u00e9" } )");
  EXPECT_EQ(canonicalJson(*value), "{\"C\":1,\"aa\":\"\xC3\xA9\",\"b\":[null,{}]}");
}

// One row per line: the number as it is written, and as it comes back. These never change: hashes
// of stored revisions depend on them.
TEST(CanonicalJson, GoldenNumbers) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/tests/base/golden/canonical_numbers.txt");
  std::string given;
  std::string expected;
  int rows = 0;
  while (file >> given >> expected) {
    EXPECT_EQ(canonicalJson(Value::number(given)), expected) << given;
    ++rows;
  }
  EXPECT_GE(rows, 40);
}

TEST(CanonicalJson, GoldenDocumentsKeepTheirHash) {
  std::ifstream file(SLIPWAY_SOURCE_DIR "/tests/base/golden/canonical_documents.txt");
  std::string hash;
  std::string document;
  int rows = 0;
  while (file >> hash && std::getline(file >> std::ws, document)) {
    const auto value = parseJson(document);
    ASSERT_TRUE(value.ok()) << document;
    EXPECT_EQ(sha256Hex(canonicalJson(*value)).substr(0, 10), hash) << canonicalJson(*value);
    ++rows;
  }
  EXPECT_GE(rows, 5);
}

TEST(Numbers, ParseDoubleKnowsTheEndsOfTheRange) {
  EXPECT_EQ(parseDouble("1e309"), std::nullopt);
  EXPECT_EQ(parseDouble("-1e309"), std::nullopt);
  EXPECT_EQ(parseDouble("1" + std::string(400, '0')), std::nullopt);
  EXPECT_EQ(parseDouble("1e-999"), 0.0);
  EXPECT_EQ(parseDouble("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(parseDouble("0." + std::string(400, '0') + "1e401"), 1.0);
  EXPECT_EQ(parseDouble("0e999999999999"), 0.0);
  EXPECT_EQ(parseDouble("1e99999999999999999999"), std::nullopt);
  EXPECT_EQ(parseDouble("1e-99999999999999999999"), 0.0);
  EXPECT_EQ(parseDouble("1.7976931348623157e308"), 1.7976931348623157e308);
  EXPECT_EQ(parseDouble("inf"), std::nullopt);
  EXPECT_EQ(parseDouble("x"), std::nullopt);
  EXPECT_EQ(parseDouble(""), std::nullopt);
}

}  // namespace
}  // namespace slipway
