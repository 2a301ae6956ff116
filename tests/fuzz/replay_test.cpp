#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<std::filesystem::path> corpusOf(std::string_view target) {
  const auto folder = std::filesystem::path(SLIPWAY_SOURCE_DIR) / "tests/fuzz/corpus" / target;
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Bytes bytesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Files that are meant to be kept, and files that once broke a law (named regression-*), go through
// the same function that libFuzzer calls.
class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, KeepsTheLaws) {
  const auto files = corpusOf(GetParam().name);
  ASSERT_GE(files.size(), 3U) << "the corpus of " << GetParam().name << " is missing";
  for (const auto& file : files) {
    const Bytes bytes = bytesOf(file);
    ASSERT_FALSE(bytes.empty()) << file;
    EXPECT_NO_THROW(GetParam().run(bytes.data(), bytes.size())) << file;
  }
}

// Cut off and damaged, as what comes over a network may be.
TEST_P(Corpus, KeepsTheLawsWhenDamaged) {
  for (const auto& file : corpusOf(GetParam().name)) {
    const Bytes bytes = bytesOf(file);
    const std::size_t step = 1 + bytes.size() / 64;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      // Its own block, so that reading past the end is seen.
      const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
      EXPECT_NO_THROW(GetParam().run(cut.data(), cut.size())) << file << " cut at " << at;
      Bytes flipped = bytes;
      flipped[at] ^= 0x81;
      EXPECT_NO_THROW(GetParam().run(flipped.data(), flipped.size())) << file << " at " << at;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, ::testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

TEST(Laws, ABrokenOneIsNoticed) {
  EXPECT_THROW(hold(false, "one equals two"), Broken);
  EXPECT_THROW(holdsAsMessage("two\nlines"), Broken);
  EXPECT_THROW(holdsAsMessage("\xff"), Broken);
  EXPECT_THROW(holdsAsMessage(""), Broken);
  EXPECT_NO_THROW(holdsAsMessage("one line"));
}

}  // namespace
}  // namespace slipway::fuzz
