#include "base/files.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"

namespace slipway {
namespace {

class FilesTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& content) {
    const std::string path =
        testing::TempDir() + "slipway_files_" + std::to_string(getpid()) + "_" + name;
    std::ofstream(path, std::ios::binary) << content;
    written_.push_back(path);
    return path;
  }
  void TearDown() override {
    for (const std::string& path : written_) std::filesystem::remove(path);
  }
  SystemFiles files_;
  std::vector<std::string> written_;
};

TEST_F(FilesTest, ReadsTheWholeFile) {
  const std::string content = std::string("a\0b\n", 4) + std::string(100'000, 'x');
  EXPECT_EQ(*files_.read(write("whole", content)), content);
  EXPECT_EQ(*files_.read(write("empty", "")), "");
}

TEST_F(FilesTest, RefusesMoreThanAMebibyte) {
  const std::string limit(std::size_t{1} << 20U, 'x');
  EXPECT_TRUE(files_.read(write("limit", limit)).ok());
  const std::string path = write("large", limit + "x");
  EXPECT_EQ(files_.read(path).error(), path + ": larger than 1 MiB");
}

TEST_F(FilesTest, NamesThePathThatCannotBeRead) {
  EXPECT_EQ(files_.read("/does/not/exist").error(), "/does/not/exist: No such file or directory");
  const std::string folder = testing::TempDir();
  EXPECT_EQ(files_.read(folder).error(), folder + ": Is a directory");
}

// The reference values of SplitMix64 for the seed 1234567.
TEST(Random, IsSplitMix64) {
  SeededRandom random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, BelowStaysBelow) {
  SeededRandom random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.below(5));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(random.below(0), 0U);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, TheSystemSeedsDifferently) {
  SeededRandom a = systemRandom();
  SeededRandom b = systemRandom();
  EXPECT_NE(a.next(), b.next());
}

TEST(SystemClockTest, MonotonicTimeNeverGoesBack) {
  const SystemClock clock;
  MonoTime last = clock.mono();
  for (int i = 0; i < 1000; ++i) {
    const MonoTime now = clock.mono();
    ASSERT_GE(now, last);
    last = now;
  }
  EXPECT_GT(clock.wall(), WallTime{std::chrono::hours{24 * 365 * 50}});
}

}  // namespace
}  // namespace slipway
