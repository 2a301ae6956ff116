#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

std::string masked(const std::string& text, const char* pattern, const char* with) {
  return std::regex_replace(text, std::regex(pattern, std::regex::multiline), with);
}

// Every hash becomes a letter, as often as it has characters: columns stay where they are.
std::string hashesMasked(const std::string& text) {
  const std::regex hash(R"(\b[0-9a-f]{10}\b)");
  std::map<std::string, char> letters;
  std::string masked;
  auto rest = text.begin();
  for (std::sregex_iterator it(text.begin(), text.end(), hash), end; it != end; ++it) {
    const auto next = static_cast<char>('A' + letters.size());
    masked.append(rest, (*it)[0].first);
    masked.append(it->str().size(), letters.emplace(it->str(), next).first->second);
    rest = (*it)[0].second;
  }
  return masked.append(rest, text.end());
}

// kubectl puts Events of the same second in any order, in columns as wide as their ages.
std::string eventsOrdered(const std::string& text) {
  const auto at = text.find("\nEvents:");
  if (at == std::string::npos) return text;
  std::istringstream lines(masked(text.substr(at + 1), " {2,}", "  "));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) {
    const bool head = line.starts_with("Events:") || line.find("  Type  ") == 0;
    if (!head && line.find("  ----") != 0) all.push_back(line);
  }
  std::sort(all.begin(), all.end());
  std::string ordered = text.substr(0, at + 1) + "Events:\n";
  for (const auto& line : all) ordered += line + "\n";
  return ordered;
}

std::string forReading(std::string text) {
  text = hashesMasked(text);
  text = masked(text, R"(-[a-z0-9]{5}\b(?=( |$|;|"|,)))", "-xxxxx");
  text = masked(text, R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", "<time>");
  text = masked(text, R"((UID: +)[-0-9a-f]{36})", "$1<uid>");
  text = masked(text, R"((Resource Version: +)\d+)", "$1<version>");
  text = masked(text, R"(\b(\d+m)?\d+s( \(x\d+ over (\d+m)?\d+s\))?(?=  +slipway))", "<age>");
  text = masked(text, R"(^((release|rollback)\..* )(\d+m)?\d+s$)", "$1<age>");
  return eventsOrdered(text);
}

// What a person reads who asks kubectl, kept in golden/*.txt. UPDATE_GOLDEN=1 writes it anew: read
// the difference before keeping it.
class Reading : public Scene {
 protected:
  std::string shown() {
    return forReading("$ kubectl get releases,rollbacks\n" +
                      kubectl({"get", "releases,rollbacks", "--namespace=" + ns_}) +
                      "\n$ kubectl describe release web\n" +
                      kubectl({"describe", "release", "web", "--namespace=" + ns_}));
  }

  // Events and records come a little later than the state that they tell of.
  void expectShown(const std::string& name) {
    const std::string path =
        std::string(SLIPWAY_SOURCE_DIR) + "/tests/cluster/operator/golden/" + name + ".txt";
    if (std::getenv("UPDATE_GOLDEN")) {
      std::string before;
      eventually([&] { return std::exchange(before, shown()) == before; });
      std::filesystem::create_directories(std::filesystem::path(path).parent_path());
      std::ofstream(path) << before;
    }
    const std::string kept = readText(path);
    std::string now;
    eventually([&] { return (now = shown()) == kept; }, std::chrono::seconds(20));
    EXPECT_EQ(kept, now) << "UPDATE_GOLDEN=1 writes it anew: " << path;
  }
};

TEST_F(Reading, Settled) {
  auto slipway = startOperator();
  deployed();
  expectShown("settled");
}

TEST_F(Reading, InMidRollout) {
  auto slipway = startOperator();
  deployed();
  sim::PodScript slow;
  slow.neverReady = true;
  node().behave("web:2", slow);
  setImage("web:2");
  waitFor("jsonpath={.status.update.revision}=2");
  expectShown("mid_rollout");
}

TEST_F(Reading, RolledBack) {
  auto slipway = startOperator();
  deployed();
  node().behave("web:2", answering(500));
  setImage("web:2");
  waitFor("condition=RolledBack");
  expectShown("rolled_back");
}

}  // namespace
}  // namespace slipway::testing
