#include <atomic>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "crds/embedded.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"
#include "sim/world.h"
#include "tests/cluster/operator/scene.h"
#include "tests/cluster/plays/end_state.h"
#include "tests/cluster/plays/real_theatre.h"
#include "tests/cluster/plays/short_time.h"
#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

// Plays that a real server cannot be the place of, and why.
const std::map<std::string, std::string> kOnlySimulated{};

constexpr std::size_t kSideBySide = 8;

// Lines that only one of two texts has.
std::string difference(const std::string& simulated, const std::string& real) {
  const auto linesOf = [](const std::string& text) {
    std::multiset<std::string> lines;
    std::size_t from = 0;
    for (std::size_t to = text.find('\n'); to != std::string::npos; to = text.find('\n', from)) {
      lines.insert(text.substr(from, to - from));
      from = to + 1;
    }
    return lines;
  };
  const auto one = linesOf(simulated);
  const auto other = linesOf(real);
  std::string text;
  for (const auto& line : one) {
    if (one.count(line) > other.count(line)) text += "    simulated  " + line + "\n";
  }
  for (const auto& line : other) {
    if (other.count(line) > one.count(line)) text += "    real       " + line + "\n";
  }
  return text;
}

struct Outcome {
  std::vector<std::string> failures;
  std::string difference;
  Duration took{};
};

std::string simulatedEnd(const sim::Play& play) {
  NullLog log;
  sim::WorldOptions options;
  options.crds = crds::embeddedCrds();
  sim::World world(std::move(options), cli::simulatedOperator(), log);
  sim::runPlay(play, world, {});
  return endState(world, "default");
}

class Plays : public Scene {
 protected:
  std::string namespaceOf(const std::string& play) {
    std::string name = "play-" + play;
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
  }

  // One operator for one play: what it does cannot be mistaken for another's.
  std::shared_ptr<void> operatorIn(const std::string& ns, const std::string& kubeconfig) {
    Command command;
    command.argv = {SLIPWAY_BINARY,      "operator",      "--kubeconfig",
                    kubeconfig,          "--namespace",   ns,
                    "--no-leader-elect", "--listen-port", "0"};
    const std::scoped_lock lock(mutex_);
    const std::string log = plane().folder() + "/" + ns + "-" + std::to_string(++started_) + ".log";
    auto process = Process::start(command, log);
    if (!process.ok()) throw std::runtime_error(process.error());
    operatorLogs_[ns].push_back(log);
    return std::shared_ptr<Process>(std::move(*process));
  }

  Outcome playFor(const std::string& name, const std::string& kubeconfig) {
    const std::string ns = namespaceOf(name);
    const sim::Play play = shortened(loadPlay(name));
    Outcome outcome;
    RealTheatre theatre(plane().adminKubeconfig(), node(), ns,
                        [&] { return operatorIn(ns, kubeconfig); });
    outcome.failures = sim::runPlay(play, theatre, {}).failures;
    outcome.difference = difference(simulatedEnd(play), endState(theatre, ns));
    outcome.took = theatre.elapsed();
    return outcome;
  }

  void tell(const std::string& name, const Outcome& outcome) {
    const bool good = outcome.failures.empty() && outcome.difference.empty();
    std::printf("  %-32s %6.1f s  %s\n", name.c_str(),
                std::chrono::duration<double>(outcome.took).count(),
                good ? "as simulated" : "OTHERWISE");
    for (const auto& failure : outcome.failures) ADD_FAILURE() << name << ": " << failure;
    if (!outcome.difference.empty()) {
      ADD_FAILURE() << name << " ends otherwise than in the simulation:\n" << outcome.difference;
    }
    if (good) return;
    for (const auto& log : operatorLogs_[namespaceOf(name)]) logs_.push_back(log);
  }

  std::mutex mutex_;
  int started_ = 0;
  std::map<std::string, std::vector<std::string>> operatorLogs_;
};

// SLIPWAY_PLAYS=canary_good,canary_bad plays only those.
std::vector<std::string> chosenPlays() {
  const char* chosen = std::getenv("SLIPWAY_PLAYS");
  std::vector<std::string> names;
  for (const std::string& name : allPlays()) {
    const bool wanted =
        !chosen || ("," + std::string(chosen) + ",").find("," + name + ",") != std::string::npos;
    if (wanted && !kOnlySimulated.contains(name)) names.push_back(name);
  }
  return names;
}

TEST_F(Plays, EndOnARealServerAsInTheSimulation) {
  const auto all = allPlays();
  for (const auto& [name, why] : kOnlySimulated) {
    EXPECT_NE(std::find(all.begin(), all.end(), name), all.end()) << name << " is no play";
    std::printf("  %-32s only simulated: %s\n", name.c_str(), why.c_str());
  }
  const auto names = chosenPlays();
  ASSERT_FALSE(names.empty());
  const std::string kubeconfig = operatorKubeconfig();
  std::string namespaces;
  for (const std::string& name : names) {
    namespaces +=
        "---\n{apiVersion: v1, kind: Namespace, metadata: {name: " + namespaceOf(name) + "}}\n";
  }
  apply(namespaces);

  std::vector<Outcome> outcomes(names.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::min(kSideBySide, names.size()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t n = next++; n < names.size(); n = next++) {
        try {
          outcomes[n] = playFor(names[n], kubeconfig);
        } catch (const std::exception& error) {
          outcomes[n].failures.push_back(error.what());
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::size_t n = 0; n < names.size(); ++n) tell(names[n], outcomes[n]);
}

TEST(EndStates, TellOneChangedObjectFromAnother) {
  const std::string before = "ReplicaSet web-1.replicas = 3\nService web.revision = \"a\"\n";
  const std::string after = "ReplicaSet web-1.replicas = 3\nService web.revision = \"b\"\n";
  EXPECT_EQ(difference(before, before), "");
  EXPECT_EQ(difference(before, after),
            "    simulated  Service web.revision = \"a\"\n"
            "    real       Service web.revision = \"b\"\n");
}

}  // namespace
}  // namespace slipway::testing
