#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/files.h"
#include "kube/client/config.h"
#include "kube/client/rest_api.h"
#include "kube/types/resources.h"
#include "net/transport.h"
#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

template <typename T>
T orThrow(Expected<T, std::string> result) {
  if (!result.ok()) throw std::runtime_error(result.error());
  return std::move(result).value();
}

// Patches one object again and again. Two requests in flight: more would only conflict with each
// other inside the API server.
class Patcher {
 public:
  explicit Patcher(const std::string& kubeconfig)
      : mailbox_(kube::makeThreadMailbox(clock_)),
        config_(orThrow(kube::loadKubeconfig(files_, {kubeconfig}, ""))),
        transport_(
            orThrow(net::makeTransport(config_.endpoint, orThrow(kube::loadTls(files_, config_))))),
        api_(kube::makeRestApi({*transport_, loop_, *mailbox_, files_, random_, log_}, config_)) {}

  // How many were applied.
  int annotate(const kube::ObjectKey& pod, int times) {
    times_ = times;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) next(pod, slot);
    while (done_ < times) loop_.step(clock_.mono() + std::chrono::seconds(1));
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
    slots_[slot] = api_->send(patch, [this, pod, slot](const kube::ApiResult& result) {
      ++done_;
      if (result.applied()) ++applied_;
      next(pod, slot);
    });
  }

  SystemClock clock_;
  SystemFiles files_;
  SeededRandom random_{3};
  NullLog log_;
  std::unique_ptr<kube::Mailbox> mailbox_;
  kube::Loop loop_{clock_, *mailbox_};
  kube::ClientConfig config_;
  std::unique_ptr<net::Transport> transport_;
  std::unique_ptr<kube::Api> api_;
  std::array<kube::PendingPtr, 2> slots_;
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

class Memory : public Scene {};

// Every event is a pod of the Release that changed: it is decoded, kept, and mapped to its key.
TEST_F(Memory, StaysTheSameHoweverManyEventsCome) {
  const int events = std::getenv("SLIPWAY_DEEP") ? 100000 : 3000;
  auto slipway = startOperator();
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1", 1));
  waitFor("condition=Ready");
  const kube::ObjectKey pod{ns_, jsonpath("pods", "{.items[0].metadata.name}")};

  const int idle = residentKib(slipway.process->pid());
  Patcher patcher(plane().adminKubeconfig());
  EXPECT_EQ(patcher.annotate(pod, 1000), 1000);
  const int warm = residentKib(slipway.process->pid());
  Patcher again(plane().adminKubeconfig());
  EXPECT_EQ(again.annotate(pod, events), events);
  const int after = residentKib(slipway.process->pid());

  std::printf(
      "[ memory  ] VmRSS %.1f MiB idle, %.1f MiB after 1000 events, %.1f MiB after %d more\n",
      idle / 1024.0, warm / 1024.0, after / 1024.0, events);
  EXPECT_GT(idle, 0);
  EXPECT_LT(after, warm + 1024);
  // It still listens.
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
}

}  // namespace
}  // namespace slipway::testing
