#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "kube/types/resources.h"
#include "tests/cluster/operator/scene.h"
#include "tests/cluster/support/real_client.h"

namespace slipway::testing {
namespace {

constexpr int kPods = 16;  // as many as the client has writes in flight

// Annotates pods again and again: all of them at once, each one request after the other, so that
// they don't conflict inside the API server.
class Patcher {
 public:
  explicit Patcher(const std::string& kubeconfig) : client_(kubeconfig) {}

  // How many of `times` were applied before the limit.
  int annotate(const std::vector<kube::ObjectKey>& pods, int times, Duration limit) {
    times_ = times;
    slots_.resize(pods.size());
    for (std::size_t slot = 0; slot < pods.size(); ++slot) next(pods[slot], slot);
    client_.until([this] { return done_ == times_; }, limit);
    slots_.clear();
    return applied_;
  }

 private:
  void next(const kube::ObjectKey& pod, std::size_t slot) {
    if (sent_ == times_) return;
    kube::ApiRequest patch;
    patch.verb = kube::Verb::MergePatch;
    patch.resource = kube::resources::pods();
    patch.key = pod;
    patch.body = Value::object({{"metadata", Value::object({})}})
                     .withPointer("/metadata/annotations/touched", std::to_string(++sent_));
    slots_[slot] = client_.api().send(patch, [this, pod, slot](const kube::ApiResult& result) {
      ++done_;
      if (result.applied()) ++applied_;
      next(pod, slot);
    });
  }

  RealClient client_;
  std::vector<kube::PendingPtr> slots_;
  int times_ = 0;
  int sent_ = 0;
  int done_ = 0;
  int applied_ = 0;
};

int residentKib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::atoi(line.c_str() + 6);
  return 0;
}

class Memory : public Scene {
 protected:
  std::vector<kube::ObjectKey> pods() {
    std::istringstream names(jsonpath("pods", "{.items[*].metadata.name}"));
    std::vector<kube::ObjectKey> keys;
    for (std::string name; names >> name;) keys.push_back({ns_, name});
    return keys;
  }
  void annotated(int times) {
    Patcher patcher(plane().adminKubeconfig());
    EXPECT_EQ(patcher.annotate(pods(), times, std::chrono::hours(1)), times);
  }
};

// Every event is a pod of the Release that changed: it is decoded, kept, and mapped to its key.
TEST_F(Memory, StaysTheSameHoweverManyEventsCome) {
  const char* deep = std::getenv("SLIPWAY_DEEP");
  const int events = deep && *deep ? 100000 : 3000;
  // It is to live through this however busy the machine is.
  auto slipway = startOperator({"--lease-duration", "120s", "--renew-deadline", "100s"});
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1", kPods));
  waitFor("condition=Ready");
  ASSERT_EQ(pods().size(), std::size_t{kPods});

  const int idle = residentKib(slipway.process->pid());
  annotated(1000);
  const int warm = residentKib(slipway.process->pid());
  const SystemClock clock;
  const MonoTime started = clock.mono();
  annotated(events);
  const std::chrono::duration<double> took = clock.mono() - started;
  const int after = residentKib(slipway.process->pid());

  std::printf(
      "[ memory  ] VmRSS %.1f MiB idle, %.1f MiB after 1000 events, %.1f MiB after %d more "
      "(%.0f s)\n",
      idle / 1024.0, warm / 1024.0, after / 1024.0, events, took.count());
  ASSERT_TRUE(slipway.process->running()) << slipway.log();
  EXPECT_GT(idle, 0);
  EXPECT_GT(after, 0);
  EXPECT_LT(after, warm + 1024);
  // It still listens.
  kubectl({"scale", "release/web", "--namespace=" + ns_, "--replicas=1"});
  waitFor("jsonpath={.status.readyReplicas}=1");
}

}  // namespace
}  // namespace slipway::testing
