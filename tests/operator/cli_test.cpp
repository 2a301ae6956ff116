#include "operator/cli.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran slipway(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "slipway");
  std::vector<char*> argv;
  argv.reserve(arguments.size());
  for (auto& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Ran ran;
  ran.code = runCommandLine(static_cast<int>(argv.size()), argv.data());
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.err = ::testing::internal::GetCapturedStderr();
  return ran;
}

TEST(CommandLine, HelpNamesTheExitCodes) {
  EXPECT_NE(slipway({"--help"}).out.find("Exit codes: 0 "), std::string::npos);
  const Ran help = slipway({"simulate", "--help"});
  EXPECT_EQ(help.code, kOk);
  for (const char* word : {"Exit codes: 0 ", "--output", "--width", "--pace", "NO_COLOR"})
    EXPECT_NE(help.out.find(word), std::string::npos) << word << "\n" << help.out;
}

TEST(CommandLine, HelpOfPlanSaysWhatScriptsNeed) {
  const Ran help = slipway({"plan", "--help"});
  EXPECT_EQ(help.code, kOk);
  for (const char* word : {"Exit codes: 0 nothing would change", "--filename", "--field-manager",
                           "--output", "--namespace"})
    EXPECT_NE(help.out.find(word), std::string::npos) << word << "\n" << help.out;
  EXPECT_EQ(slipway({"plan"}).code, kUsage);
}

TEST(CommandLine, WrongOptionsAreUsageErrorsThatNameTheOption) {
  for (const auto& [option, value] : std::vector<std::pair<std::string, std::string>>{
           {"--output", "xml"}, {"--width", "wide"}, {"--pace", "slowly"}, {"--color", "green"}}) {
    const Ran ran = slipway({"simulate", "no-such-file", option, value});
    EXPECT_EQ(ran.code, kUsage);
    EXPECT_NE(ran.err.find(option), std::string::npos) << ran.err;
  }
  EXPECT_EQ(slipway({"simulate"}).code, kUsage);
}

TEST(CommandLine, AnUnknownCommandIsNamedWithTheLikeliestOne) {
  const Ran ran = slipway({"hsitory", "web"});
  EXPECT_EQ(ran.code, kUsage);
  EXPECT_NE(ran.err.find("there is no command hsitory; did you mean history?"), std::string::npos)
      << ran.err;
  EXPECT_EQ(slipway({"frobnicate"}).err.find("did you mean"), std::string::npos);
}

TEST(CommandLine, EachShellCanCompleteIt) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ran ran = slipway({"completion", shell});
    EXPECT_EQ(ran.code, kOk);
    for (const char* word : {"status", "promote", "fully", "plan", "field-manager", "rollout"}) {
      if (std::string(word) == "rollout" && std::string(shell) != "fish") continue;
      EXPECT_NE(ran.out.find(word), std::string::npos) << shell << ": " << word;
    }
  }
  EXPECT_EQ(slipway({"completion", "tcsh"}).code, kUsage);
}

TEST(CommandLine, CompletionForBashIsAScriptThatCompletes) {
  const std::string script = slipway({"completion", "bash"}).out;
  const std::string file = ::testing::TempDir() + "slipway-completion.bash";
  std::ofstream(file) << script
                      << "\nCOMP_WORDS=(slipway promote --fu) COMP_CWORD=2; _slipway; "
                         "echo \"${COMPREPLY[*]}\"\n";
  FILE* shell = popen(("bash " + file).c_str(), "r");
  ASSERT_NE(shell, nullptr);
  std::array<char, 256> line{};
  EXPECT_NE(fgets(line.data(), line.size(), shell), nullptr);
  pclose(shell);
  EXPECT_STREQ(line.data(), "--fully\n");
}

TEST(CommandLine, AMissingFileIsAUsageErrorThatNamesIt) {
  const Ran ran = slipway({"simulate", "no-such-file.yaml"});
  EXPECT_EQ(ran.code, kUsage);
  EXPECT_NE(ran.err.find("slipway simulate: "), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("no-such-file.yaml"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.out, "");
}

}  // namespace
}  // namespace slipway::cli
