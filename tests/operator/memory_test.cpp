#include "operator/memory.h"

#include <fstream>
#include <gtest/gtest.h>
#include <string>

namespace slipway::cli {
namespace {

// KiB of pages that are mapped from files.
long residentOfFiles() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    long kib = 0;
    if (word == "RssFile:" && status >> kib) return kib;
  }
  return -1;
}

TEST(Memory, OfCodeThatIsNotUsedIsGivenBackAndComesAgain) {
  const long before = residentOfFiles();
  giveMemoryBack();
  const long after = residentOfFiles();
  EXPECT_GT(after, 0);
  EXPECT_LT(after, before);
  giveMemoryBack();
  EXPECT_GE(residentOfFiles(), 0) << "it can be called again, and all code still works";
}

}  // namespace
}  // namespace slipway::cli
