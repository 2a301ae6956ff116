#include "tests/cluster/support/process.h"

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::testing {
namespace {

using namespace std::chrono_literals;

Command shell(std::string script) {
  return {.argv = {"sh", "-c", std::move(script)}};
}

class BackgroundProcess : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(log_); }
  std::string log_ =
      ::testing::TempDir() + "slipway-process-" + std::to_string(::getpid()) + ".log";
};

TEST(RunCommand, KeepsBothOutputsAndTheExitCodeApart) {
  const auto done = runCommand(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(done.out, "out\n");
  EXPECT_EQ(done.err, "err\n");
  EXPECT_EQ(done.exit, 3);
}

TEST(RunCommand, PassesInputAndEnvironment) {
  const std::string input(200'000, 'x');  // more than a pipe holds
  const auto done = runCommand({.argv = {"sh", "-c", "cat; echo $SLIPWAY_WORD"},
                                .environment = {{"SLIPWAY_WORD", "word"}},
                                .input = input});
  EXPECT_EQ(done.out, input + "word\n");
}

TEST(RunCommand, KillsAtTheDeadline) {
  const auto done = runCommand(shell("echo early; exec sleep 1000"), 200ms);
  EXPECT_TRUE(done.timedOut);
  EXPECT_EQ(done.exit, 137);
  EXPECT_EQ(done.out, "early\n");
}

TEST(RunCommand, SaysThatAProgramIsMissing) {
  const auto done = runCommand({.argv = {"no-such-program"}});
  EXPECT_EQ(done.exit, 127);
  EXPECT_NE(done.err.find("no-such-program"), std::string::npos);
}

TEST_F(BackgroundProcess, TellsHowItEndedAndKeepsItsLog) {
  auto process = Process::start(shell("echo 1; echo 2; echo 3; exit 7"), log_);
  ASSERT_TRUE(process.ok()) << process.error();
  const auto ended = (*process)->waitFor(10s);
  ASSERT_TRUE(ended);
  EXPECT_EQ(*ended, (Ended{.code = 7, .signal = 0}));
  EXPECT_EQ((*process)->logTail(2), "2\n3\n");
}

TEST_F(BackgroundProcess, StopEndsEvenAStoppedOne) {
  auto process = Process::start({.argv = {"sleep", "1000"}}, log_);
  ASSERT_TRUE(process.ok()) << process.error();
  EXPECT_TRUE((*process)->running());
  (*process)->signal(SIGSTOP);
  EXPECT_EQ((*process)->stop(), (Ended{.code = 0, .signal = SIGTERM}));
  EXPECT_FALSE((*process)->running());
}

TEST_F(BackgroundProcess, KillAfterTheGracePeriod) {
  auto process = Process::start(shell("trap '' TERM; echo ready; exec sleep 1000"), log_);
  ASSERT_TRUE(process.ok()) << process.error();
  while ((*process)->running() && (*process)->logTail() != "ready\n") (*process)->waitFor(10ms);
  EXPECT_EQ((*process)->stop(100ms), (Ended{.code = 0, .signal = SIGKILL}));
}

TEST_F(BackgroundProcess, DiesWithTheOneThatStartedIt) {
  // A child starts a grandchild through the same code and dies without a word.
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto grandchild = Process::start({.argv = {"sleep", "1000"}}, log_);
    const pid_t pid = grandchild.ok() ? (*grandchild)->pid() : -1;
    if (::write(ends[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    ::raise(SIGKILL);
  }
  pid_t grandchild = -1;
  ASSERT_EQ(::read(ends[0], &grandchild, sizeof grandchild), ssize_t{sizeof grandchild});
  ASSERT_GT(grandchild, 0);
  ::waitpid(child, nullptr, 0);
  // Whoever inherits it may take its time to reap it: gone, or a zombie.
  const std::string status = "/proc/" + std::to_string(grandchild) + "/status";
  auto alive = [&] {
    const std::string text = readText(status);
    return !text.empty() && text.find("State:\tZ") == std::string::npos;
  };
  for (int looks = 0; looks < 500 && alive(); ++looks) runCommand({.argv = {"sleep", "0.01"}});
  EXPECT_FALSE(alive());
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace slipway::testing
