#include "sim/kubelet.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "kube/types/resources.h"
#include "sim/pod_status.h"

namespace slipway::sim {

using kube::ApiRequest;
using kube::Finish;
using kube::ObjectKey;
using kube::Verb;

namespace {

// A real API server adds `lastProbeTime: null` to every condition.
bool sameButForNulls(const Value& a, const Value& b) {
  return a == b || canonicalJson(a) == canonicalJson(b);
}

}  // namespace

struct Kubelet::Life {
  ObjectKey key;
  WallTime startedWall{};
  MonoTime started{};
  std::optional<MonoTime> stopping;
  std::string ip;
  // Per container: when its script was replaced while it ran, its life counts from there.
  struct Rebase {
    int version = 0;
    Duration at{};
    bool wasReady = false;
  };
  std::map<std::string, Rebase> rebased;  // by container
  // How often, by the version of its script and the request line.
  std::map<std::pair<int, std::string>, std::size_t> asked;
};

Kubelet::Kubelet(ActorSeams seams) : Kubelet(seams, Options{}) {}

Kubelet::Kubelet(ActorSeams seams, Options options)
    : seams_(seams),
      options_(std::move(options)),
      actor_(
          "kubelet", seams, [this](const ObjectKey& key) { return plan(key); },
          [this] { return pods_ && pods_->synced(); }) {
  pods_ = std::make_unique<RawInformer>(actor_.runtime(), kube::Selection{kube::resources::pods()},
                                        decodeRaw);
  pods_->onChanged([this](const ObjectKey& key, const RawPtr& before, const RawPtr& after) {
    if (before && (!after || after->meta.uid != before->meta.uid)) lives_.erase(before->meta.uid);
    actor_.add(key);
  });
}

Kubelet::~Kubelet() = default;

void Kubelet::start() {
  pods_->start();
}

void Kubelet::behave(const std::string& image, PodScript script, const std::string& ns) {
  const std::string which = ns.empty() ? image : ns + "/" + image;
  scripts_[which] = std::move(script);
  ++scriptVersions_[which];
  for (const auto& pod : pods_->store().all()) actor_.add(pod->meta.key());
}

// What is said of one namespace goes before what is said of all.
std::string Kubelet::scriptKey(const std::string& ns, const std::string& image) const {
  std::string key = ns + "/" + image;
  return scripts_.contains(key) ? key : image;
}

const PodScript& Kubelet::scriptOf(const std::string& key) const {
  static const PodScript ordinary;
  const auto found = scripts_.find(key);
  return found == scripts_.end() ? ordinary : found->second;
}

Work Kubelet::plan(const ObjectKey& key) {
  const RawPtr pod = pods_->store().get(key);
  if (!pod) return {};
  const bool left = left_.contains(pod->meta.uid) && !pod->meta.deletionTimestamp;
  if (pod->object["spec"]["nodeName"].stringOr("").empty())
    return left || pod->meta.deletionTimestamp ? Work{} : bind(*pod);
  const std::string_view phase = pod->object["status"]["phase"].stringOr("");
  if (phase == "Succeeded" || phase == "Failed") return {};
  Life& life = lifeOf(*pod);
  if (left) return {};
  return pod->meta.deletionTimestamp ? terminate(*pod, life) : report(*pod, life);
}

Work Kubelet::bind(const RawObject& pod) const {
  ApiRequest request;
  request.verb = Verb::Create;
  request.resource = kube::resources::pods();
  request.key = pod.meta.key();
  request.subresource = "binding";
  request.body = Value::object(
      {{"apiVersion", "v1"},
       {"kind", "Binding"},
       {"metadata", Value::object({{"name", pod.meta.name}})},
       {"target",
        Value::object({{"apiVersion", "v1"}, {"kind", "Node"}, {"name", options_.node}})}});
  return {{request}, Finish::settled()};
}

Kubelet::Life& Kubelet::lifeOf(const RawObject& pod) {
  auto [it, fresh] = lives_.try_emplace(pod.meta.uid);
  Life& life = it->second;
  if (!fresh) return life;
  // A kubelet that was restarted goes on with what it had reported.
  const WallTime now = seams_.timers.clock().wall();
  life.key = pod.meta.key();
  life.startedWall = parseTime(pod.object["status"]["startTime"].stringOr("")).value_or(now);
  life.started = seams_.timers.clock().mono() - (now - life.startedWall);
  life.ip = std::string(pod.object["status"]["podIP"].stringOr(""));
  if (life.ip.empty()) life.ip = freeAddress();
  return life;
}

std::string Kubelet::freeAddress() const {
  std::set<std::string> used;
  for (const auto& [uid, life] : lives_) used.insert(life.ip);
  for (const auto& pod : pods_->store().all())
    used.insert(std::string(pod->object["status"]["podIP"].stringOr("")));
  for (int n = 1;; ++n) {
    std::string ip =
        options_.ipPrefix + std::to_string(n / 250) + "." + std::to_string(n % 250 + 1);
    if (!used.contains(ip)) return ip;
  }
}

Work Kubelet::terminate(const RawObject& pod, Life& life) const {
  const MonoTime now = seams_.timers.clock().mono();
  if (!life.stopping) life.stopping = now;
  Duration delay{};
  for (const Value& container : pod.object["spec"]["containers"].elements()) {
    const std::string image(container["image"].stringOr(""));
    delay = std::max(delay, scriptOf(scriptKey(pod.meta.ns, image)).terminationDelay);
  }
  const auto grace = pod.object["metadata"]["deletionGracePeriodSeconds"].asInt().value_or(30);
  delay = std::min<Duration>(delay, std::chrono::seconds(grace));
  if (now < *life.stopping + delay) return {{}, Finish::requeueAfter(*life.stopping + delay - now)};
  ApiRequest request;
  request.verb = Verb::Delete;
  request.resource = kube::resources::pods();
  request.key = pod.meta.key();
  request.uidPrecondition = pod.meta.uid;
  request.body = Value::object({{"gracePeriodSeconds", 0}});
  return {{request}, Finish::settled()};
}

Work Kubelet::report(const RawObject& pod, Life& life) {
  const Duration elapsed = seams_.timers.clock().mono() - life.started;
  PodReport wanted{life.startedWall, life.ip, options_.node, {}};
  std::optional<Duration> next;
  for (const Value& container : pod.object["spec"]["containers"].elements()) {
    ContainerReport part;
    part.name = container["name"].stringOr("");
    part.image = container["image"].stringOr("");
    const std::string key = scriptKey(pod.meta.ns, part.image);
    PodScript script = scriptOf(key);
    const auto version = scriptVersions_.find(key);
    auto [rebase, fresh] = life.rebased.try_emplace(part.name);
    const int current = version == scriptVersions_.end() ? 0 : version->second;
    if (fresh) {
      rebase->second.version = current;
    } else if (rebase->second.version != current) {
      const Value* before = pod.object.findPointer("/status/containerStatuses");
      const bool ready =
          before &&
          std::any_of(before->elements().begin(), before->elements().end(), [&](const Value& s) {
            return s["name"].stringOr("") == part.name && s["ready"].asBool().value_or(false);
          });
      rebase->second = {current, elapsed, ready};
    }
    if (rebase->second.wasReady) script.readyAfter = Duration{};
    part.offset = rebase->second.at;
    part.view = viewContainer(script, elapsed - part.offset);
    if (part.view.nextChange) {
      const Duration change = *part.view.nextChange + part.offset;
      next = next ? std::min(*next, change) : change;
    }
    wanted.containers.push_back(std::move(part));
  }
  Work work;
  const Value status = podStatusValue(wanted);
  const Value& current = pod.object["status"];
  if (!sameButForNulls(applyMergePatch(current, status), current)) {
    work.requests.push_back(statusPatch(kube::resources::pods(), pod.meta, status, "sim-kubelet"));
  }
  if (next) work.finish = Finish::requeueAfter(std::max<Duration>(*next - elapsed, Duration{1}));
  return work;
}

// How many pods of the image are older.
std::size_t Kubelet::rankOf(const Life& life, const std::string& image) const {
  std::size_t rank = 0;
  for (const auto& [uid, other] : lives_) {
    if (std::pair(other.started, other.key) >= std::pair(life.started, life.key)) continue;
    const RawPtr pod = pods_->store().get(other.key);
    if (!pod || pod->meta.uid != uid || other.key.ns != life.key.ns) continue;
    const auto& containers = pod->object["spec"]["containers"].elements();
    rank += std::any_of(containers.begin(), containers.end(), [&](const Value& container) {
      return container["image"].stringOr("") == image;
    });
  }
  return rank;
}

std::optional<HttpAnswer> Kubelet::answer(const std::string& ip, std::uint16_t port,
                                          const std::string& path, const std::string& method) {
  for (auto& [uid, life] : lives_) {
    if (life.ip != ip) continue;
    const RawPtr pod = pods_->store().get(life.key);
    if (!pod || pod->meta.uid != uid) continue;
    const Duration elapsed = seams_.timers.clock().mono() - life.started;
    for (const Value& container : pod->object["spec"]["containers"].elements()) {
      const auto& ports = container["ports"].elements();
      const bool listens = std::any_of(ports.begin(), ports.end(), [&](const Value& p) {
        return p["containerPort"].asInt() == std::optional<std::int64_t>(port);
      });
      if (!listens) continue;
      const std::string image(container["image"].stringOr(""));
      const std::string key = scriptKey(life.key.ns, image);
      const PodScript& script = scriptOf(key);
      const auto rebase = life.rebased.find(std::string(container["name"].stringOr("")));
      const Duration offset = rebase == life.rebased.end() ? Duration{} : rebase->second.at;
      if (!viewContainer(script, elapsed - offset).running) return std::nullopt;
      const std::size_t turn = life.asked[{scriptVersions_[key], method + " " + path}]++;
      return script.answer(path, method, turn, rankOf(life, image));
    }
  }
  return std::nullopt;
}

}  // namespace slipway::sim
