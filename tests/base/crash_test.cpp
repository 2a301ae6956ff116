#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sys/wait.h>

namespace slipway {
namespace {

struct Outcome {
  int status = 0;
  std::string output;
};

Outcome run(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.output.append(buffer.data(), n);
  }
  outcome.status = pclose(pipe);
  return outcome;
}

// `exec` makes the shell's own end that of the child.
Outcome crash(const std::string& way) {
  return run("exec " CRASH_CHILD " " + way + " 2>&1");
}

TEST(Crash, NothingIsSaidByAProcessThatLives) {
  const Outcome outcome = crash("");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "");
}

struct Row {
  const char* way;
  int signal;
  const char* says;
};

TEST(Crash, ReportsAndDiesOfTheSignal) {
  const std::vector<Row> rows{
      {"segv", SIGSEGV, "crashchild: crashed: SIGSEGV at address 0x0\n"},
      {"abort", SIGABRT, "crashchild: crashed: SIGABRT\n"},
      {"fpe", SIGFPE, "crashchild: crashed: SIGFPE"},
      {"throw", SIGABRT, "crashchild: terminated: uncaught std::runtime_error: two lines\n"},
      {"throw-int", SIGABRT, "crashchild: terminated: uncaught int (no std::exception)\n"},
      {"terminate", SIGABRT, "crashchild: terminated: std::terminate without an exception\n"},
      {"overflow", SIGSEGV, "crashchild: crashed: SIGSEGV at address 0x"},
  };
  constexpr const char* kFrames =
      "crashchild: build-id [0-9a-f]{40}\ncrashchild: #0 .*crashchild: #[0-9]+ "
      "crashchild\\+0x[0-9a-f]+\n";
  for (const Row& row : rows) {
    SCOPED_TRACE(row.way);
    const Outcome outcome = crash(row.way);
    EXPECT_TRUE(WIFSIGNALED(outcome.status)) << outcome.status;
    EXPECT_EQ(WTERMSIG(outcome.status), row.signal);
    EXPECT_TRUE(outcome.output.starts_with(row.says)) << outcome.output;
    EXPECT_THAT(outcome.output, testing::ContainsRegex(kFrames));
  }
}

class SymbolizeTest : public testing::Test {
 protected:
  std::string report_ = testing::TempDir() + "slipway_crash_" + std::to_string(getpid());
  void TearDown() override { std::remove(report_.c_str()); }
  void save(const std::string& text) const { std::ofstream(report_) << text; }
  Outcome symbolize() const {
    return run("bash " SLIPWAY_SOURCE_DIR "/tools/symbolize.sh " CRASH_CHILD " 2>&1 < " + report_);
  }
};

TEST_F(SymbolizeTest, NamesTheFunctionsAndLines) {
  save(crash("segv").output);
  const Outcome named = symbolize();
  EXPECT_EQ(named.status, 0) << named.output;
  EXPECT_THAT(named.output, testing::ContainsRegex("#0 crashchild\\+0x[0-9a-f]+ .*writeToNowhere"
                                                   ".*crash_child.cpp:[0-9]+"));
  EXPECT_THAT(named.output, testing::ContainsRegex("die\\(.*crash_child.cpp:[0-9]+"));
  EXPECT_THAT(named.output, testing::ContainsRegex("main .*crash_child.cpp:[0-9]+"));
}

TEST_F(SymbolizeTest, NamesTheFunctionThatThrew) {
  save(crash("throw").output);
  EXPECT_NE(symbolize().output.find("die("), std::string::npos);
}

TEST_F(SymbolizeTest, RefusesTheReportOfAnotherBuild) {
  save("crashchild: build-id 0123\ncrashchild: #0 crashchild+0x10\n");
  const Outcome refused = symbolize();
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.output.find("the report is from build 0123"), std::string::npos);
}

}  // namespace
}  // namespace slipway
