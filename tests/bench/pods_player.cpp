#include "tests/bench/pods_player.h"

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/reader.h"
#include "kube/runtime/informer.h"
#include "kube/types/resources.h"
#include "sim/pod_status.h"
#include "tests/cluster/support/client_thread.h"

namespace slipway::bench {
namespace {

constexpr int kAddresses = 65000;  // of 10.99.0.0/16

struct Pod {
  kube::ObjectMeta meta;
  std::string container;
  std::string image;
  std::string ip;
  bool ours = false;
};

kube::Decoded<Pod> decodePod(const Value& object) {
  FieldErrors errors;
  Pod pod;
  pod.meta = kube::readObjectMeta(Reader(object, errors)["metadata"]);
  if (!errors.empty()) return Unexpected{std::move(errors)};
  pod.meta.labels = {};
  pod.meta.annotations = {};
  const Value& container = object["spec"]["containers"].at(0);
  pod.container = container["name"].stringOr("");
  pod.image = container["image"].stringOr("");
  pod.ip = object["status"]["podIP"].stringOr("");
  pod.ours = object["spec"]["nodeName"].stringOr("") == PodsPlayer::kNode;
  return pod;
}

std::string address(int n) {
  return "10.99." + std::to_string(n / 254) + "." + std::to_string(n % 254 + 1);
}

Value readyStatus(const Pod& pod, const std::string& ip, WallTime now) {
  sim::ContainerReport container{.name = pod.container, .image = pod.image, .view = {}};
  container.view.running = true;
  container.view.ready = true;
  return sim::podStatusValue({now, ip, PodsPlayer::kNode, {container}});
}

}  // namespace

class PodsPlayer::Body {
 public:
  explicit Body(const std::string& kubeconfig)
      : client_(kubeconfig,
                {.userAgent = "bench-kubelet", .maxWritesInFlight = 64, .observer = {}}),
        pods_(kube::RuntimeSeams{client_.api(), client_.loop(), client_.random(), client_.log()},
              kube::Selection{kube::resources::pods()}, decodePod) {
    testing::makeNode(client_, kNode);
    pods_.onChanged([this](const kube::ObjectKey&, const auto& before, const auto& after) {
      if (before && (!after || after->meta.uid != before->meta.uid)) forget(before->meta.uid);
      if (after && after->ours) play(*after);
    });
    pods_.start();
    thread_.emplace(client_);
  }

  ~Body() {
    thread_->run([this] {
      pods_.stop();
      sent_.clear();
    });
  }

 private:
  // What was sent for one pod: an answer that does not come is asked for again.
  struct Sent {
    kube::PendingPtr pending;
    kube::TimerPtr again;
    std::string ip;
    bool reported = false;
    bool leaving = false;
  };

  void play(const Pod& pod) {
    Sent& sent = sent_[pod.meta.uid];
    if (pod.meta.deletionTimestamp) {
      if (!std::exchange(sent.leaving, true)) send(pod, removal(pod));
    } else if (pod.ip.empty() && !std::exchange(sent.reported, true)) {
      if (sent.ip.empty()) sent.ip = freeAddress();
      send(pod, report(pod, sent.ip));
    }
  }

  void send(const Pod& pod, kube::ApiRequest request) {
    sent_[pod.meta.uid].pending = client_.api().send(
        std::move(request), [this, uid = pod.meta.uid, key = pod.meta.key()](const auto& result) {
          if (!result.applied() && !result.error.notFound()) later(uid, key);
        });
  }

  void later(const std::string& uid, const kube::ObjectKey& key) {
    Sent& sent = sent_[uid];
    sent.reported = sent.leaving = false;
    sent.again = client_.loop().after(std::chrono::milliseconds(200), [this, uid, key] {
      const auto pod = pods_.store().get(key);
      if (pod && pod->meta.uid == uid) play(*pod);
    });
  }

  kube::ApiRequest report(const Pod& pod, const std::string& ip) {
    kube::ApiRequest request;
    request.verb = kube::Verb::MergePatch;
    request.resource = kube::resources::pods();
    request.key = pod.meta.key();
    request.subresource = "status";
    request.fieldManager = "bench-kubelet";
    request.body = Value::object({{"metadata", Value::object({{"uid", pod.meta.uid}})},
                                  {"status", readyStatus(pod, ip, client_.clock().wall())}});
    return request;
  }

  static kube::ApiRequest removal(const Pod& pod) {
    kube::ApiRequest request;
    request.verb = kube::Verb::Delete;
    request.resource = kube::resources::pods();
    request.key = pod.meta.key();
    request.uidPrecondition = pod.meta.uid;
    request.body = Value::object({{"gracePeriodSeconds", 0}});
    return request;
  }

  // In turn, so that an address rests before somebody else has it.
  std::string freeAddress() {
    while (used_.contains(next_)) next_ = (next_ + 1) % kAddresses;
    used_.insert(next_);
    addresses_[address(next_)] = next_;
    return address(std::exchange(next_, (next_ + 1) % kAddresses));
  }

  void forget(const std::string& uid) {
    const auto found = sent_.find(uid);
    if (found == sent_.end()) return;
    if (const auto used = addresses_.find(found->second.ip); used != addresses_.end()) {
      used_.erase(used->second);
      addresses_.erase(used);
    }
    sent_.erase(found);
  }

  testing::RealClient client_;
  kube::Informer<Pod> pods_;
  std::map<std::string, Sent> sent_;  // by UID
  std::set<int> used_;
  std::map<std::string, int> addresses_;
  int next_ = 0;
  std::optional<testing::ClientThread> thread_;  // once the cache is being filled
};

PodsPlayer::PodsPlayer(const std::string& adminKubeconfig)
    : body_(std::make_unique<Body>(adminKubeconfig)) {}
PodsPlayer::~PodsPlayer() = default;

}  // namespace slipway::bench
